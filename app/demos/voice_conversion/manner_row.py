"""How it is said: pitch, semitones, melody, content code, seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.segmented import Segmented
from app.widgets.slider_field import SliderField, SlidingSpin
from app.widgets.visible import displayable

_F0 = (
    ("match", "Match", "The source's melody around the target's mean pitch"),
    ("keep", "Keep", "The source's pitch as it is"),
    ("flat", "Flat", "The target's mean pitch on one note"),
)


class MannerRow(QWidget):
    """Binds its widgets to the state's fields of the same names."""

    def __init__(self, bind: Callable[[str, QWidget], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, gap=14)
        self.f0 = Segmented("Pitch", _F0)
        bind("f0", self.f0)
        flow.addWidget(labelled("Pitch", self.f0))
        self.semitones = SlidingSpin(-36.0, 36.0, 1.0, 1)
        bind("semitones", self.semitones)
        flow.addWidget(
            SliderField(
                "Semitones",
                self.semitones,
                reach=(-12, 12),
                tip="Higher or lower than that: 12 are an octave",
            )
        )
        self.melody = SlidingSpin(0.0, 4.0, 0.1, 2)
        bind("melody", self.melody)
        flow.addWidget(
            SliderField(
                "Melody",
                self.melody,
                reach=(0, 3),
                tip="How wide the pitch swings: 1 is as the source does, 0 not at all",
            )
        )
        self.content = QComboBox()
        self.content.setAccessibleName("Content code")
        self.content.addItem("the first", "")
        bind("content", self.content)
        flow.addWidget(
            labelled(
                "Code", self.content, "The content code's variant, as Leakage names them; empty: the first"
            )
        )

    def set_variants(self, names: Sequence[str], chosen: str) -> None:
        """Offer a model's content codes; one that is chosen and unknown stays on offer."""
        wanted = ["", *dict.fromkeys([*names, *([chosen] if chosen else [])])]
        if wanted != [self.content.itemData(row) for row in range(self.content.count())]:
            with QSignalBlocker(self.content):
                self.content.clear()
                for name in wanted:
                    self.content.addItem(displayable(name) or "the first", name)
                self.content.setCurrentIndex(wanted.index(chosen))
