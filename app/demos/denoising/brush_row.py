"""The noise over the whole picture, and the brush that paints it by hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from app.demos.denoising.state import DenoisingState
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.segmented import Segmented
from app.widgets.slider_field import SliderField, SlidingSpin, WholeSlidingSpin

_NOISES = (
    ("none", "None", "Only what is painted"),
    ("gaussian", "Gaussian", "A random number is added to every pixel"),
    ("salt_and_pepper", "Salt and pepper", "A share of the pixels is black or white"),
    ("squares", "Squares", "A share of the squares is masked, as BERT masks words"),
)
_BRUSHES = (
    ("squares", "Mask", "Squares under the brush are masked"),
    ("gaussian", "Gaussian", "Noise under the brush"),
    ("salt_and_pepper", "Specks", "Black and white pixels under the brush"),
    ("clean", "Clean", "Takes the noise away again"),
)


class BrushRow(QWidget):
    """`wiped` tells that all strokes are to go."""

    wiped = Signal()

    def __init__(self, bind: Callable[[str, QWidget], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.noise = Segmented("Noise", _NOISES)
        bind("noise", self.noise)
        amount = SlidingSpin(0.0, 1.0, 0.05, 2)
        bind("amount", amount)
        self.amount = SliderField(
            "Amount", amount, reach=(0.0, 0.8), tip="Standard deviation, or the share that is hit; 0 to 1"
        )
        square = WholeSlidingSpin(1, 64)
        bind("square", square)
        self.square = SliderField("Square", square, reach=(1, 14), tip="Side of a masked square, in pixels")
        self.told = QCheckBox("Tell where")
        self.told.setToolTip(
            "The denoiser is told where the noise is and how strong, as BERT sees its [MASK]"
        )
        bind("told", self.told)
        seed = QLineEdit()
        seed.setAccessibleName("Seed of the noise")
        seed.setPlaceholderText("as set")
        seed.setFixedWidth(seed.fontMetrics().averageCharWidth() * 8)
        bind("seed", seed)
        self.brush = Segmented("Brush", _BRUSHES)
        bind("brush", self.brush)
        radius = SlidingSpin(0.5, 64.0, 0.5, 1)
        bind("radius", radius)
        self.radius = SliderField(
            "Radius", radius, reach=(0.5, 10.0), tip="Of the brush, in pixels of the picture"
        )
        strength = SlidingSpin(0.0, 1.0, 0.05, 2)
        bind("strength", strength)
        self.strength = SliderField(
            "Strength", strength, reach=(0.0, 1.0), tip="The amount of what the brush leaves"
        )
        self.wipe = QPushButton("Wipe")
        self.wipe.setToolTip("Take all strokes away")
        theme.set_icon(self.wipe, "trash")
        self.wipe.clicked.connect(self.wiped)
        flow = FlowLayout(self, gap=14)
        for widget in (
            labelled("Noise", self.noise), self.amount, self.square, self.told,
            labelled("Seed", seed, "Decides where the noise falls; empty: the seed in the preferences"),
            labelled("Brush", self.brush), self.radius, self.strength, self.wipe,
        ):  # fmt: skip
            flow.addWidget(widget)

    def follow(self, state: DenoisingState) -> None:
        """Switch off what has no effect."""
        self.amount.setEnabled(state.noise != "none")
        squares = state.noise == "squares" or any(stroke.kind == "squares" for stroke in state.strokes)
        self.square.setEnabled(squares or state.brush == "squares")
        self.strength.setEnabled(state.brush != "clean")
        self.wipe.setEnabled(bool(state.strokes))
