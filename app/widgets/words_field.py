"""A line of words with commas between them, as a tuple."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.widgets.visible import displayable


class WordsField(QLineEdit):
    """`edited` carries the words that stand there now. While one types "a, " the field is left alone."""

    edited = Signal(tuple)

    def __init__(self, name: str, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(self._edited)

    def words(self) -> tuple[str, ...]:
        """Give the words, without spaces around them and without empty ones."""
        return tuple(word for part in self.text().split(",") if (word := part.strip()))

    def set_words(self, words: tuple[str, ...]) -> None:
        """Show words without telling anyone."""
        if words != self.words():
            self.setText(displayable(", ".join(words)))

    def _edited(self) -> None:
        self.edited.emit(self.words())
