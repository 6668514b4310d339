"""A plain text field that grows with its text and never freezes, however long the text is."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from app.widgets.visible import displayable, spliced

#: Longer texts are not laid out: one unbroken line of 100,000 characters keeps Qt busy for a second.
LONGEST = 20_000
_PREVIEW = 2_000


class TextEditor(QPlainTextEdit):
    """Holds text in code points, as the rest of the program counts them.

    `edited` carries the whole text. Characters that Qt cannot hold (lone surrogates, NUL) are shown by a
    stand-in and survive edits elsewhere. A text of more than LONGEST characters is shown by its beginning and
    cannot be typed into: what is selected can be deleted or replaced.
    """

    edited = Signal(str)
    finished = Signal()  # the user left the field: a step of undo ends

    def __init__(self, name: str, lines: tuple[int, int] = (2, 5), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)  # the page's history is the only one
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._stored = ""
        self._shown = ""
        self._lines = lines
        self.textChanged.connect(self._typed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    @property
    def text(self) -> str:
        """The text, with every character that was put in."""
        return self._stored

    def set_text(self, text: str) -> None:
        """Show `text` without telling anyone; the cursor stays where it was if it can."""
        if text == self._stored:
            return
        self._stored = text
        shown = displayable(text)
        if self.too_long:
            shown = shown[:_PREVIEW] + " …"
        self.setReadOnly(self.too_long)
        if shown == self._shown:
            return
        at = self.textCursor().position()
        self._shown = shown
        self.blockSignals(True)
        self.setPlainText(shown)
        self.blockSignals(False)
        cursor = self.textCursor()
        cursor.setPosition(min(at, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    @property
    def too_long(self) -> bool:
        """Tell whether only the beginning of the text is shown."""
        return len(self._stored) > LONGEST

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not source.hasText():
            return
        pasted = source.text()
        if self.too_long or len(self._shown) + len(pasted) > LONGEST:
            self._replace_selection(pasted)
        else:
            self.textCursor().insertText(pasted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        removing = event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
        typed = "" if removing or not event.text().isprintable() else event.text()
        if self.too_long and (removing or typed) and self.textCursor().hasSelection():
            self._replace_selection(typed)
        else:
            super().keyPressEvent(event)

    def _replace_selection(self, inserted: str) -> None:
        """Splice without Qt's document, which could not lay out the result."""
        cursor = self.textCursor()
        begin = len(_utf16_prefix(self._shown, cursor.selectionStart()))
        end = len(_utf16_prefix(self._shown, cursor.selectionEnd()))
        if self.too_long and end >= _PREVIEW:
            end = len(self._stored)  # what is selected up to the end of the preview goes on to the end
        text = self._stored[:begin] + inserted + self._stored[end:]
        self.set_text(text)
        self.edited.emit(text)

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.finished.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(240, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.height())

    def changeEvent(self, event: object) -> None:
        super().changeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def select_all_at_end(self) -> None:
        """Put the cursor behind the last character."""
        self.moveCursor(QTextCursor.MoveOperation.End)

    def _typed(self) -> None:
        # Not toPlainText, which turns no-break spaces into ordinary ones.
        edited = self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")
        if edited == self._shown:
            return
        self._stored = spliced(self._stored, self._shown, edited)
        self._shown = edited
        self.edited.emit(self._stored)

    def _fit(self) -> None:
        """Be as high as the text needs, between the least and the most lines."""
        if not hasattr(self, "_lines"):
            return  # Qt sends changes while the base class is still being built
        least, most = self._lines
        wanted = round(self.document().size().height())  # in lines, for plain text
        lines = min(most, max(least, wanted))
        frame = self.contentsMargins().top() + self.contentsMargins().bottom()
        margin = 2 * round(self.document().documentMargin())
        height = lines * self.fontMetrics().lineSpacing() + frame + margin + 4
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted > most else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)


def _utf16_prefix(text: str, units: int) -> str:
    """Give the part of `text` that fills the first `units` UTF-16 code units, which Qt counts in."""
    raw = text.encode("utf-16-le", "surrogatepass")[: units * 2]
    return raw.decode("utf-16-le", "surrogatepass")
