"""Paints a sentence with its marked word lit and in sight, however long the sentence is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.demos.contextual_embeddings import marks
from app.widgets import theme
from app.widgets.lettering import lettering

_PAD = 6.0


class MarkDelegate(QStyledItemDelegate):
    """`word` is what is lit in sentences without a mark of their own."""

    word = ""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        text = index.data() or ""
        if index.data(Qt.ItemDataRole.ForegroundRole):
            super().paint(painter, option, index)  # the row to write into
            return
        marked = (self._parts(text) if index.column() == 0 else None) or ("", "", text)
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        style = bare.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)
        self._draw(painter, QRectF(option.rect), option.font, marked)

    def _parts(self, text: str) -> tuple[str, str, str] | None:
        """The text before the word, the word, and the text behind it; None where no word is marked."""
        found = marks.span(text)
        if found is not None:
            return text[: found[0]], text[found[0] + 1 : found[1] - 1], text[found[1] :]
        at = text.casefold().find(self.word.casefold()) if self.word.strip() else -1
        if at < 0:
            return None
        return text[:at], text[at : at + len(self.word)], text[at + len(self.word) :]

    def _draw(self, painter: QPainter, area: QRectF, font: QFont, parts: tuple[str, str, str]) -> None:
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        plain, lit = lettering(font), lettering(strong)
        before, word, after = parts
        room = area.width() - 2 * _PAD
        wide = lit.width(word)
        if plain.width(before) + wide > room * 0.75:
            before = plain.elided(before, max(0.0, room * 0.6 - wide), Qt.TextElideMode.ElideLeft)
        colours = theme.palette()
        painter.save()
        painter.setClipRect(area)
        x = area.left() + _PAD
        for text, letters, ink in ((before, plain, colours.text), (word, lit, colours.accent)):
            width = letters.width(text)
            painter.setFont(letters.font)
            painter.setPen(ink)
            letters.draw(painter, QRectF(x, area.top(), width + 1, area.height()), text)
            x += width
        rest = plain.elided(after, area.right() - _PAD - x)
        painter.setFont(plain.font)
        painter.setPen(colours.text)
        plain.draw(painter, QRectF(x, area.top(), area.right() - x, area.height()), rest)
        painter.restore()
