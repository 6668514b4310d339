"""Candidates as bars: word, probability, and how another model sees the same word."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets.lettering import Lettering, lettering
from app.widgets.row_view import RowView
from app.widgets.visible import percent, points

_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """One candidate. `other` is its probability by the other model; None: not among that model's first."""

    label: str
    probability: float
    other: float | None = None


def ceiling(probabilities: Sequence[float]) -> float:
    """Give the round probability at which a bar fills its room, for bars that are to be compared."""
    highest = max((value for value in probabilities if math.isfinite(value)), default=1.0)
    return next((step for step in _STEPS if highest <= step), 1.0)


class CandidateBars(RowView):
    """Click a bar, or press Enter on it, to take it: `taken` carries its number. Ctrl+C copies them all."""

    taken = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.bars: tuple[Bar, ...] = ()
        self.compares = False
        self.takes = True
        self.full = 1.0
        self.slot_colours: tuple[str, str] = ("slot_a", "slot_b")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_bars(
        self, bars: Sequence[Bar], *, full: float = 1.0, compares: bool = False, takes: bool = True
    ) -> None:
        """Show candidates, best first. `full` is the probability of the longest bar there can be.

        `compares` adds the column of differences; `takes` tells whether a click does anything.
        """
        self.bars = tuple(bars)
        self.full, self.compares, self.takes = full, compares, takes
        self.current = min(self.current, max(0, len(self.bars) - 1))
        self.set_stale(False)
        shape = Qt.CursorShape.PointingHandCursor if takes and bars else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.relayout()
        self._speak()
        self.viewport().update()

    @property
    def row_height(self) -> int:
        """Height of a row in px; it follows the text size."""
        return round(lettering(self.font()).height) + 9

    def text(self) -> str:
        """Give the candidates as a table with tabs, as Ctrl+C copies them."""
        head = "candidate\tprobability" + ("\tother\n" if self.compares else "\n")
        rows = []
        for bar in self.bars:
            other = "" if bar.other is None else f"{bar.other!r}"
            rows.append(f"{bar.label}\t{bar.probability!r}" + (f"\t{other}" if self.compares else ""))
        return head + "\n".join(rows)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.bars)

    def sizeHint(self) -> QSize:
        return QSize(260, self.row_height * max(1, len(self.bars)) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(170, self.row_height * min(10, max(1, len(self.bars))) + 2)

    def relayout(self) -> None:
        super().relayout()
        self.setMaximumHeight(max(self.row_height, self.content_height) + 2)
        self.updateGeometry()

    def draw(self, painter: QPainter) -> None:
        if not self.bars:
            return
        letters, columns, first = lettering(self.font()), self._columns(), self.row_rect(0)
        height, bottom = first.height(), self.viewport().height()
        own, others = (QColor(getattr(self.colours, role)) for role in self.slot_colours)
        for row, bar in enumerate(self.bars):
            area = QRectF(first.translated(0, row * height))
            if area.bottom() >= 0 and area.top() <= bottom:
                self._draw_ground(painter, row, area)
                self._draw_words(painter, letters, row, area, columns)
                self._draw_bar(painter, bar, self._groove(area, columns), own, others)

    def _columns(self) -> tuple[int, int, int, int]:
        """Give the widths of rank, word, percentage and difference; the bar has the rest."""
        wide = lettering(self.font()).width
        rank = round(wide("0" * len(str(max(9, len(self.bars)))))) + 8
        longest = round(max((wide(bar.label) for bar in self.bars), default=0))
        share = round(wide("0.0000%")) + 10
        delta = round(wide("+00.0 pt")) + 8 if self.compares else 0
        room = self.viewport().width() - rank - share - delta
        word = min(longest + 14, max(int(room * 0.62), round(wide("mmmmm"))))
        return rank, word, share, delta

    def _draw_ground(self, painter: QPainter, row: int, area: QRectF) -> None:
        focused = row == self.current and self.hasFocus()
        if row == self.hover or focused:
            painter.setPen(QPen(self.colours.focus, 1.5) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(self.colours.hover)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)

    def _draw_words(
        self,
        painter: QPainter,
        letters: Lettering,
        row: int,
        area: QRectF,
        columns: tuple[int, int, int, int],
    ) -> None:
        colours, bar = self.colours, self.bars[row]
        rank, word, share, delta = columns
        left, top, right, height = area.left(), area.top(), area.right(), area.height()
        at_right = Qt.AlignmentFlag.AlignRight
        painter.setPen(colours.faint)
        letters.draw(painter, QRectF(left, top, rank - 4, height), str(row + 1), at_right)
        painter.setPen(colours.text)
        label = letters.elided(bar.label, word - 8)
        letters.draw(painter, QRectF(left + rank + 4, top, word - 8, height), label)
        box = QRectF(right - share - delta, top, share - 4, height)
        letters.draw(painter, box, percent(bar.probability), at_right)
        if self.compares:
            painter.setPen(colours.muted)
            words = "–" if bar.other is None else points(bar.probability - bar.other)
            letters.draw(painter, QRectF(right - delta, top, delta - 4, height), words, at_right)

    def _groove(self, area: QRectF, columns: tuple[int, int, int, int]) -> QRectF:
        """Give the place of a row's bar at full length."""
        rank, word, share, delta = columns
        begin, end = area.left() + rank + 4 + word, area.right() - share - delta - 4
        return QRectF(begin, area.center().y() - 4, max(8.0, end - begin), 8)

    def _draw_bar(self, painter: QPainter, bar: Bar, groove: QRectF, own: QColor, others: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colours.hover)
        painter.drawRoundedRect(groove, 3, 3)
        length = groove.width() * min(1.0, max(0.0, bar.probability) / self.full)
        if length > 0:
            painter.setBrush(own)
            painter.drawRoundedRect(QRectF(groove.left(), groove.top(), max(2.0, length), 8), 3, 3)
        if self.compares and bar.other is not None:
            x = groove.left() + groove.width() * min(1.0, bar.other / self.full)
            painter.setPen(QPen(others, 2.5))
            painter.drawLine(QPointF(x, groove.top() - 3), QPointF(x, groove.bottom() + 3))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0 and self.takes:
            self.current = row
            self.taken.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.takes and self.bars:
            self.taken.emit(self.current)
        else:
            super().keyPressEvent(event)

    def go(self, row: int) -> None:
        super().go(row)
        self._speak()

    def told(self, row: int) -> str:
        if row < 0:
            return ""
        bar = self.bars[row]
        lines = [f"{bar.label}   {bar.probability:.6g}"]
        if self.compares:
            known = bar.other is not None
            lines.append(f"other model: {bar.other:.6g}" if known else "not among the other model's first")
        if self.takes:
            lines.append("Click to put it in")
        return "\n".join(lines)

    def _speak(self) -> None:
        if not self.bars:
            self.speak("nothing")
            return
        bar = self.bars[self.current]
        self.speak(f"{self.current + 1} of {len(self.bars)}: {bar.label}, {percent(bar.probability)}")
