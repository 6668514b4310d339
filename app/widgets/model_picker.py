"""Choose a model: a bundled one, one that was used before, a folder, a file, or a name on the hub."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFileDialog,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.widgets import theme
from app.widgets.hub_dialog import HubDialog
from app.widgets.menu_heading import add_heading
from app.widgets.visible import count
from model_zoo.cards import Card

_FILES = "Weights (*.safetensors *.bin *.pt *.pth *.ckpt);;All files (*)"


class ModelPicker(QToolButton):
    """Shows the model in use; its menu offers the others. A folder or file may be dropped on it.

    `chosen` carries the spec of a model that is known, `brought` a path or `hub:NAME` that must be read first.
    """

    chosen = Signal(str)
    brought = Signal(str)
    opening = Signal()  # the menu is about to be shown: the moment to call `set_cards`

    def __init__(self, name: str = "Model", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._cards: list[Card] = []
        self._spec = ""
        self.setObjectName("model_picker")
        self.setAcceptDrops(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.set_icon(self, "model")
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.show_model("", None)

    def set_cards(self, cards: Sequence[Card]) -> None:
        """Say which models can be chosen, in the order of the menu."""
        self._cards = list(cards)

    def show_model(self, spec: str, card: Card | None) -> None:
        """Name the model in use; `card` is None while it has not been read."""
        self._spec = spec
        title = card.title if card is not None else short_name(spec) or "Choose a model"
        self.setText(title)
        self.setAccessibleName(f"{self._name}: {title}")
        self.setToolTip(describe(card) if card is not None else spec or "Choose the model that answers")
        self.updateGeometry()

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder with a model inside."""
        self._ask("Open a model folder", QFileDialog.FileMode.Directory)

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file of weights."""
        self._ask("Open a file of weights", QFileDialog.FileMode.ExistingFile)

    @Slot()
    def choose_hub(self) -> None:
        """Ask for a name on the hub: only from here does Inkling use the network."""
        dialog = HubDialog(self)
        dialog.wanted.connect(self.brought)
        dialog.open()

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().horizontalAdvance(self.text())
        height = super().sizeHint().height()
        return QSize(min(text, self.fontMetrics().averageCharWidth() * 34) + 66, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as a field whose long name ends in an ellipsis, with a sign that a menu is behind it."""
        colours = theme.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QPen(colours.focus if focused else colours.field, 2 if focused else 1))
        painter.setBrush(colours.hover if self.underMouse() or self.isDown() else colours.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        area = self.rect().adjusted(10, 0, -10, 0)
        size = self.iconSize().width()
        self.icon().paint(painter, area.left(), (self.height() - size) // 2, size, size)
        room = area.adjusted(size + 8, 0, -18, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room.width())
        painter.setPen(colours.text)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.setPen(colours.muted)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "▾")
        painter.end()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _local_path(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _local_path(event)
        if path:
            event.acceptProposedAction()
            self.brought.emit(path)

    @Slot()
    def _fill(self) -> None:
        self.opening.emit()
        menu = self.menu()
        menu.clear()
        for title, wanted in (("Bundled", True), ("Your own", False)):
            cards = [card for card in self._cards if (card.source == "bundled") == wanted]
            if cards:
                add_heading(menu, title)
            for card in cards:
                action = menu.addAction(f"{card.title}   {_size(card)}".replace("&", "&&"))
                action.setCheckable(True)
                action.setChecked(self._spec in (card.spec, card.id))
                action.setToolTip(describe(card))
                action.triggered.connect(partial(self._choose, card.spec))
        menu.addSeparator()
        menu.addAction("Open a folder…").triggered.connect(self.choose_folder)
        menu.addAction("Open a file of weights…").triggered.connect(self.choose_file)
        menu.addAction("Download from the Hugging Face hub…").triggered.connect(self.choose_hub)

    def _choose(self, spec: str, _checked: bool = False) -> None:
        self.chosen.emit(spec)

    def _ask(self, title: str, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(mode)
        if mode == QFileDialog.FileMode.ExistingFile:
            dialog.setNameFilter(_FILES)
        dialog.fileSelected.connect(self.brought)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def short_name(spec: str) -> str:
    """Give the part of a spec that a reader knows the model by."""
    return spec.removeprefix("hub:") if spec.startswith("hub:") else Path(spec).name or spec


def describe(card: Card) -> str:
    """Give what a card says, in a few lines of plain text."""
    facts = [f"{count(card.parameters)} parameters" if card.parameters else "", _bytes(card.bytes)]
    facts += [", ".join(card.languages), card.licence]
    metrics = [f"{name.replace('_', ' ')}: {value:.4g}" for name, value in card.metrics.items()]
    lines = [card.title, card.summary, card.limits, " · ".join(fact for fact in facts if fact), *metrics]
    lines += [
        f"sha256 {card.sha256[:16]}…" if card.sha256 else "",
        "" if card.source == "bundled" else card.spec,
    ]
    return "\n".join(line for line in lines if line)


def _size(card: Card) -> str:
    return count(card.parameters) if card.parameters else _bytes(card.bytes)


def _bytes(number: int) -> str:
    return f"{number / 1e6:.0f} MB" if number >= 1e6 else f"{number / 1e3:.0f} kB" if number else ""


def _local_path(event: QDropEvent) -> str:
    paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if paths else ""
