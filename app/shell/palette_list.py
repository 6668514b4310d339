"""What the command palette lists, and how a row of it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.shell import fuzzy
from app.widgets import icons, theme

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole
HITS_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Entry:
    """Something to go to or to do. `detail` is searched too, for whole words, and counts less."""

    kind: str  # "Demo", "Model", "Command", "Export": shown at the right where there is no shortcut
    title: str
    detail: str
    icon: str
    activate: Callable[[], None]
    shortcut: str = ""


class Entries(QAbstractListModel):
    """The entries that match what was typed, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Entry] = []
        self._shown: list[tuple[Entry, tuple[int, ...]]] = []

    def set_entries(self, entries: list[Entry]) -> None:
        """Replace everything; call `search` afterwards."""
        self._all = entries

    def search(self, query: str) -> None:
        """Show what matches `query`: everything, in its own order, if that is empty."""
        self.beginResetModel()
        if not query.strip():
            self._shown = [(entry, ()) for entry in self._all]
        else:
            scored: list[tuple[float, int, Entry, tuple[int, ...]]] = []
            for order, entry in enumerate(self._all):
                title = fuzzy.match(query, entry.title)
                words, around = (
                    query.casefold().split(),
                    f"{entry.title} {entry.kind} {entry.detail}".casefold(),
                )
                if title is not None:
                    scored.append((-title.score, order, entry, title.positions))
                elif all(
                    word in around for word in words
                ):  # prose would match nearly anything letter by letter
                    scored.append((100.0, order, entry, ()))
            scored.sort(key=lambda item: item[:2])
            self._shown = [(entry, hits) for _, _, entry, hits in scored]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        entry, hits = self._shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{entry.title}, {entry.kind}" if role != Qt.ItemDataRole.DisplayRole else entry.title
        return {ENTRY_ROLE: entry, HITS_ROLE: hits}.get(Qt.ItemDataRole(role) if role < 256 else role)


class EntryDelegate(QStyledItemDelegate):
    """Icon, title with the matched letters in the accent colour, detail, and the shortcut at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, QFontMetrics(option.font).height() + 4 * theme.SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        hits = set(index.data(HITS_ROLE) or ())
        colours = theme.palette()
        area: QRect = option.rect.adjusted(4, 1, -4, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.selection)
            painter.drawRoundedRect(area, 6, 6)
        glyph = _icon(entry.icon, colours.dark)
        glyph.paint(painter, QRect(area.left() + 10, area.center().y() - 7, 16, 16))
        font: QFont = option.font
        small = theme.small_font(font)
        right = area.right() - 12
        if entry.shortcut or entry.kind:
            painter.setFont(small)
            painter.setPen(colours.muted)
            label = entry.shortcut or entry.kind
            width = QFontMetrics(small).horizontalAdvance(label)
            painter.drawText(QRect(right - width, area.top(), width + 2, area.height()), _MIDDLE, label)
            right -= width + 16
        x = area.left() + 36
        x = _draw_title(painter, font, entry.title, hits, QRect(x, area.top(), right - x, area.height()))
        if entry.detail and right - x > 60:
            painter.setFont(small)
            painter.setPen(colours.muted)
            room = QRect(x + 12, area.top(), right - x - 12, area.height())
            text = QFontMetrics(small).elidedText(entry.detail, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, _MIDDLE, text)
        painter.restore()


_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_icons: dict[tuple[str, bool], QIcon] = {}


def _icon(name: str, dark: bool) -> QIcon:
    if (name, dark) not in _icons:
        _icons[name, dark] = icons.icon(name, theme.palette().muted)
    return _icons[name, dark]


def _draw_title(painter: QPainter, font: QFont, title: str, hits: set[int], room: QRect) -> int:
    """Draw the title in runs of matched and other letters; give the x where it ends."""
    metrics = QFontMetrics(font)
    painter.setFont(font)
    if not hits or metrics.horizontalAdvance(title) > room.width():
        text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(theme.palette().text)
        painter.drawText(room, _MIDDLE, text)
        return room.left() + metrics.horizontalAdvance(text)
    x, at = room.left(), 0
    while at < len(title):
        end = at
        while end < len(title) and (end in hits) == (at in hits):
            end += 1
        painter.setPen(theme.palette().accent if at in hits else theme.palette().text)
        painter.drawText(QRect(x, room.top(), room.right() - x + 1, room.height()), _MIDDLE, title[at:end])
        x += metrics.horizontalAdvance(title[at:end])
        at = end
    return x
