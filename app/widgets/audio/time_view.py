"""A view along time: a playhead, and mouse and keys that go through a sound and come closer to it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.widgets.audio.playback import Playback
from app.widgets.view import View

_LEAST_SECONDS = 0.1
_DRAGGED = 4  # px before a press counts as a pan


class TimeView(View):
    """Click: go there. Wheel, + and -: zoom. Drag: move along. Left and Right: go. 0: the whole. Space: play.

    Subclasses say in `area` where time runs and in `seconds` how long it is. `sought(seconds)` tells where the
    user went.
    """

    sought = Signal(float)
    ranged = Signal(float, float)  # another stretch of time is seen: begin and end in seconds

    def __init__(self, name: str, playback: Playback | None = None, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.playback = playback
        self.seen = (0.0, 0.0)  # seconds
        self.position = 0.0
        self.hover: QPointF | None = None
        self._pressed: tuple[QPointF, float] | None = None
        self._panned = False
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if playback is not None:
            playback.positionChanged.connect(self.set_position)

    @property
    def seconds(self) -> float:
        """How long what is shown is."""
        raise NotImplementedError

    def area(self) -> QRectF:
        """Where in the viewport time runs from left to right."""
        raise NotImplementedError

    def text(self) -> str:
        """What Ctrl+C copies."""
        raise NotImplementedError

    def pressed_at(self, position: QPointF) -> None:
        """A click, before the playhead goes there."""

    def range_changed(self) -> None:
        """Another stretch of time is seen, or in another size."""

    def set_range(self, begin: float, end: float) -> None:
        """Show a stretch of time, within the sound and not shorter than a tenth of a second."""
        wide = min(max(end - begin, _LEAST_SECONDS), self.seconds)
        begin = min(max(0.0, begin), self.seconds - wide)
        if (begin, begin + wide) != self.seen:
            self.seen = (begin, begin + wide)
            self.range_changed()
            self.viewport().update()
            self.ranged.emit(*self.seen)

    @Slot(float)
    def set_position(self, seconds: float) -> None:
        """Move the playhead; while it runs out of what is seen, the view goes along."""
        self.position = seconds
        begin, end = self.seen
        if self.playback is not None and self.playback.playing and not begin <= seconds <= end:
            self.set_range(seconds, seconds + end - begin)
        self.viewport().update()

    def time_at(self, x: float) -> float:
        """Give the seconds at a place of the viewport."""
        area = self.area()
        share = (x - area.left()) / max(1.0, area.width())
        return self.seen[0] + share * (self.seen[1] - self.seen[0])

    def x_of(self, seconds: float) -> float:
        """Give the place of a time in the viewport."""
        area = self.area()
        wide = max(1e-9, self.seen[1] - self.seen[0])
        return area.left() + (seconds - self.seen[0]) / wide * area.width()

    # -- mouse and keys -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.range_changed()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.seconds:
            self._pressed, self._panned = (event.position(), self.seen[0]), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hover = event.position()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            start, begin = self._pressed
            moved = event.position().x() - start.x()
            self._panned = self._panned or abs(moved) > _DRAGGED
            if self._panned:
                wide = self.seen[1] - self.seen[0]
                begin -= moved / max(1.0, self.area().width()) * wide
                self.set_range(begin, begin + wide)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and event.button() == Qt.MouseButton.LeftButton and not self._panned:
            self.pressed_at(event.position())
            self._go(min(max(0.0, self.time_at(event.position().x())), self.seconds))
        self._pressed = None

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self.hover = None
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        down, across = event.angleDelta().y(), event.angleDelta().x()
        if not self.seconds:
            event.ignore()
        elif abs(across) > abs(down):
            step = -across / 120 * 0.1 * (self.seen[1] - self.seen[0])
            self.set_range(self.seen[0] + step, self.seen[1] + step)
        else:
            self.zoom(0.8 ** (down / 120), self.time_at(event.position().x()))

    def zoom(self, factor: float, around: float) -> None:
        """Show `factor` times as much time; the moment `around` stays where it is."""
        begin, end = self.seen
        wide = min(self.seconds, max(_LEAST_SECONDS, (end - begin) * factor))
        share = (around - begin) / max(1e-9, end - begin)
        self.set_range(around - share * wide, around + (1.0 - share) * wide)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, middle = event.key(), (self.seen[0] + self.seen[1]) / 2
        steps = {Qt.Key.Key_Left: -0.1, Qt.Key.Key_Right: 0.1}
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif key in steps:
            self._go(min(max(0.0, self.position + steps[Qt.Key(key)]), self.seconds))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(0.8, middle)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1.25, middle)
        elif key == Qt.Key.Key_0:
            self.set_range(0.0, self.seconds)
        elif key == Qt.Key.Key_Home:
            self._go(0.0)
        elif key == Qt.Key.Key_Space and self.playback is not None:
            self.playback.toggle()
        else:
            super().keyPressEvent(event)

    def _go(self, seconds: float) -> None:
        if self.playback is not None:
            self.playback.seek(seconds)
        self.set_position(seconds)
        self.sought.emit(seconds)
