"""The page of compression: a picture, a quality, and what becomes of it in three formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QPushButton, QVBoxLayout, QWidget

from app.core.contract import View
from app.core.pictures import ENDINGS, bundled_pictures
from app.demos.compression.comparison import told
from app.demos.compression.panel import CompressionPanel
from app.demos.compression.state import CompressionState
from app.pages.comparison import WordsComparison
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.pictures import PictureField
from app.widgets.segmented import Segmented
from app.widgets.slider_field import SliderField, SlidingSpin

_COMPRESSED = ".ikp"
_LEVELS = 8


class CompressionPage(DemoPage):
    """Everything answers at once; the curve over rates comes last, and Stop ends it."""

    delay_ms = 60

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """The picture and the quality, what is looked at, and the file itself."""
        self.setAcceptDrops(True)
        self.picture = PictureField("Picture", bundled_pictures(), nothing="choose one")
        self.picture.changed.connect(self._take)
        self.errors.give(self.picture.error, "input")
        options = QWidget()
        flow = FlowLayout(options, gap=14)
        flow.addWidget(self.picture)
        for widget in (self._quality(), self._curve(), self._looks(), *self._files()):
            flow.addWidget(widget)
        layout.addWidget(options)
        layout.addWidget(self.picture.error)
        layout.addWidget(self.errors.place("quality", "curve"))
        self.ran.connect(lambda record: self.save.setEnabled(True))

    def make_panel(self, index: int) -> ResultPanel:
        """All that one codec makes of it."""
        return CompressionPanel(index)

    def make_comparison(self) -> QWidget:
        """Two models' files."""
        return WordsComparison(told)

    def follow(self, state: Any) -> None:
        """Show the picture's name."""
        if isinstance(state, CompressionState) and self.picture.value != state.input:
            self.picture.set_value(state.input)

    def edit(self, field: str, value: object, merge: str | None) -> None:
        """What is looked at is no step of undo."""
        if field == "look":
            self.change_quietly(look=value)
        else:
            super().edit(field, value, merge)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := _dropped(event):
            event.acceptProposedAction()
            self.open_file(path)

    @Slot(str)
    def open_file(self, path: str) -> None:
        """Take a picture, or open a compressed one again."""
        if Path(path).suffix.lower() == _COMPRESSED:
            self.change(input=path)
        else:
            self.picture.take(path)

    # -- inputs ---------------------------------------------------------------------------------------------

    def _quality(self) -> QWidget:
        spin = SlidingSpin(1, _LEVELS, 0.25, 2)
        tip = "1: the smallest file. 8: the smallest error. The net has one set of weights for all of them"
        field = SliderField("Quality", spin, reach=(1, _LEVELS), tip=tip)
        field.slider.setFixedWidth(170)
        self.bind("quality", spin)
        return field

    def _curve(self) -> QWidget:
        box = QCheckBox("Curve over rates")
        box.setToolTip("Also make files at every quality, ours and the others', and draw rate against error")
        self.bind("curve", box)
        return box

    def _looks(self) -> QWidget:
        choice = Segmented(
            "Look at",
            (
                ("pictures", "Pictures", "What each file decodes to"),
                ("differences", "Differences", "What each is off by, five times as strong, around grey"),
            ),
        )
        self.bind("look", choice)
        return choice

    def _files(self) -> tuple[QWidget, QWidget]:
        self.save = QPushButton("Save file…")
        theme.set_icon(self.save, "export")
        self.save.setToolTip("Save the compressed picture (.ikp): Open reads it again, with this model")
        self.save.setEnabled(False)
        self.save.clicked.connect(self._save)
        self.reopen = QPushButton("Open compressed…")
        theme.set_icon(self.reopen, "folder")
        self.reopen.setToolTip("Open a compressed picture (.ikp) that this page has saved; or drop one")
        self.reopen.clicked.connect(self._open)
        return self.save, self.reopen

    @Slot(str)
    def _take(self, value: str) -> None:
        self.change(input=value)

    @Slot()
    def _save(self) -> None:
        if (record := self.record(0)) is not None:
            view = next(one for one in self.exports.views(record) if one.encoded is not None)
            dialog = QFileDialog(self, "Save the compressed picture")
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilter(f"Compressed pictures (*{_COMPRESSED})")
            dialog.setDefaultSuffix(_COMPRESSED[1:])
            dialog.selectFile(f"{Path(record.request.input).stem or 'picture'}{_COMPRESSED}")
            dialog.fileSelected.connect(lambda path: self.save_to(Path(path), view))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def save_to(self, path: Path, view: View) -> None:
        """Write the compressed picture of the last answer."""
        if (record := self.record(0)) is not None:
            self.exports.exporter.save(path, view, record)

    @Slot()
    def _open(self) -> None:
        dialog = QFileDialog(self, "Open a compressed picture")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(f"Compressed pictures (*{_COMPRESSED});;All files (*)")
        dialog.fileSelected.connect(lambda path: self.change(input=path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _dropped(event: QDragEnterEvent | QDropEvent) -> str:
    paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    known = (*ENDINGS, _COMPRESSED)
    return paths[0] if len(paths) == 1 and Path(paths[0]).suffix.lower() in known else ""
