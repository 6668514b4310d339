"""Voices as points of a plane, one of which is dragged: the timbre's map, and the plane of pitch and melody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.lettering import lettering
from app.widgets.view import View

#: px from a point within which a click means it.
_NEAR = 9.0
#: Share of the plane's width or height that an arrow key moves the handle.
_STEP = 0.02
_MARGIN = 0.07


@dataclass(frozen=True, slots=True)
class Spot:
    """A voice: where it is, what it is called, and its share of the blend."""

    name: str
    x: float
    y: float
    weight: float = 0.0


class VoicePlane(View):
    """Drag the handle, click a voice, or use the arrow keys.

    `moved(x, y)` while the handle is on its way, `released` once it rests; `named(name)` for a click on a voice.
    """

    moved = Signal(float, float)
    released = Signal()
    named = Signal(str)

    def __init__(self, name: str, across: str, up: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.spots: tuple[Spot, ...] = ()
        self.handle: tuple[float, float] | None = None
        self.source: tuple[float, float] | None = None
        self.corners: tuple[int, ...] = ()  # spots that the handle lies between
        self.across, self.up = across, up
        self.labelled = True  # whether voices of the blend are named
        self._box = QRectF(0, 0, 1, 1)
        self._hover = -1
        self._dragging = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def dragging(self) -> bool:
        """Tell whether the handle is held."""
        return self._dragging

    def show_spots(self, spots: Sequence[Spot], source: tuple[float, float] | None) -> None:
        """Show voices, and where the source is."""
        self.spots, self.source = tuple(spots), source
        places = [(spot.x, spot.y) for spot in spots] + ([source] if source else [])
        if places:
            xs, ys = [x for x, _ in places], [y for _, y in places]
            wide, high = max(1e-6, max(xs) - min(xs)), max(1e-6, max(ys) - min(ys))
            self._box = QRectF(
                min(xs) - _MARGIN * wide,
                min(ys) - _MARGIN * high,
                wide * (1 + 2 * _MARGIN),
                high * (1 + 2 * _MARGIN),
            )
        self._hover = -1
        self.set_stale(False)
        self.viewport().update()

    def set_handle(self, place: tuple[float, float] | None, corners: Sequence[int] = ()) -> None:
        """Put the handle somewhere; tells nobody."""
        self.handle, self.corners = place, tuple(corners)
        if place is not None:
            self.speak(f"{self.across} {place[0]:.2f}, {self.up} {place[1]:.2f}")
        self.viewport().update()

    # -- places ---------------------------------------------------------------------------------------------

    def _area(self) -> QRectF:
        high = lettering(theme.small_font(self.font())).height
        return QRectF(self.viewport().rect()).adjusted(1, high + 5, -1, -high - 5)

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a voice of these coordinates is in the viewport."""
        area = self._area()
        return QPointF(
            area.left() + (x - self._box.left()) / self._box.width() * area.width(),
            area.bottom() - (y - self._box.top()) / self._box.height() * area.height(),
        )

    def _values(self, point: QPointF) -> tuple[float, float]:
        area = self._area()
        across = min(1.0, max(0.0, (point.x() - area.left()) / max(1.0, area.width())))
        up = min(1.0, max(0.0, (area.bottom() - point.y()) / max(1.0, area.height())))
        return self._box.left() + across * self._box.width(), self._box.top() + up * self._box.height()

    def _spot_at(self, point: QPointF) -> int:
        best, found = _NEAR, -1
        for number, spot in enumerate(self.spots):
            apart = self.place_of(spot.x, spot.y) - point
            if (length := (apart.x() ** 2 + apart.y() ** 2) ** 0.5) < best:
                best, found = length, number
        return found

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        colours, letters = self.colours, lettering(theme.small_font(self.font()))
        painter.setFont(letters.font)
        area = self._area()
        painter.setPen(QPen(colours.focus if self.hasFocus() else colours.border, 1))
        painter.setBrush(colours.surface)
        painter.drawRoundedRect(area, 5, 5)
        painter.setPen(colours.muted)
        below = QRectF(area.left(), area.bottom() + 3, area.width(), letters.height)
        letters.draw(painter, below, self.across, Qt.AlignmentFlag.AlignRight)
        above = QRectF(area.left(), 1, area.width(), letters.height)
        letters.draw(painter, above, self.up)
        if len(self.corners) > 1:
            ground = QColor(colours.accent)
            ground.setAlphaF(0.12)
            painter.setPen(QPen(colours.accent, 1, Qt.PenStyle.DotLine))
            painter.setBrush(ground)
            painter.drawPolygon(
                QPolygonF([self.place_of(self.spots[k].x, self.spots[k].y) for k in self.corners])
            )
        for number, spot in enumerate(self.spots):
            self._draw_spot(painter, number, spot)
        if self.source is not None:
            self._mark(painter, self.place_of(*self.source), colours.ok, "source")
        if self.handle is not None:
            self._draw_handle(painter, self.place_of(*self.handle))
        if self._hover >= 0:
            self._label(painter, self._hover, colours.text)

    def _draw_spot(self, painter: QPainter, number: int, spot: Spot) -> None:
        chosen = spot.weight > 0
        colour = self.colours.accent if chosen else self.colours.faint
        size = 3.0 + 4.0 * spot.weight + (2.0 if number == self._hover else 0.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(self.place_of(spot.x, spot.y), size, size)
        if chosen and self.labelled and number != self._hover:
            self._label(painter, number, self.colours.muted)

    def _label(self, painter: QPainter, number: int, ink: QColor) -> None:
        letters = lettering(theme.small_font(self.font()))
        spot, area = self.spots[number], self._area()
        words = f"{spot.name} {spot.weight:.0%}" if spot.weight else spot.name
        at, wide = self.place_of(spot.x, spot.y), letters.width(words)
        left = at.x() + 8 if at.x() + 8 + wide < area.right() else at.x() - 8 - wide
        top = min(max(area.top(), at.y() - letters.height - 2), area.bottom() - letters.height)
        box = QRectF(left, top, wide, letters.height)
        ground = QColor(self.colours.surface)
        ground.setAlphaF(0.8)
        painter.fillRect(box, ground)
        painter.setPen(ink)
        letters.draw(painter, box, words)

    def _mark(self, painter: QPainter, at: QPointF, colour: QColor, words: str) -> None:
        letters = lettering(theme.small_font(self.font()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        triangle = [
            QPointF(at.x(), at.y() - 6),
            QPointF(at.x() + 6, at.y() + 5),
            QPointF(at.x() - 6, at.y() + 5),
        ]
        painter.drawPolygon(QPolygonF(triangle))
        painter.setPen(colour)
        left = min(at.x() + 8, self._area().right() - letters.width(words))
        letters.draw(painter, QRectF(left, at.y() - 2, letters.width(words), letters.height), words)

    def _draw_handle(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(QPen(self.colours.surface, 2))
        painter.setBrush(self.colours.slot_b)
        painter.drawEllipse(at, 8, 8)
        painter.setPen(QPen(self.colours.slot_b, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 11, 11)

    # -- mouse and keys -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.spots:
            return
        at = event.position()
        held = self.place_of(*self.handle) if self.handle is not None else None
        apart = at - held if held is not None else None
        if apart is None or (apart.x() ** 2 + apart.y() ** 2) ** 0.5 > 14:
            spot = self._spot_at(at)
            if spot >= 0:
                self.named.emit(self.spots[spot].name)
                return
            self.moved.emit(*self._values(at))
        self._dragging = True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self.moved.emit(*self._values(event.position()))
            return
        hover = self._spot_at(event.position())
        if hover != self._hover:
            self._hover = hover
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            self.released.emit()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover = -1
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.handle is None:
            super().keyPressEvent(event)
            return
        x = self.handle[0] + step[0] * _STEP * self._box.width()
        y = self.handle[1] + step[1] * _STEP * self._box.height()
        self.moved.emit(
            min(self._box.right(), max(self._box.left(), x)), min(self._box.bottom(), max(self._box.top(), y))
        )
        self.released.emit()

    def sizeHint(self) -> QSize:
        return QSize(380, 13 * round(lettering(self.font()).height))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())
