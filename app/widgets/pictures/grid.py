"""A wall of pictures: rows and columns with captions; hover, click, keys; only what is in view is painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
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
from app.widgets.pictures.images import Pixels, paint, to_image
from app.widgets.view import View

_GAP = 6
_SMALLEST, _LARGEST = 16, 256  # px of a picture's side
_KEPT = 2048  # images that are kept ready to paint


class PictureGrid(View):
    """`chosen(number)`: a click, or Enter; `hovered(number)`: the picture under the pointer, or -1.

    The arrow keys, Home and End walk, +/− change the size, Ctrl+C copies the current picture. With `columns` the
    pictures fill the width so that this many stand side by side, else as many as have room at their size.
    """

    chosen = Signal(int)
    hovered = Signal(int)

    def __init__(
        self, name: str, parent: QWidget | None = None, *, cell: int = 56, largest: int = _LARGEST
    ) -> None:
        super().__init__(name, parent)
        self.pictures: Sequence[Pixels] | Pixels = ()
        self.captions: Sequence[str] = ()
        self.heads: Sequence[str] = ()
        self.selected: frozenset[int] = frozenset()
        self.current = -1
        self._columns = 0
        self._cell, self._largest = cell, largest
        self._hover = -1
        self._images: dict[int, QImage] = {}
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())

    # -- what is shown --------------------------------------------------------------------------------------

    def show_pictures(
        self,
        pictures: Sequence[Pixels] | Pixels,
        captions: Sequence[str] = (),
        *,
        columns: int = 0,
        heads: Sequence[str] = (),
        current: int = -1,
    ) -> None:
        """Show pictures, uint8 [h, w] or [h, w, 3], as a list or as one array [n, h, w(, 3)].

        `captions` stand below them (a shorter list: below the first ones); `heads` before the rows, which needs
        `columns`. The picture at `current` is marked. The wall keeps its place if it keeps its size.
        """
        same = len(pictures) == len(self.pictures) and columns == self._columns
        self.pictures, self.captions, self.heads = pictures, captions, heads if columns else ()
        self._columns = columns
        self.current = current if current < len(pictures) else -1
        self.selected = frozenset(one for one in self.selected if one < len(pictures))
        self._images.clear()
        self.set_stale(False)
        self.relayout()
        if not same:
            self.verticalScrollBar().setValue(0)
        self._speak()
        self.viewport().update()

    def set_current(self, number: int) -> None:
        """Mark a picture (-1: none) and bring it into view."""
        number = number if 0 <= number < len(self.pictures) else -1
        if number != self.current:
            self.current = number
            self._reveal()

    def set_selected(self, numbers: Sequence[int]) -> None:
        """Frame these pictures: what a choice elsewhere belongs to."""
        self.selected = frozenset(int(one) for one in numbers)
        self.viewport().update()

    @property
    def cell(self) -> int:
        """Give the longest side of a picture, in px."""
        if self._columns:
            room = self._room() - self._head_width() - _GAP
            return max(_SMALLEST, min(self._largest, room // self._columns - _GAP))
        return self._cell

    @property
    def columns(self) -> int:
        """Give how many pictures stand side by side."""
        if self._columns:
            return self._columns
        return max(1, (self._room() - _GAP) // (self._cell + _GAP))

    def place_of(self, number: int) -> QRectF:
        """Give a picture's square in the viewport."""
        row, column = divmod(number, self.columns)
        cell = self.cell
        x = self._head_width() + _GAP + column * (cell + _GAP)
        y = _GAP + row * self._row_height() - self.verticalScrollBar().value()
        return QRectF(x, y, cell, cell)

    def number_at(self, position: QPointF) -> int:
        """Give the picture at a place of the viewport, -1 if there is none."""
        cell = self.cell
        across = position.x() - self._head_width() - _GAP
        down = position.y() + self.verticalScrollBar().value() - _GAP
        column, row = int(across // (cell + _GAP)), int(down // self._row_height())
        inside = across - column * (cell + _GAP) <= cell
        number = row * self.columns + column
        fits = 0 <= column < self.columns and row >= 0 and inside and number < len(self.pictures)
        return number if fits else -1

    def image(self, number: int) -> QImage:
        """Give a picture as it is painted and copied."""
        found = self._images.get(number)
        if found is None:
            if len(self._images) >= _KEPT:
                self._images.clear()
            found = self._images[number] = to_image(self.pictures[number])
        return found

    # -- measures -------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        rows = self._rows()
        return QSize(320, min(rows, 6) * self._row_height() + _GAP + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(max(1, self._rows()), 2) * self._row_height() + _GAP)

    def heightForWidth(self, _width: int) -> int:
        return self.content_height()

    def content_height(self) -> int:
        """Give the px that all rows need at the width of now."""
        return self._rows() * self._row_height() + _GAP

    def relayout(self) -> None:
        bar = self.verticalScrollBar()
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(max(8, self._row_height() // 2))
        bar.setRange(0, max(0, self.content_height() - self.viewport().height()))
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.relayout()

    def _room(self) -> int:
        """Give the px across. The scroll bar has its place whether it is there or not.

        Pictures that shrink when the bar comes need less height, and the bar goes: a page would never come to rest.
        """
        return self.maximumViewportSize().width() - self.verticalScrollBar().sizeHint().width()

    def _letters(self) -> Lettering:
        return lettering(theme.small_font(self.font(), 0.85))

    def _head_width(self) -> int:
        if not self.heads:
            return 0
        return round(max(self._letters().width(one) for one in self.heads)) + 10

    def _row_height(self) -> int:
        below = round(self._letters().height) + 2 if self.captions else 0
        return self.cell + below + _GAP

    def _rows(self) -> int:
        return -(-len(self.pictures) // self.columns)

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        letters, height, columns = self._letters(), self._row_height(), self.columns
        top = self.verticalScrollBar().value()
        first = max(0, (top - _GAP) // height)
        last = min(self._rows(), (top + self.viewport().height()) // height + 1)
        painter.setFont(letters.font)
        for row in range(first, last):
            if row < len(self.heads):
                self._draw_head(painter, letters, row)
            for number in range(row * columns, min((row + 1) * columns, len(self.pictures))):
                self._draw_one(painter, letters, number)

    def _draw_head(self, painter: QPainter, letters: Lettering, row: int) -> None:
        place = self.place_of(row * self.columns)
        box = QRectF(0, place.center().y() - letters.height / 2, self._head_width() - 4, letters.height)
        painter.setPen(self.colours.muted)
        letters.draw(painter, box, self.heads[row], Qt.AlignmentFlag.AlignRight)

    def _draw_one(self, painter: QPainter, letters: Lettering, number: int) -> None:
        colours, cell = self.colours, self.place_of(number)
        image = self.image(number)
        longest = max(image.width(), image.height())
        size = QSize(
            round(cell.width() * image.width() / longest), round(cell.height() * image.height() / longest)
        )
        inner = QRectF(
            cell.x() + (cell.width() - size.width()) / 2, cell.y() + (cell.height() - size.height()) / 2,
            size.width(), size.height(),
        )  # fmt: skip
        paint(painter, image, inner, self.devicePixelRatioF())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame, width = colours.border, 1.0
        if number in self.selected:
            frame, width = colours.slot_b, 2.0
        if number == self._hover:
            frame, width = colours.field, 1.5
        if number == self.current:
            frame, width = (colours.focus if self.hasFocus() else colours.accent), 2.5
        painter.setPen(QPen(frame, width))
        painter.drawRect(inner.adjusted(-width / 2, -width / 2, width / 2, width / 2))
        if number < len(self.captions) and (words := self.captions[number]):
            painter.setPen(colours.text if number == self.current else colours.muted)
            box = QRectF(cell.x() - _GAP / 2, cell.bottom() + 2, cell.width() + _GAP, letters.height)
            letters.draw(painter, box, letters.elided(words, box.width()), Qt.AlignmentFlag.AlignHCenter)

    # -- mouse and keys -------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.number_at(event.position()))

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._point_at(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self.number_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self._take(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last, now = len(self.pictures) - 1, max(0, self.current)
        moves = {
            Qt.Key.Key_Left: now - 1, Qt.Key.Key_Right: now + 1, Qt.Key.Key_Up: now - self.columns,
            Qt.Key.Key_Down: now + self.columns, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif key in moves and last >= 0:
            to = moves[key] if self.current >= 0 else 0
            self._take(to if 0 <= to <= last else now)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current >= 0:
            self.chosen.emit(self.current)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and not self._columns:
            step = 8 if key != Qt.Key.Key_Minus else -8
            self._cell = max(_SMALLEST, min(self._largest, self._cell + step))
            self.relayout()
            self.viewport().update()
        else:
            super().keyPressEvent(event)

    def _take(self, number: int) -> None:
        self.current = number
        self._reveal()
        self.chosen.emit(number)

    def _point_at(self, number: int) -> None:
        if number != self._hover:
            self._hover = number
            self.setToolTip(self.told(number))
            shape = Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()
            self.hovered.emit(number)

    def _copy(self) -> None:
        if 0 <= self.current < len(self.pictures):
            QGuiApplication.clipboard().setImage(self.image(self.current))
            self.speak(f"picture {self.current + 1} copied")

    def _reveal(self) -> None:
        if self.current >= 0:
            area, bar = self.place_of(self.current), self.verticalScrollBar()
            if area.top() < _GAP:
                bar.setValue(round(bar.value() + area.top() - _GAP))
            elif area.top() + self._row_height() > self.viewport().height():
                bar.setValue(round(bar.value() + area.top() + self._row_height() - self.viewport().height()))
        self._speak()
        self.viewport().update()

    def told(self, number: int) -> str:
        """Say in words which picture this is."""
        if not 0 <= number < len(self.pictures):
            return ""
        words = self.captions[number] if number < len(self.captions) else ""
        row = number // self.columns
        head = self.heads[row] if row < len(self.heads) else ""
        return ", ".join(filter(None, (head, words))) or f"picture {number + 1:,} of {len(self.pictures):,}"

    def _speak(self) -> None:
        self.speak(self.told(self.current) or f"{len(self.pictures):,} pictures")
