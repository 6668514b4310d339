"""The explanation beside a page: help.md, set to be read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCursor, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from app.widgets import theme

_ZOOM_MIN, _ZOOM_MAX = 0.7, 2.0


class HelpPanel(QFrame):
    """Shows Markdown. Ctrl and the wheel zoom the text of this panel alone."""

    close_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help_panel")
        self._markdown = ""
        self._zoom = 1.0
        title = QLabel("About this demo")
        title.setProperty("role", "heading")
        close = QToolButton()
        close.setToolTip("Hide the explanation (F1)")
        close.setAccessibleName("Hide the explanation")
        theme.set_icon(close, "close")
        close.clicked.connect(self.close_asked)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 0)
        head.addWidget(title, 1)
        head.addWidget(close)
        self.text = _Browser(self)
        self.text.setObjectName("help_text")
        self.text.setOpenExternalLinks(True)
        self.text.setAccessibleName("Explanation")
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.text, 1)
        self.setMinimumWidth(220)

    def set_markdown(self, text: str) -> None:
        """Show `text` from its start."""
        self._markdown = text
        self._set()
        self.text.verticalScrollBar().setValue(0)

    def zoom(self, steps: int) -> None:
        """Make this panel's text larger or smaller by `steps` tenths."""
        self._zoom = min(_ZOOM_MAX, max(_ZOOM_MIN, self._zoom + steps / 10))
        self._set()

    def sizeHint(self) -> QSize:
        return QSize(320, 400)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if event.type() in kinds and self._markdown and hasattr(self, "text"):
            self._set()

    def _set(self) -> None:
        bar = self.text.verticalScrollBar()
        at = bar.value()
        document = self.text.document()
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * self._zoom)
        document.setDefaultFont(font)
        document.setDocumentMargin(16)
        document.setIndentWidth(18)
        document.setMarkdown(self._markdown)
        _lay_out(document, font.pointSizeF())
        bar.setValue(at)


class _Browser(QTextBrowser):
    def __init__(self, panel: HelpPanel) -> None:
        super().__init__(panel)
        self._panel = panel

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._panel.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)


def _lay_out(document: QTextDocument, points: float) -> None:
    """Give paragraphs air and headings a calmer size than Qt's Markdown does."""
    cursor = QTextCursor(document)
    block = document.begin()
    sizes = {1: 1.3, 2: 1.12, 3: 1.0}
    while block.isValid():
        cursor.setPosition(block.position())
        style = block.blockFormat()
        level = style.headingLevel()
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        style.setLineHeight(120 if level else 138, proportional)
        in_list = block.textList() is not None
        style.setTopMargin(points * (1.2 if level else 0.0))
        style.setBottomMargin(points * (0.4 if level else 0.3 if in_list else 0.8))
        if block == document.begin():
            style.setTopMargin(0)
        cursor.setBlockFormat(style)
        if level:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            letters = cursor.charFormat()
            letters.setFontPointSize(points * sizes.get(level, 1.0))
            letters.setFontWeight(QFont.Weight.DemiBold)
            letters.clearProperty(letters.Property.FontSizeAdjustment.value)
            cursor.setCharFormat(letters)
        block = block.next()
    cursor.setPosition(0)
