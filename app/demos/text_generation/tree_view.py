"""The branches as an outline: one row for each run of text, lines from where it leaves its parent."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.text_generation.tree import Node, Tree
from app.widgets import theme
from app.widgets.row_view import RowView
from app.widgets.visible import displayable

_STEP = 18  # px to the right for each branching
_DEEPEST = 14  # deeper rows begin no further right
_MOST_ROWS = 9


@dataclass(frozen=True, slots=True)
class _Row:
    node: Node
    depth: int
    parent: int  # row, -1 for the root
    leaf: bool


class TreeView(RowView):
    """Click or arrows: `walked(node)`. Double click or F2 asks for a name, Delete to prune, C to compare."""

    walked = Signal(int)
    rename_wanted = Signal(int)
    prune_wanted = Signal(int)
    compare_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Branches", parent)
        self.rows: list[_Row] = []
        self._tree: Tree | None = None
        self._on_path: frozenset[int] = frozenset()
        self._compared: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def show_tree(self, tree: Tree, compared: int | None) -> None:
        """Show a tree; the path to the node on show is marked."""
        if tree == self._tree and compared == self._compared:
            return
        if self._tree is None or tree.nodes is not self._tree.nodes:
            places: dict[int, int] = {}
            parents = {node.parent for node in tree.nodes}
            self.rows = []
            for node, depth in tree.outline():
                places[node.id] = len(self.rows)
                above = places[node.parent] if node.parent is not None else -1
                self.rows.append(_Row(node, min(depth, _DEEPEST), above, node.id not in parents))
        self._tree, self._compared = tree, compared
        self._on_path = frozenset(node.id for node in tree.path())
        self.current = next(place for place, row in enumerate(self.rows) if row.node.id == tree.at)
        self.hover = -1
        self.relayout()
        self.reveal(self.current)
        self._speak()
        self.viewport().update()

    @property
    def count(self) -> int:
        """How many rows the outline has."""
        return len(self.rows)

    def told(self, row: int) -> str:
        """A branch's text."""
        return displayable(self.rows[row].node.text[:600]) if row >= 0 else ""

    def relayout(self) -> None:
        content = self.row_height * max(1, len(self.rows))
        wanted = min(content, self.row_height * _MOST_ROWS) + 4
        if self.minimumHeight() != wanted or self.maximumHeight() != wanted:
            self.setFixedHeight(wanted)
        bar = self.verticalScrollBar()
        bar.setPageStep(wanted)
        bar.setSingleStep(self.row_height)
        bar.setRange(0, max(0, content - wanted))

    def sizeHint(self) -> QSize:
        return QSize(300, self.minimumHeight())

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        first = max(0, self.row_at(0))
        last = self.row_at(self.viewport().height() - 1)
        last = len(self.rows) - 1 if last < 0 else last
        for number, row in enumerate(self.rows):
            if row.parent >= 0 and number >= first and row.parent <= last:
                self._draw_branch(painter, number, row)
        for number in range(first, last + 1):
            self._draw_row(painter, number)

    def _knot(self, number: int) -> QPointF:
        area = self.row_rect(number)
        return QPointF(12 + self.rows[number].depth * _STEP, area.center().y() + 0.5)

    def _draw_branch(self, painter: QPainter, number: int, row: _Row) -> None:
        start, end = self._knot(row.parent), self._knot(number)
        on_path = row.node.id in self._on_path
        painter.setPen(QPen(self.colours.accent if on_path else self.colours.field, 2.0 if on_path else 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path = QPainterPath(start)
        if end.x() > start.x():
            path.lineTo(start.x(), end.y() - 7)
            path.quadTo(start.x(), end.y(), start.x() + 7, end.y())
        path.lineTo(end)
        painter.drawPath(path)

    def _draw_row(self, painter: QPainter, number: int) -> None:
        colours, row, area = self.colours, self.rows[number], self.row_rect(number)
        knot = self._knot(number)
        shown = self._tree is not None and row.node.id == self._tree.at
        left = knot.x() + 10
        if shown or number == self.hover:
            painter.setPen(QPen(colours.focus, 1.4) if shown and self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colours.selection if shown else colours.hover)
            painter.drawRoundedRect(QRectF(area).adjusted(left - 4, 1, -1, -1), 5, 5)
        on_path = row.node.id in self._on_path
        painter.setPen(QPen(colours.accent if on_path else colours.field, 1.6))
        painter.setBrush(colours.accent if on_path else colours.window)
        painter.drawEllipse(knot, 3.6, 3.6)
        self._write(painter, row, area.adjusted(round(left) + 2, 0, -6, 0), on_path)

    def _write(self, painter: QPainter, row: _Row, area: QRect, on_path: bool) -> None:
        colours, node = self.colours, row.node
        middle = Qt.AlignmentFlag.AlignVCenter
        small = theme.small_font(self.font(), 0.88)
        count = "written" if node.written else f"{len(node.ids)} token{'s' * (len(node.ids) != 1)}"
        if node.id == self._compared:
            count = f"compared · {count}"
        painter.setFont(small)
        painter.setPen(colours.muted if node.id != self._compared else colours.warn)
        wide = QFontMetrics(small).horizontalAdvance(count)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, count)
        room = area.width() - wide - 14
        x = area.left()
        if node.name:
            bold = QFont(self.font())
            bold.setBold(True)
            painter.setFont(bold)
            painter.setPen(colours.accent if on_path else colours.text)
            metrics = QFontMetrics(bold)
            name = metrics.elidedText(displayable(node.name), Qt.TextElideMode.ElideRight, room // 2)
            painter.drawText(QRect(x, area.top(), room, area.height()), middle, name)
            used = metrics.horizontalAdvance(name) + 8
            x, room = x + used, room - used
        painter.setFont(self.font())
        painter.setPen(colours.text if on_path else colours.muted)
        painter.drawText(QRect(x, area.top(), room, area.height()), middle, snippet(node, self.font(), room))

    # -- mouse and keys -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if row >= 0:
            self.go(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if row >= 0:
            self.rename_wanted.emit(self.rows[row].node.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not self.rows or not plain:
            super().keyPressEvent(event)
            return
        node = self.rows[self.current].node.id
        if key == Qt.Key.Key_Left and self.rows[self.current].parent >= 0:
            self.go(self.rows[self.current].parent)
        elif key == Qt.Key.Key_F2:
            self.rename_wanted.emit(node)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.prune_wanted.emit(node)
        elif key == Qt.Key.Key_C:
            self.compare_wanted.emit(node)
        else:
            super().keyPressEvent(event)

    def go(self, row: int) -> None:
        super().go(row)
        self._speak()
        self.walked.emit(self.rows[row].node.id)

    def _speak(self) -> None:
        if 0 <= self.current < len(self.rows):
            row = self.rows[self.current]
            words = [row.node.name, row.node.text.strip()[:120], f"depth {row.depth}"]
            self.speak(f"{self.current + 1} of {len(self.rows)}: {', '.join(word for word in words if word)}")


def snippet(node: Node, font: QFont, room: int) -> str:
    """Give the beginning of a node's text on one line; its end too where there is room."""
    text = " ".join(displayable(node.text[:4000]).split()) or ("(nothing)" if node.written else "⏎")
    if not node.written and not node.text:
        text = "end of text"
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(20, room))
