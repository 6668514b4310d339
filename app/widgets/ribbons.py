"""Two sentences with ribbons between the words that stand for each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets.bidi import base_level, levels, visual_order
from app.widgets.lettering import Lettering, lettering
from app.widgets.view import View
from app.widgets.visible import displayable

_PAD, _GAP, _BETWEEN = 6.0, 5.0, 74.0
_WIDE = 3.0  # a ribbon's half width, px


@dataclass(frozen=True, slots=True)
class Ribbon:
    """Word `a` above and word `b` below, from 0; `score` up to 1 says how strong; `right`: None where unknown."""

    a: int
    b: int
    score: float
    right: bool | None = None


class Ribbons(View):
    """`hovered(side, word)` follows the mouse and the arrow keys; (-1, -1): nothing."""

    hovered = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.sides: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self.ribbons: tuple[Ribbon, ...] = ()
        self.current = (-1, -1)
        self._boxes: tuple[list[QRectF], list[QRectF]] = ([], [])
        self._wide = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_words(self, first: Sequence[str], second: Sequence[str], ribbons: Sequence[Ribbon]) -> None:
        """Show the words of two sentences in reading order, and what links them."""
        self.sides = tuple(map(displayable, first)), tuple(map(displayable, second))
        self.ribbons = tuple(ribbons)
        self.current = (-1, -1)
        self.set_stale(False)
        self.relayout()
        self.speak(f"{len(self.ribbons)} links")

    def relayout(self) -> None:
        letters = lettering(self.font())
        rows = [self._row(letters, words) for words in self.sides]
        self._wide = max((row[-1] for row in rows), default=0.0)
        room = max(self._wide, float(self.viewport().width()))
        top = 2.0
        placed: list[list[QRectF]] = []
        for words, row in zip(self.sides, rows, strict=True):
            # A sentence that reads from the right stands at the right; the others in the middle of the wider one.
            shift = room - row[-1] if words and base_level(words) else (self._wide - row[-1]) / 2
            height = letters.height + 2 * _PAD
            placed.append([QRectF(shift + left, top, right - left, height) for left, right in row[:-1]])
            top += height + _BETWEEN
        self._boxes = placed[0], placed[1]
        bar = self.horizontalScrollBar()
        bar.setPageStep(self.viewport().width())
        bar.setRange(0, max(0, round(self._wide) - self.viewport().width()))
        self.updateGeometry()
        self.viewport().update()

    def _row(self, letters: Lettering, words: Sequence[str]) -> list:  # type: ignore[type-arg]
        """Left and right of each word in reading order, and behind them the width of all."""
        order = visual_order(levels(words, base_level(words))) if words else []
        spans: dict[int, tuple[float, float]] = {}
        x = 0.0
        for word in order:
            wide = letters.width(words[word]) + 2 * _PAD
            spans[word] = (x, x + wide)
            x += wide + _GAP
        return [*(spans[word] for word in range(len(words))), max(0.0, x - _GAP)]

    def sizeHint(self) -> QSize:
        lines = 2 * (lettering(self.font()).height + 2 * _PAD) + _BETWEEN
        bar = self.horizontalScrollBar().sizeHint().height() if self.horizontalScrollBar().maximum() else 0
        return QSize(360, round(lines) + 6 + bar)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def box(self, side: int, word: int) -> QRectF:
        """Give a word's box in the viewport."""
        return self._boxes[side][word].translated(-self.horizontalScrollBar().value(), 0)

    def draw(self, painter: QPainter) -> None:
        letters = lettering(self.font())
        painter.translate(-self.horizontalScrollBar().value(), 0)
        for ribbon in sorted(self.ribbons, key=lambda one: self._lit(one)):
            self._draw_ribbon(painter, ribbon)
        painter.setFont(letters.font)
        linked = {(0, one.a) for one in self.ribbons} | {(1, one.b) for one in self.ribbons}
        for side, words in enumerate(self.sides):
            for number, word in enumerate(words):
                box, here = self._boxes[side][number], (side, number)
                lit = here == self.current
                painter.setPen(self.colours.focus if lit else self.colours.border)
                painter.setBrush(self.colours.selection if lit else self.colours.surface)
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
                painter.setPen(self.colours.text if here in linked else self.colours.faint)
                letters.draw(painter, box, word, Qt.AlignmentFlag.AlignHCenter)

    def _lit(self, ribbon: Ribbon) -> bool:
        return self.current in ((0, ribbon.a), (1, ribbon.b))

    def _draw_ribbon(self, painter: QPainter, ribbon: Ribbon) -> None:
        begin, end = self._boxes[0][ribbon.a], self._boxes[1][ribbon.b]
        path = QPainterPath()
        low, high = begin.bottom() + 1, end.top() - 1
        bend = (high - low) * 0.5
        half_a, half_b = min(begin.width() / 2 - 2, 3 * _WIDE), min(end.width() / 2 - 2, 3 * _WIDE)
        a, b = begin.center().x(), end.center().x()
        path.moveTo(a - half_a, low)
        path.cubicTo(a - half_a, low + bend, b - half_b, high - bend, b - half_b, high)
        path.lineTo(b + half_b, high)
        path.cubicTo(b + half_b, high - bend, a + half_a, low + bend, a + half_a, low)
        path.closeSubpath()
        role = {None: "accent", True: "ok", False: "error"}[ribbon.right]
        colour = QColor(getattr(self.colours, role))
        share = min(1.0, max(0.0, ribbon.score))
        colour.setAlphaF(0.85 if self._lit(ribbon) else 0.12 + 0.5 * share)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPath(path)

    def told(self, side: int, word: int) -> str:
        """Say what a word is linked to."""
        if side < 0:
            return ""
        links = [one for one in self.ribbons if (one.a, one.b)[side] == word]
        others = [f"“{self.sides[1 - side][(one.b, one.a)[side]]}” {one.score:.2f}" for one in links]
        return f"“{self.sides[side][word]}”: " + (", ".join(others) or "no link")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position() + QPointF(self.horizontalScrollBar().value(), 0)
        found = next(
            (
                (side, word)
                for side in (0, 1)
                for word, box in enumerate(self._boxes[side])
                if box.contains(place)
            ),
            (-1, -1),
        )
        self._go(*found)

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._go(-1, -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        side, word = max(0, self.current[0]), self.current[1]
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.sides[side]:
            word += 1 if key == Qt.Key.Key_Right else -1
            self._go(side, min(len(self.sides[side]) - 1, max(0, word)))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            side = 0 if key == Qt.Key.Key_Up else 1
            if self.sides[side]:
                self._go(side, min(len(self.sides[side]) - 1, max(0, word)))
        else:
            super().keyPressEvent(event)

    def _go(self, side: int, word: int) -> None:
        if (side, word) == self.current:
            return
        self.current = (side, word)
        words = self.told(side, word)
        self.setToolTip(words)
        self.speak(words or f"{len(self.ribbons)} links")
        self.viewport().update()
        self.hovered.emit(side, word)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.relayout()
