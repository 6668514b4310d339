"""The sentences' tokens, and under each what the model says there now, coloured by the language it is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.language_vector.words import Shown
from app.widgets import theme
from app.widgets.lettering import lettering
from app.widgets.view import View
from app.widgets.visible import displayable, percent

_GAP = 3.0
_MOST_LETTERS = 24


def colours_of(how: Shown) -> tuple[QColor, QColor]:
    """Give ground and ink of a prediction."""
    if how == "target":
        return theme.scale_ground("probability", 0.45)
    if how == "source":
        return theme.scale_ground("surprise", 0.35)
    now = theme.palette()
    return (now.hover, now.muted) if how == "neither" else (now.surface, now.text)


@dataclass(frozen=True, slots=True)
class Turned:
    """A token and what it becomes. `right` says that the dictionary has it as a translation."""

    source: str
    said: str
    how: Shown
    probability: float
    right: bool


@dataclass(frozen=True, slots=True)
class _Place:
    token: Turned
    area: QRectF  # in px of the whole text, not of what is scrolled to


class TurningView(View):
    """Sentences below each other, their tokens in lines that wrap."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Words along the vector", parent)
        self.sentences: tuple[tuple[Turned, ...], ...] = ()
        self._places: list[_Place] = []
        self._height = 0.0
        self._hover = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_sentences(self, sentences: Sequence[Sequence[Turned]]) -> None:
        """Show each token with its prediction."""
        self.sentences = tuple(tuple(row) for row in sentences)
        self._hover = -1
        self.set_stale(False)
        self.speak("; ".join(" ".join(one.said for one in row) for row in self.sentences[:20]))
        self.relayout()

    def text(self) -> str:
        """Give what stands there, a line of tokens and one of predictions for each sentence."""
        lines = []
        for row in self.sentences:
            lines += ["\t".join(one.source for one in row), "\t".join(one.said for one in row)]
        return "\n".join(lines)

    def token_area(self, sentence: int, position: int) -> QRectF:
        """Give where a token is drawn, in px of the viewport."""
        index = sum(len(row) for row in self.sentences[:sentence]) + position
        return self._places[index].area.translated(0, -self.verticalScrollBar().value())

    def relayout(self) -> None:
        letters, small = lettering(self.font()), lettering(theme.small_font(self.font()))
        high = small.height + letters.height + 9
        room = max(60.0, self.viewport().width() - 4.0)
        self._places = []
        top = 2.0
        for row in self.sentences:
            x = 2.0
            for token in row:
                wide = max(small.width(_short(token.source)), letters.width(_short(token.said)), 10.0) + 12
                wide = min(wide, room)
                if x > 2 and x + wide > room:
                    x, top = 2.0, top + high + 2
                self._places.append(_Place(token, QRectF(x, top, wide, high)))
                x += wide + _GAP
            top += high + 8
        self._height = top
        bar = self.verticalScrollBar()
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setRange(0, max(0, round(top) - self.viewport().height()))
        self.updateGeometry()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(420, min(240, max(100, round(self._height) + 2)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, min(150, max(100, round(self._height) + 2)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.relayout()

    def draw(self, painter: QPainter) -> None:
        letters, small = lettering(self.font()), lettering(theme.small_font(self.font()))
        down = self.verticalScrollBar().value()
        seen = self.viewport().height()
        for index, place in enumerate(self._places):
            area = place.area.translated(0, -down)
            if area.bottom() < 0 or area.top() > seen:
                continue
            token = place.token
            painter.setFont(small.font)
            painter.setPen(self.colours.muted)
            above = QRectF(area.left(), area.top(), area.width(), small.height)
            centre = Qt.AlignmentFlag.AlignHCenter
            small.draw(painter, above, small.elided(_short(token.source), area.width() - 4), centre)
            ground, ink = colours_of(token.how)
            below = QRectF(area.left(), area.top() + small.height + 1, area.width(), letters.height + 6)
            edge = self.colours.text if index == self._hover else self.colours.border
            painter.setPen(QPen(edge, 1))
            painter.setBrush(ground)
            painter.drawRoundedRect(below.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setFont(letters.font)
            painter.setPen(ink)
            letters.draw(painter, below, letters.elided(_short(token.said), below.width() - 6), centre)
            if token.right:
                painter.setPen(QPen(ink, 2))
                y = below.bottom() - 3.5
                painter.drawLine(QPointF(below.left() + 7, y), QPointF(below.right() - 7, y))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position() + QPointF(0, self.verticalScrollBar().value())
        found = next((index for index, place in enumerate(self._places) if place.area.contains(at)), -1)
        if found != self._hover:
            self._hover = found
            self.setToolTip("" if found < 0 else _tip(self._places[found].token))
            self.viewport().update()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover = -1
        self.viewport().update()


def _tip(token: Turned) -> str:
    before, now = displayable(token.source), displayable(token.said)
    words = f"“{before}” is now “{now}”, probability {percent(token.probability)}"
    return words + ("; the dictionary has it as a translation" if token.right else "")


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else text[:_MOST_LETTERS] + "…"
