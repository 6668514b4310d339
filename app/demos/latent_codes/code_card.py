"""What is chosen of a sound's codes, what it means, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from app.widgets import theme


class CodeCard(QFrame):
    """Buttons act on the chosen frames; `replaced(code, everywhere)`, and one signal for each other action."""

    replaced = Signal(int, bool)
    copied = Signal()
    pasted = Signal()
    restored = Signal()
    cleared = Signal()
    heard = Signal(str)  # "span", "places" or "exemplars"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Chosen code")
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.meaning = QLabel()
        self.meaning.setWordWrap(True)
        self.meaning.setProperty("role", "muted")
        self.meaning.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.other = QSpinBox()
        self.other.setAccessibleName("Code to put there")
        self.other.setToolTip("Type a code, or pick one in the matrix of the phones")
        theme.pad(self.other)
        self.here = _button("Put here", "Put this code in the place of what is chosen (Return)")
        self.everywhere = _button("Everywhere", "Put this code wherever the chosen one stands")
        self.span = _button("Hear it", "Hear what is chosen, with a little around it", "play")
        self.places = _button("Its places", "Hear the places of this sound where the code stands", "play")
        self.exemplars = _button("In six voices", "Hear the code where it stands in bundled samples", "play")
        self.copy = _button("Copy", "Keep the chosen codes of all stages, to paste them elsewhere")
        self.paste = _button("Paste", "Put the copied codes here; pitch and voice stay as they are")
        self.restore = _button("Restore", "Give the chosen frames their own codes back (Backspace)")
        self.clear = _button("Undo all edits", "Give the whole sound its own codes back")
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        rows: list[tuple[QWidget, ...]] = [
            (self.span, self.places),
            (self.exemplars,),
            (self.other, self.here),
            (self.everywhere, self.restore),
            (self.copy, self.paste),
            (self.clear,),
        ]
        for number, row in enumerate(rows):
            for column, widget in enumerate(row):
                grid.addWidget(widget, number, column, 1, 1 if len(row) > 1 else 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.meaning)
        layout.addLayout(grid)
        layout.addStretch(1)
        self.here.clicked.connect(self._put_here)
        self.everywhere.clicked.connect(self._put_everywhere)
        self.copy.clicked.connect(self.copied)
        self.paste.clicked.connect(self.pasted)
        self.restore.clicked.connect(self.restored)
        self.clear.clicked.connect(self.cleared)
        for name, button in (("span", self.span), ("places", self.places), ("exemplars", self.exemplars)):
            button.clicked.connect(lambda _checked=False, name=name: self.heard.emit(name))
        self.show_choice("Nothing chosen", "Click a code under the spectrogram, or drag over several.", False)

    def show_choice(self, title: str, meaning: str, chosen: bool) -> None:
        """Say what is chosen; without a choice only Undo all edits is left."""
        self.title.setText(title)
        self.meaning.setText(meaning)
        for widget in (
            self.other,
            self.here,
            self.everywhere,
            self.copy,
            self.restore,
            self.span,
            self.places,
        ):
            widget.setEnabled(chosen)

    def set_ready(self, *, pasting: bool, edited: bool, exemplars: bool, audible: str) -> None:
        """Enable what can be done; `audible` says why nothing is heard, "" if it can be."""
        self.paste.setEnabled(pasting)
        self.clear.setEnabled(edited)
        self.exemplars.setEnabled(exemplars and not audible)
        for button in (self.span, self.places):
            button.setEnabled(button.isEnabled() and not audible)
            if audible:
                button.setToolTip(audible)
        if audible:
            self.exemplars.setToolTip(audible)

    @Slot()
    def _put_here(self) -> None:
        self.replaced.emit(self.other.value(), False)

    @Slot()
    def _put_everywhere(self) -> None:
        self.replaced.emit(self.other.value(), True)


def _button(words: str, tip: str, icon: str = "") -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    button.setAccessibleName(words)
    button.setIcon(QIcon())
    if icon:
        theme.set_icon(button, icon, "muted")
    return button
