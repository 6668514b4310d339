"""Where the languages lie at a layer, and the vector as an arrow between two of them; a click chooses a target."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.language_vector.contract import LanguagePoint
from app.demos.language_vector.words import name
from app.widgets import theme
from app.widgets.lettering import lettering
from app.widgets.view import View

_RADIUS = 5.0


class LanguagesView(View):
    """`chosen` carries a language's code."""

    chosen = Signal(str)

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__("Map of the languages", parent)
        self._role = role
        self.points: tuple[LanguagePoint, ...] = ()
        self.way = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_points(self, points: Sequence[LanguagePoint], source: str, target: str) -> None:
        """Show the languages' means and the vector from source to target."""
        self.points, self.way = tuple(points), (source, target)
        self.set_stale(False)
        self.speak(f"{name(source)} to {name(target)} among {len(points)} languages")
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(300, self.fontMetrics().height() * 9)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() * 8)

    def placed(self) -> dict[str, QPointF]:
        """Give where each language is drawn; both axes have one scale."""
        if not self.points:
            return {}
        xs, ys = [one.x for one in self.points], [one.y for one in self.points]
        letters = lettering(theme.small_font(self.font()))
        wide = letters.width("Japanese") / 2 + 10
        room = QRectF(self.viewport().rect()).adjusted(wide, letters.height + 10, -wide, -10)
        scale = min(room.width() / max(max(xs) - min(xs), 1e-9), room.height() / max(max(ys) - min(ys), 1e-9))
        middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
        centre = room.center()
        return {
            one.code: centre + QPointF((one.x - middle[0]) * scale, -(one.y - middle[1]) * scale)
            for one in self.points
        }

    def draw(self, painter: QPainter) -> None:
        placed, now = self.placed(), self.colours
        source, target = self.way
        if source in placed:
            for code, point in placed.items():
                if code not in self.way:
                    _arrow(painter, placed[source], point, now.border, 1.0)
        if source in placed and target in placed:
            _arrow(painter, placed[source], placed[target], QColor(getattr(now, self._role)), 2.4)
        letters = lettering(theme.small_font(self.font()))
        painter.setFont(letters.font)
        taken = [QRectF(one.x() - 4, one.y() - 4, 8, 8) for one in placed.values()]
        for code in sorted(placed, key=lambda one: one not in self.way):
            point, named = placed[code], code in self.way
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(getattr(now, self._role)) if named else now.field)
            painter.drawEllipse(point, _RADIUS, _RADIUS)
            painter.setPen(now.text if named else now.muted)
            letters.draw(painter, _free(taken, point, letters.width(name(code)), letters.height), name(code))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        code = self._under(event.position())
        shape = Qt.CursorShape.PointingHandCursor if code else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.setToolTip(f"Turn the words into {name(code)}" if code else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        code = self._under(event.position())
        if code and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        codes = [one.code for one in self.points if one.code != self.way[0]]
        if step is None or self.way[1] not in codes:
            super().keyPressEvent(event)
            return
        self.chosen.emit(codes[(codes.index(self.way[1]) + step) % len(codes)])

    def _under(self, at: QPointF) -> str:
        for code, point in self.placed().items():
            if math.hypot(point.x() - at.x(), point.y() - at.y()) < 3 * _RADIUS and code not in self.way:
                return code
        return ""


def _free(taken: list[QRectF], point: QPointF, wide: float, high: float) -> QRectF:
    """Give room for a label beside a point where no other label is: above, below, right or left of it."""
    ways = (
        (-wide / 2, -high - _RADIUS - 1), (-wide / 2, _RADIUS + 1), (_RADIUS + 4, -high / 2),
        (-wide - _RADIUS - 4, -high / 2), (_RADIUS + 2, -high - 2), (_RADIUS + 2, 2), (-wide - _RADIUS, 2),
        (-wide - _RADIUS, -high - 2),
    )  # fmt: skip
    rooms = [QRectF(point.x() + x, point.y() + y, wide, high) for x, y in ways]
    found = next((room for room in rooms if not any(room.intersects(one) for one in taken)), rooms[0])
    taken.append(found)
    return found


def _arrow(painter: QPainter, begin: QPointF, end: QPointF, ink: QColor, width: float) -> None:
    way = end - begin
    length = math.hypot(way.x(), way.y())
    if length < 4 * _RADIUS:
        return
    along = way / length
    tip = end - along * (_RADIUS + 2)
    across = QPointF(-along.y(), along.x())
    base = tip - along * (5 + 2 * width)
    painter.setPen(QPen(ink, width))
    painter.drawLine(begin + along * (_RADIUS + 1), base)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([tip, base + across * (2 + width), base - across * (2 + width)]))
