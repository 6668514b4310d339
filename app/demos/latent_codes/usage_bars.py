"""How often each code is chosen, from the most frequent to the rarest; the dead ones are marked on the ground."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.lettering import Lettering, lettering
from app.widgets.view import View

_LEAST = 1e-6  # the smallest share that the logarithmic axis shows


class UsageBars(View):
    """`chosen` carries the code under a click, or walked to with the arrow keys. Ctrl+C copies the counts."""

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.counts: tuple[int, ...] = ()
        self.order: list[int] = []
        self.current = -1
        self.marked: frozenset[int] = frozenset()
        self._hover = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_counts(self, counts: Sequence[int], marked: Sequence[int] = ()) -> None:
        """Show counts by code; the codes in `marked` have a bar of another colour."""
        self.counts, self.marked = tuple(counts), frozenset(marked)
        self.order = sorted(range(len(counts)), key=lambda code: (-counts[code], code))
        self.set_stale(False)
        self._speak()
        self.viewport().update()

    def set_current(self, code: int) -> None:
        """Mark a code, -1: none."""
        if code != self.current:
            self.current = code
            self._speak()
            self.viewport().update()

    @property
    def dead(self) -> int:
        """Give how many codes were never chosen."""
        return sum(count == 0 for count in self.counts)

    def told(self, code: int) -> str:
        """Say in words how often a code was chosen."""
        if not 0 <= code < len(self.counts):
            return ""
        total = max(1, sum(self.counts))
        if not self.counts[code]:
            return f"code {code}: dead, never chosen in {total:,} places"
        return f"code {code}: {self.counts[code]:,} of {total:,} places ({100 * self.counts[code] / total:.2g} %)"

    def text(self) -> str:
        """Give the counts as a table with tabs."""
        return "\n".join(["code\tcount", *(f"{code}\t{count}" for code, count in enumerate(self.counts))])

    def sizeHint(self) -> QSize:
        return QSize(320, round(self._letters().height * 10))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, round(self._letters().height * 5))

    def area(self) -> QRectF:
        """Give the rectangle of the bars, in px of the viewport."""
        letters = self._letters()
        return QRectF(self.viewport().rect()).adjusted(
            letters.width("0.001 %") + 8, 6, -4, -letters.height - 10
        )

    def place(self, rank: int) -> QRectF:
        """Give the bar's column at a rank, as high as the area."""
        area = self.area()
        wide = area.width() / max(1, len(self.order))
        return QRectF(area.left() + rank * wide, area.top(), wide, area.height())

    def code_at(self, position: QPointF) -> int:
        """Give the code whose column is under a position, -1 beside them."""
        area = self.area()
        rank = math.floor((position.x() - area.left()) * len(self.order) / max(1.0, area.width()))
        return self.order[rank] if 0 <= rank < len(self.order) else -1

    def _letters(self) -> Lettering:
        return lettering(theme.small_font(self.font(), 0.9))

    def _range(self) -> tuple[float, float]:
        total = max(1, sum(self.counts))
        shares = [count / total for count in self.counts if count]
        high = max(shares, default=1.0)
        return max(_LEAST, min(shares, default=_LEAST) / 2, high / 1e5), high * 1.2

    def draw(self, painter: QPainter) -> None:
        colours, area, letters = self.colours, self.area(), self._letters()
        painter.setFont(letters.font)
        if not self.counts:
            return
        total, (low, high) = max(1, sum(self.counts)), self._range()
        span = math.log(high / low)
        self._draw_axis(painter, letters, low, high)
        painter.setPen(Qt.PenStyle.NoPen)
        for rank, code in enumerate(self.order):
            column = self.place(rank)
            gap = 0.15 * column.width() if column.width() > 3 else 0.0
            share = self.counts[code] / total
            fill = colours.slot_b if code in self.marked else colours.accent
            if not share:
                column.setTop(area.bottom() + 2)
                column.setHeight(4)
                fill = colours.error
            else:
                column.setTop(area.bottom() - area.height() * max(0.0, math.log(share / low)) / span)
            painter.setBrush(colours.text if code in (self.current, self._hover) else fill)
            painter.drawRect(column.adjusted(gap, 0, -gap, 0))
        self._draw_words(painter, letters, area)
        if self.hasFocus():
            painter.setPen(QPen(colours.focus, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(-3, -3, 3, 3), 3, 3)

    def _draw_axis(self, painter: QPainter, letters: Lettering, low: float, high: float) -> None:
        area = self.area()
        for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
            share = 10.0**power
            if not low <= share <= high:
                continue
            y = area.bottom() - area.height() * math.log(share / low) / math.log(high / low)
            painter.setPen(QPen(self.colours.border, 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(self.colours.faint)
            box = QRectF(0, y - letters.height / 2, area.left() - 5, letters.height)
            letters.draw(painter, box, f"{100 * share:g} %", Qt.AlignmentFlag.AlignRight)

    def _draw_words(self, painter: QPainter, letters: Lettering, area: QRectF) -> None:
        foot = QRectF(area.left(), area.bottom() + 7, area.width(), letters.height)
        painter.setPen(self.colours.muted)
        letters.draw(painter, foot, letters.elided("most frequent", foot.width() / 2))
        words = f"{self.dead} dead" if self.dead else "rarest; none is dead"
        painter.setPen(self.colours.error if self.dead else self.colours.muted)
        letters.draw(painter, foot, letters.elided(words, foot.width() / 2), Qt.AlignmentFlag.AlignRight)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.code_at(event.position()))

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._point_at(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        code = self.code_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and code >= 0:
            self.set_current(code)
            self.chosen.emit(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif step is not None and self.order:
            rank = self.order.index(self.current) + step if self.current in self.order else 0
            code = self.order[min(len(self.order) - 1, max(0, rank))]
            self.set_current(code)
            self.chosen.emit(code)
        else:
            super().keyPressEvent(event)

    def _point_at(self, code: int) -> None:
        if code != self._hover:
            self._hover = code
            self.setToolTip(self.told(code))
            self.viewport().update()

    def _speak(self) -> None:
        self.speak(self.told(self.current) or f"{len(self.counts)} codes, {self.dead} of them dead")
