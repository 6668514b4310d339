"""Choose a picture: one of the samples, a file, or a drop; a small image of it stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from app.core.contract import UserError
from app.core.pictures import ENDINGS, PictureSample, read_picture
from app.widgets import theme
from app.widgets.inline_error import InlineError
from app.widgets.pictures.images import to_image
from app.widgets.visible import displayable, tip

_FILES = f"Pictures ({' '.join('*' + one for one in ENDINGS)});;All files (*)"
_SIDE = 26


class PictureField(QWidget):
    """`changed` carries a file's path or a sample's id, "" once it is cleared. Put `error` where there is room."""

    changed = Signal(str)

    def __init__(
        self,
        title: str,
        samples: Sequence[PictureSample] = (),
        parent: QWidget | None = None,
        *,
        nothing: str = "none",
    ) -> None:
        super().__init__(parent)
        self.title, self.value = title, ""
        self._titles = {sample.id: sample.title for sample in samples}
        self._nothing = nothing
        self.setAcceptDrops(True)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.error = InlineError()
        caption = QLabel(title)
        caption.setProperty("role", "muted")
        self.thumb = QLabel()
        self.thumb.setFixedSize(_SIDE, _SIDE)
        self.name = QLabel(nothing)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.pick = _button(
            "chevron-down", "Samples", f"{title}: samples", "Bundled pictures to try things with"
        )
        self.open = _button(
            "folder", "Open…", f"{title}: open a file", "PNG, JPEG, WebP, GIF, BMP or TIFF; or drop one"
        )
        self.clear = _button("close", "", f"{title}: clear", "Take the picture away")
        self.menu = QMenu(self)
        for sample in samples:
            action = self.menu.addAction(sample.title)
            action.setToolTip(f"{sample.kind}: {sample.licence}")
            action.triggered.connect(partial(self._chosen, sample.id))
        self.pick.setMenu(self.menu)
        self.pick.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.pick.setVisible(bool(samples))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for widget in (caption, self.thumb, self.name, self.pick, self.open, self.clear):
            row.addWidget(widget)
        self.open.clicked.connect(self._ask)
        self.clear.clicked.connect(lambda: self._chosen(""))
        self.set_value("")

    def set_value(self, value: str) -> None:
        """Show what is chosen, without telling anyone; a picture that cannot be read is shown by its name alone."""
        self.value = value
        words = self._titles.get(value, Path(value).name if value.strip() else self._nothing)
        self.name.setText(
            self.name.fontMetrics().elidedText(displayable(words), Qt.TextElideMode.ElideMiddle, 160)
        )
        self.name.setToolTip(tip(value[:300]))
        self.clear.setVisible(bool(value))
        self.thumb.setVisible(bool(value))
        if value:
            try:
                picture = read_picture(value)
            except UserError:
                self.thumb.clear()
                return
            ratio = self.devicePixelRatioF()
            image = to_image(picture.pixels).scaled(
                round(_SIDE * ratio), round(_SIDE * ratio), Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
            image.setDevicePixelRatio(ratio)
            self.thumb.setPixmap(QPixmap.fromImage(image))

    def take(self, value: str) -> None:
        """Choose a picture if it is one; else say what it is instead, and keep what was there."""
        try:
            read_picture(value)
        except UserError as error:
            self.error.show_sentence(str(error))
            return
        self._chosen(value)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := _dropped(event):
            event.acceptProposedAction()
            self.take(path)

    def _chosen(self, value: str, _checked: bool = False) -> None:
        self.error.show_sentence("")
        self.set_value(value)
        self.changed.emit(value)

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.title, "", _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _dropped(event: QDragEnterEvent | QDropEvent) -> str:
    paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and Path(paths[0]).suffix.lower() in ENDINGS else ""


def _button(icon: str, words: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    theme.set_icon(button, icon)
    button.setText(words)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    button.setToolButtonStyle(beside if words else Qt.ToolButtonStyle.ToolButtonIconOnly)
    return button
