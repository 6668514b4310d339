"""A table of coloured cells with words in them, and headings that stay while it scrolls."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.lettering import Lettering, lettering
from app.widgets.scales import ScaleName
from app.widgets.view import View
from app.widgets.visible import displayable, percent

#: So many rows are always seen; a deeper model scrolls.
_LEAST_ROWS = 10
#: No column is wider than so many characters.
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is written in the cell, `value` (0 to 1) colours it."""

    text: str
    value: float


class HeatMap(View):
    """Rows from top to bottom, columns headed below. `chosen(row, column)` on click or Enter, `hovered` likewise.

    `hovered(-1, -1)` says that the mouse is gone. Columns are as wide as their words need, between two limits;
    they stretch when there is room and scroll when there is not.
    """

    chosen = Signal(int, int)
    hovered = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.scale_name: ScaleName = "probability"
        self.rows: tuple[str, ...] = ()
        self.columns: tuple[str, ...] = ()
        self.cells: tuple[tuple[Cell, ...], ...] = ()
        self.marked: frozenset[int] = frozenset()
        self.current = (0, 0)
        self.column = -1
        self._hover = (-1, -1)
        self._edges: list[int] = [0]
        self._natural: list[int] = []  # widths of the columns before they are stretched
        self._least = self._most = 0
        self._row_height: int | None = None
        self._head_width: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_cells(
        self,
        rows: Sequence[str],
        columns: Sequence[str],
        cells: Sequence[Sequence[Cell]],
        marked: frozenset[int] = frozenset(),
    ) -> None:
        """Show cells[row][column]; the first row is at the top. `marked` columns have an accented heading."""
        self.rows, self.columns, self.marked = tuple(rows), tuple(columns), marked
        self.cells = tuple(tuple(row) for row in cells)
        last = (max(0, len(self.rows) - 1), max(0, len(self.columns) - 1))
        self.current = (min(self.current[0], last[0]), min(self.current[1], last[1]))
        self._hover = (-1, -1)
        self.set_stale(False)
        self.relayout()
        self.viewport().update()

    def set_column(self, column: int) -> None:
        """Frame a column and bring it into view; -1 for none. Tells nobody."""
        if column == self.column:
            return
        self.column = column
        if 0 <= column < len(self.columns):
            self.current = (self.current[0], column)
            self._reveal()
        self.viewport().update()

    # -- layout ---------------------------------------------------------------------------------------------

    @property
    def row_height(self) -> int:
        """Height of a row in px."""
        if self._row_height is None:
            self._row_height = round(self._letters().height) + 9
        return self._row_height

    @property
    def head_width(self) -> int:
        """Width of the rows' headings in px."""
        if self._head_width is None:
            wide = self._letters().width
            self._head_width = round(max((wide(row) for row in self.rows), default=0)) + 14
        return self._head_width

    def relayout(self) -> None:
        self._row_height = self._head_width = None
        wide = self._letters().width
        least, most = round(wide("mmmm")) + 6, round(wide("mmmmmmmm")) + 6
        self._natural = []
        for column, heading in enumerate(self.columns):
            words = (heading, *(row[column].text for row in self.cells))
            widest = max(round(wide(_short(word))) for word in words)
            self._natural.append(min(most, max(least, widest + 12)))
        self._least, self._most = least, most
        self._fit()

    def _fit(self) -> None:
        """Stretch the columns to the room there is, or let them scroll."""
        widths, least, most = list(self._natural), self._least, self._most
        room = self.viewport().width() - self.head_width
        spare = max(0, room - sum(widths))
        if widths:
            share = min(spare // len(widths), most)
            widths = [width + share for width in widths]
        self._edges = [0]
        for width in widths:
            self._edges.append(self._edges[-1] + width)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setPageStep(max(1, room))
        across.setSingleStep(least)
        across.setRange(0, max(0, self._edges[-1] - room))
        body = self.viewport().height() - self.row_height - 2
        down.setPageStep(max(1, body))
        down.setSingleStep(self.row_height)
        down.setRange(0, max(0, len(self.rows) * self.row_height - body))
        bar = across.sizeHint().height() if across.maximum() else 0
        self.setMaximumHeight(self.row_height * (len(self.rows) + 1) + 6 + bar)
        self.updateGeometry()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(420, self.row_height * (len(self.rows) + 1) + 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.row_height * min(_LEAST_ROWS, len(self.rows) + 1) + 20)

    def cell_rect(self, row: int, column: int) -> QRect:
        """Give a cell's rectangle in the viewport."""
        left = self.head_width + self._edges[column] - self.horizontalScrollBar().value()
        top = row * self.row_height - self.verticalScrollBar().value()
        return QRect(left, top, self._edges[column + 1] - self._edges[column], self.row_height)

    def cell_at(self, position: QPointF) -> tuple[int, int]:
        """Give (row, column) under a point of the viewport, (-1, -1) if there is none."""
        x = position.x() - self.head_width + self.horizontalScrollBar().value()
        row = int((position.y() + self.verticalScrollBar().value()) // self.row_height)
        if (
            position.x() < self.head_width
            or position.y() >= self._body_bottom()
            or not 0 <= row < len(self.rows)
        ):
            return -1, -1
        column = bisect_right(self._edges, x) - 1
        return (row, column) if 0 <= column < len(self.columns) else (-1, -1)

    def below(self, row: int, column: int) -> QPoint:
        """Give the global point below a cell, where a popover belongs."""
        return self.viewport().mapToGlobal(self.cell_rect(row, column).bottomLeft() + QPoint(0, 4))

    def text(self) -> str:
        """Give the cells as a table with tabs, as Ctrl+C copies them."""
        lines = ["\t".join(["", *self.columns])]
        for heading, row in zip(self.rows, self.cells, strict=True):
            lines.append("\t".join([heading, *(f"{cell.text} ({percent(cell.value)})" for cell in row)]))
        return "\n".join(lines)

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        letters = self._letters()
        painter.setFont(letters.font)
        body = QRect(self.head_width, 0, self.viewport().width() - self.head_width, self._body_bottom())
        painter.save()
        painter.setClipRect(body)
        seen = [(column, self.cell_rect(0, column)) for column in self.seen_columns()]
        for row in self.seen_rows():
            cells, down = self.cells[row], row * self.row_height
            for column, first in seen:
                self._draw_cell(painter, letters, cells[column], QRectF(first.translated(0, down)))
        self._draw_frames(painter)
        painter.restore()
        self._draw_headings(painter, letters, body)

    def _draw_cell(self, painter: QPainter, letters: Lettering, cell: Cell, area: QRectF) -> None:
        ground, ink = theme.scale_ground(self.scale_name, cell.value)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -1, -1), 3, 3)
        painter.setPen(ink)
        text = letters.elided(_short(cell.text), area.width() - 8)
        letters.draw(painter, area, text, Qt.AlignmentFlag.AlignHCenter)

    def _draw_frames(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if 0 <= self.column < len(self.columns) and self.rows:
            top = self.cell_rect(0, self.column)
            column = QRectF(top.united(self.cell_rect(len(self.rows) - 1, self.column)))
            painter.setPen(QPen(self.colours.accent, 1.6))
            painter.drawRoundedRect(column.adjusted(0, 0.5, -0.5, -0.5), 4, 4)
        for place, ink in ((self._hover, self.colours.text), (self.current, self.colours.focus)):
            if place[0] < 0 or (place is self.current and not self.hasFocus()) or not self.cells:
                continue
            painter.setPen(QPen(ink, 1.8))
            painter.drawRoundedRect(QRectF(self.cell_rect(*place)).adjusted(0.5, 0.5, -1, -1), 3, 3)

    def _draw_headings(self, painter: QPainter, letters: Lettering, body: QRect) -> None:
        colours, height = self.colours, self.row_height
        painter.save()
        painter.setClipRect(QRect(0, 0, self.head_width, self._body_bottom()))
        for row in self.seen_rows():
            top = row * height - self.verticalScrollBar().value()
            painter.setPen(colours.text if row == self._hover[0] else colours.muted)
            area = QRectF(0, top, self.head_width - 8, height)
            letters.draw(painter, area, self.rows[row], Qt.AlignmentFlag.AlignRight)
        painter.restore()
        painter.save()
        painter.setClipRect(QRect(body.left(), body.bottom(), body.width(), height + 4))
        for column in self.seen_columns():
            place = self.cell_rect(0, column)
            area = QRectF(place.left() + 2, self._body_bottom() + 2, place.width() - 4, height)
            accented = column in self.marked
            painter.setPen(
                colours.accent if accented else colours.text if column == self.column else colours.muted
            )
            text = letters.elided(_short(self.columns[column]), area.width())
            letters.draw(painter, area, text, Qt.AlignmentFlag.AlignHCenter)
        painter.restore()

    def seen_rows(self) -> range:
        """Give the rows that are in view: a deep model's lens of a long text has thousands of cells that are not."""
        top = self.verticalScrollBar().value()
        last = (top + self._body_bottom()) // self.row_height
        return range(top // self.row_height, min(len(self.rows), last + 1))

    def seen_columns(self) -> range:
        """Give the columns that are in view."""
        left = self.horizontalScrollBar().value()
        right = left + self.viewport().width() - self.head_width
        first = max(0, bisect_right(self._edges, left) - 1)
        return range(first, min(len(self.columns), bisect_right(self._edges, right)))

    def _body_bottom(self) -> int:
        """Give the height at which the columns' headings begin: right under the last row, or at the foot."""
        return min(self.viewport().height() - self.row_height - 2, len(self.rows) * self.row_height)

    # -- mouse and keys -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.cell_at(event.position())
        if place != self._hover:
            self._hover = place
            self.viewport().update()
            self.hovered.emit(*place)

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover = (-1, -1)
        self.viewport().update()
        self.hovered.emit(-1, -1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self.cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place[0] >= 0:
            self._go(*place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif step is not None and self.cells:
            row = min(len(self.rows) - 1, max(0, self.current[0] + step[0]))
            self._go(row, min(len(self.columns) - 1, max(0, self.current[1] + step[1])))
        else:
            super().keyPressEvent(event)

    def _go(self, row: int, column: int) -> None:
        self.current = (row, column)
        self.column = column
        self._reveal()
        cell = self.cells[row][column]
        self.speak(f"{self.rows[row]}, {self.columns[column]}: {cell.text}, {percent(cell.value)}")
        self.viewport().update()
        self.chosen.emit(row, column)

    def _reveal(self) -> None:
        row, column = self.current
        if column + 1 >= len(self._edges):
            return
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        room = self.viewport().width() - self.head_width
        if self._edges[column] < across.value():
            across.setValue(self._edges[column])
        elif self._edges[column + 1] > across.value() + room:
            across.setValue(self._edges[column + 1] - room)
        top, body = row * self.row_height, self._body_bottom()
        if top < down.value():
            down.setValue(top)
        elif top + self.row_height > down.value() + body:
            down.setValue(top + self.row_height - body)

    def _letters(self) -> Lettering:
        return lettering(theme.small_font(self.font(), 0.94))


def _short(word: str) -> str:
    return displayable(word[:_LONGEST])
