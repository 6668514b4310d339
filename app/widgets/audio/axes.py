"""The axes of spectrograms: frequency on the left, pitch on the right, time below."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.core.spectra import row_of
from app.widgets import theme
from app.widgets.audio.pictures import HIGHEST, ROWS
from app.widgets.lettering import Lettering

_HERTZ = (250, 500, 1000, 2000, 4000, 8000)
_PITCH = (100, 200, 400)
_PITCH_LOW, _PITCH_HIGH = 60.0, 650.0
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0)


def pitch_y(hertz: float, place: QRectF) -> float:
    """Where a pitch stands in a row's rectangle: logarithmic, 60 to 650 hertz."""
    share = math.log(hertz / _PITCH_LOW) / math.log(_PITCH_HIGH / _PITCH_LOW)
    return place.bottom() - min(1.0, max(0.0, share)) * place.height()


def draw_hertz(painter: QPainter, letters: Lettering, place: QRectF) -> None:
    """Ticks to the left of a row, as many as there is room for."""
    colours, last = theme.palette(), math.inf
    for hertz in _HERTZ:
        y = place.bottom() - (row_of(hertz, ROWS, HIGHEST) + 0.5) / ROWS * place.height()
        y = max(y, place.top())
        if last - y < letters.height:
            continue
        last = y
        painter.setPen(QPen(colours.faint, 1))
        painter.drawLine(QPointF(place.left() - 4, y), QPointF(place.left(), y))
        box = QRectF(0, y - letters.height / 2, place.left() - 6, letters.height)
        letters.draw(painter, box, f"{hertz / 1000:g}k", Qt.AlignmentFlag.AlignRight)


def draw_pitch(painter: QPainter, letters: Lettering, place: QRectF, line: list[list[QPointF]]) -> None:
    """A pitch contour over its row with a rim that sets it off, and its own axis at the right."""
    colours = theme.palette()
    path = QPainterPath()
    for stretch in line:
        path.moveTo(stretch[0])
        for point in stretch[1:]:
            path.lineTo(point)
        if len(stretch) == 1:
            path.lineTo(stretch[0] + QPointF(1.0, 0.0))
    painter.save()
    painter.setClipRect(place)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rim = QColor(colours.window)
    rim.setAlphaF(0.8)
    for ink, width in ((rim, 4.0), (colours.slot_b, 2.0)):
        pen = QPen(ink, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(path)
    painter.restore()
    last = math.inf
    for hertz in _PITCH:
        y = pitch_y(hertz, place)
        if last - y < letters.height:
            continue
        last = y
        painter.setPen(QPen(colours.slot_b, 1))
        painter.drawLine(QPointF(place.right(), y), QPointF(place.right() + 4, y))
        box = QRectF(place.right() + 7, y - letters.height / 2, 60, letters.height)
        letters.draw(painter, box, f"{hertz} Hz")


def draw_seconds(painter: QPainter, letters: Lettering, area: QRectF, seen: tuple[float, float]) -> None:
    """Ticks below all rows, at round times that are far enough apart to be read."""
    colours, wide = theme.palette(), max(1e-9, seen[1] - seen[0])
    room = letters.width("00.00 s") + 14
    step = next((one for one in _STEPS if one / wide * area.width() >= room), 600.0)
    tick = math.ceil(seen[0] / step - 1e-9)
    while tick * step <= seen[1] + 1e-9:
        x = area.left() + (tick * step - seen[0]) / wide * area.width()
        painter.setPen(QPen(colours.faint, 1))
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 4))
        text = f"{tick * step:.{2 if step < 0.1 else 1 if step < 1 else 0}f} s"
        box = QRectF(x - 40, area.bottom() + 4, 80, letters.height)
        right = area.right() + 8 - letters.width(text)
        if x + letters.width(text) / 2 > area.right() + 8:
            box = QRectF(right, box.top(), letters.width(text), letters.height)
        letters.draw(painter, box, text, Qt.AlignmentFlag.AlignHCenter)
        tick += 1
