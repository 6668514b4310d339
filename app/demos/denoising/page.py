"""The page of denoising: a picture, its noise, a brush, and what becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.pictures import ENDINGS, bundled_pictures
from app.demos.denoising.brush_row import BrushRow
from app.demos.denoising.comparison import told
from app.demos.denoising.contract import Stroke
from app.demos.denoising.panel import DenoisingPanel
from app.demos.denoising.state import DenoisingState
from app.pages.comparison import WordsComparison
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets.pictures import PictureField

_QUIET = ("brush", "radius", "strength")


class DenoisingPage(DemoPage):
    """Everything answers at once: the nets are small."""

    delay_ms = 60

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """The picture, its noise and the brush."""
        self.setAcceptDrops(True)
        self.picture = PictureField("Picture", bundled_pictures(), nothing="choose one")
        self.picture.clear.setEnabled(False)
        self.picture.changed.connect(self._take)
        self.errors.give(self.picture.error, "input")
        head = QHBoxLayout()
        head.addWidget(self.picture)
        head.addStretch(1)
        layout.addLayout(head)
        layout.addWidget(self.picture.error)
        self.row = BrushRow(self.bind)
        self.row.wiped.connect(lambda: self.change(strokes=()))
        layout.addWidget(self.row)
        layout.addWidget(self.errors.place("noise", "amount", "square", "strokes", "told", "seed"))

    def make_panel(self, index: int) -> ResultPanel:
        """What one model's methods make of it; both can be painted on."""
        panel = DenoisingPanel(index)
        panel.painted.connect(self._paint)
        return panel

    def make_comparison(self) -> QWidget:
        """Two models' answers."""
        return WordsComparison(told)

    def follow(self, state: Any) -> None:
        """Show the picture's name, and what can be done."""
        if isinstance(state, DenoisingState):
            if self.picture.value != state.input:
                self.picture.set_value(state.input)
            self.row.follow(state)

    def edit(self, field: str, value: object, merge: str | None) -> None:
        """The brush in the hand is no step of undo."""
        if field in _QUIET:
            self.change_quietly(**{field: value})
        else:
            super().edit(field, value, merge)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := _dropped(event):
            event.acceptProposedAction()
            self.picture.take(path)

    @Slot(str)
    def _take(self, value: str) -> None:
        """Another picture has other places to paint on."""
        if value:
            self.change(input=value, strokes=())
        else:
            self.picture.set_value(self.state().input)

    @Slot(object)
    def _paint(self, stroke: Stroke) -> None:
        self.change(strokes=(*self.state().strokes, stroke))


def _dropped(event: QDragEnterEvent | QDropEvent) -> str:
    paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and Path(paths[0]).suffix.lower() in ENDINGS else ""
