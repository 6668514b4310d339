"""Pictures, their codes, and what comes back at the width of the slider, beside PCA; errors over all widths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from app.demos.auto_encoder.contract import AutoEncoderResult
from app.demos.auto_encoder.words import sweep_words, width_words
from app.widgets import theme
from app.widgets.line_chart import Axis, Line, LineChart
from app.widgets.pictures import PictureGrid
from model_zoo.latent.spaces import bars

_HEADS = ("Picture", "Its code", "Restored", "PCA")
_LARGEST = 104  # px of a picture


class SweepView(QWidget):
    """`chosen` carries a width."""

    chosen = Signal(int)

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self.result: AutoEncoderResult | None = None
        self.width_shown = 0
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.title.setFixedWidth(self.title.fontMetrics().horizontalAdvance("A code of 64 numbers") + 24)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Width of the code")
        self.slider.setToolTip("How many numbers a picture is pressed through: drag, or use the arrow keys")
        self.slider.setPageStep(1)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.words = sentence("muted")
        self.notes = sentence("caption")
        self.grid = PictureGrid("Pictures and reconstructions", largest=_LARGEST)
        self.chart = LineChart(
            "Error over the width of the code", Axis("numbers in the code", logarithmic=True),
            Axis("mean squared error", logarithmic=True),
        )  # fmt: skip
        top = QGridLayout()
        top.setHorizontalSpacing(8)
        top.addWidget(self.title, 0, 0)
        top.addWidget(self.slider, 0, 1)
        top.setColumnStretch(1, 1)
        self.halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.halves.setSpacing(16)
        self.halves.addWidget(self.grid, 3)
        self.halves.addWidget(self.chart, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.words)
        layout.addWidget(self.notes)
        layout.addLayout(self.halves, 1)
        self.slider.valueChanged.connect(self._slid)
        self.chart.chosen.connect(lambda width: self.chosen.emit(round(width)))

    def show_result(self, result: AutoEncoderResult) -> None:
        """Show an answer at the width that was looked at, or the nearest there is."""
        self.result = result
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(result.widths) - 1)
        self.slider.setEnabled(len(result.widths) > 1)
        self.notes.setText(" ".join(result.notes))
        self.notes.setVisible(bool(result.notes))
        points = tuple(zip(map(float, result.widths), result.error, strict=True))
        lines = [Line("auto-encoder", points, self._role)]
        if result.pca_error:
            points = tuple(zip(map(float, result.widths), result.pca_error, strict=True))
            lines.append(Line("PCA", points, "warn", dashed=True))
        self.chart.x_axis = Axis(self.chart.x_axis.name, True, ticks=tuple(map(float, result.widths)))
        self.chart.show_lines(lines)
        self.show_width(result.width)

    def show_width(self, width: int) -> None:
        """Show what comes back at a width, or at the nearest there is."""
        result = self.result
        if result is None:
            return
        width = min(result.widths, key=lambda one: abs(one - width))
        at = result.widths.index(width)
        self.width_shown = width
        with QSignalBlocker(self.slider):
            self.slider.setValue(at)
        self.title.setText(width_words(width))
        self.words.setText(sweep_words(result, width))
        self.chart.set_current(float(width))
        count = len(result.pictures)
        codes = _codes(result) if result.codes is not None and result.codes.shape[1] == width else None
        rows = [list(result.pictures), [_BLANK] * count if codes is None else list(codes)]
        rows.append(list(result.reconstructions[at]))
        heads: tuple[str, ...] = _HEADS
        if len(result.pca_reconstructions):
            rows.append(list(result.pca_reconstructions[at]))
        else:
            heads = _HEADS[:3]
        captions = [*result.names, *[""] * count]
        for row in rows[2:]:
            captions += [_distance(one, two) for one, two in zip(result.pictures, row, strict=True)]
        self.grid.show_pictures(
            [one for row in rows for one in row],
            captions,
            columns=count,
            heads=heads,
            current=self.grid.current,
        )
        self.grid.setMinimumHeight(self.grid.content_height())

    def stand(self, wide: bool) -> None:
        """Put pictures and errors side by side where there is room for both."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.halves.setDirection(across if wide else down)

    @Slot(int)
    def _slid(self, place: int) -> None:
        if self.result is not None:
            self.show_width(self.result.widths[place])
            self.chosen.emit(self.result.widths[place])


_BLANK = np.full((2, 2), 128, np.uint8)


def _codes(result: AutoEncoderResult) -> NDArray[np.uint8]:
    """The codes as bars, scaled so that the largest number fills its half."""
    most = float(np.abs(result.codes).max()) or 1.0
    charts = bars(np.asarray(result.codes / most * 3.0, np.float32))
    return np.asarray(255 - charts if theme.is_dark() else charts, np.uint8)


def _distance(one: NDArray[np.uint8], two: NDArray[np.uint8]) -> str:
    """The mean squared error of a reconstruction, of values 0 to 1."""
    return f"{np.square((one.astype(np.float64) - two) / 255).mean():.3f}"


def sentence(role: str) -> QLabel:
    """Make a label for a sentence that wraps."""
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
