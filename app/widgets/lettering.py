"""Letters of one font, measured once and laid out once: views that repaint live write the same words again."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTextOption

#: Words that are kept for each font; beyond it all are forgotten, and those still shown are laid out anew.
_MOST_WORDS = 2000
_FONTS = 16


class Lettering:
    """Measures and paints single lines of plain text."""

    def __init__(self, font: QFont) -> None:
        self.font = QFont(font)
        self._metrics = QFontMetricsF(self.font)
        self.height = self._metrics.height()
        self._widths: dict[str, float] = {}
        self._short: dict[tuple[str, int, Qt.TextElideMode], str] = {}
        self._laid: dict[tuple[str, bool], QStaticText] = {}

    def width(self, text: str) -> float:
        """Give a text's width in px."""
        found = self._widths.get(text)
        if found is None:
            if len(self._widths) >= _MOST_WORDS:
                self._widths.clear()
            found = self._widths[text] = self._metrics.horizontalAdvance(text)
        return found

    def elided(self, text: str, room: float, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> str:
        """Give as much of a text as `room` px hold, with an ellipsis where something is missing."""
        if self.width(text) <= room:
            return text
        key = (text, int(room), mode)
        found = self._short.get(key)
        if found is None:
            if len(self._short) >= _MOST_WORDS:
                self._short.clear()
            found = self._short[key] = self._metrics.elidedText(text, mode, room)
        return found

    def draw(
        self,
        painter: QPainter,
        area: QRectF,
        text: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        from_right: bool = False,
    ) -> None:
        """Paint a text in the middle of `area`'s height, at its left, right or centre (AlignHCenter).

        The painter has this font and the ink already. `from_right` says that the text reads from the right.
        """
        left = area.left()
        if side == Qt.AlignmentFlag.AlignRight:
            left = area.right() - self.width(text)
        elif side == Qt.AlignmentFlag.AlignHCenter:
            left += (area.width() - self.width(text)) / 2
        top = area.top() + (area.height() - self.height) / 2
        painter.drawStaticText(QPointF(left, top), self._lay(text, from_right))

    def _lay(self, text: str, from_right: bool) -> QStaticText:
        found = self._laid.get((text, from_right))
        if found is None:
            if len(self._laid) >= _MOST_WORDS:
                self._laid.clear()
            found = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setPerformanceHint(QStaticText.PerformanceHint.ModerateCaching)
            if from_right:
                option = QTextOption()
                option.setTextDirection(Qt.LayoutDirection.RightToLeft)
                found.setTextOption(option)
            self._laid[text, from_right] = found
        return found


_known: dict[str, Lettering] = {}


def lettering(font: QFont) -> Lettering:
    """Give the letters of a font; those of the fonts used last are kept."""
    key = font.key()
    found = _known.get(key)
    if found is None:
        if len(_known) >= _FONTS:
            _known.clear()
        found = _known[key] = Lettering(font)
    return found
