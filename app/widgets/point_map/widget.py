"""The point map in the hand: mouse, wheel, lasso and keys."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.widgets.point_map.lasso import Lasso
from app.widgets.point_map.surface import MapSurface

Drag = Literal["", "press", "pan", "turn", "lasso"]

_STEP = 1.25  # a zoom step of a key, or of a notch of the wheel
_NOTCH = 120.0
_MOST_COPIED = 20_000
_WALK_PX = 24.0  # how far the arrow keys look first


class PointMap(MapSurface):
    """A map of points: [n, 2] is panned by dragging, [n, 3] is turned (Ctrl+drag pans).

    The wheel and +/− zoom, Shift+drag draws a lasso, double click or Home shows all. Arrow keys walk to the nearest
    point in their direction, Enter chooses it, Ctrl+C copies the selected rows, or those in view.
    """

    chosen = Signal(int)  # a point was clicked, or Enter pressed on it: its row
    hovered = Signal(int)  # the row under the pointer, or -1
    lassoed = Signal(object)  # rows (int64 array) within the lasso; empty when it was cleared

    def __init__(self, name: str = "Point map", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._drag: Drag = ""
        self._pressed = self._last = QPointF()
        self._pans = False

    # -- mouse ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        middle = event.button() == Qt.MouseButton.MiddleButton
        if self.cloud is None or not (middle or event.button() == Qt.MouseButton.LeftButton):
            return
        self._pressed = self._last = event.position()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self._pans = middle or control or not self.cloud.space
        self._drag = "press"
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not middle:
            self._drag = "lasso"
            self.lasso_line = [event.position()]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        moved = at - self._last
        if self._drag == "press":
            far = (at - self._pressed).manhattanLength()
            if far < QApplication.startDragDistance():
                return
            self._drag = "pan" if self._pans else "turn"
            self._hover(-1)
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._drag == "pan":
            self.look(self.camera.panned(moved.x(), moved.y()))
        elif self._drag == "turn":
            home = self.at_home  # turning leaves everything in view
            self.look(self.camera.turned(moved.x(), moved.y()))
            self.at_home = home
        elif self._drag == "lasso":
            if (at - self.lasso_line[-1]).manhattanLength() >= 3:
                self.lasso_line.append(at)
                self.viewport().update()
        else:
            self._hover(self.row_at(at))
        self._last = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, ""
        self.viewport().unsetCursor()
        if drag == "lasso":
            self._close_lasso()
        elif drag == "press" and event.button() == Qt.MouseButton.LeftButton:
            row = self.row_at(event.position())
            if row >= 0:
                self.set_current(row)
                self.chosen.emit(row)
            elif len(self.chosen_rows.selected):
                self._select(np.empty(0, np.int64))
        self._hover(self.row_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_view()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover(-1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _NOTCH
        if notches and self.cloud is not None:
            at = event.position()
            self.look(self.camera.zoomed(_STEP**notches, at.x(), at.y()))
            self._hover(self.row_at(at))
        event.accept()

    def _hover(self, row: int) -> None:
        if row != self.chosen_rows.hover:
            self.chosen_rows.hover = row
            self.viewport().update()
            self.hovered.emit(row)

    def _close_lasso(self) -> None:
        line, self.lasso_line = self.lasso_line, []
        self.viewport().update()
        cloud, camera = self.cloud, self.camera
        if cloud is None or len(line) < 3:
            return
        corners = np.array([camera.to_plane(point.x(), point.y()) for point in line])
        ground = cloud.ground(camera)

        def work() -> Callable[[], None]:
            lasso = Lasso(corners)
            here = ground.places_in((*lasso.low.tolist(), *lasso.high.tolist()))
            inside = lasso.inside(ground.x[here].astype(np.float64), ground.y[here].astype(np.float64))
            found = np.zeros(len(cloud), bool)
            found[ground.rows[here[inside]]] = True
            rows = np.flatnonzero(found)
            return lambda: self._select(rows)

        self.run_errand(work)

    def _select(self, rows: NDArray[np.int64]) -> None:
        self.set_selected(rows)
        self.speak(f"{len(rows):,} points selected")
        self.lassoed.emit(rows)

    # -- keys -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        ways = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
        }  # fmt: skip
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif self.cloud is None:
            super().keyPressEvent(event)
        elif key in ways:
            self._walk_to(self.next_row(*ways[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.cloud.shows(self.chosen_rows.current):
            self.chosen.emit(self.chosen_rows.current)
        elif key == Qt.Key.Key_Home:
            self.reset_view()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._zoom(1 / _STEP if key == Qt.Key.Key_Minus else _STEP)
        elif key == Qt.Key.Key_Escape and (self.lasso_line or len(self.chosen_rows.selected)):
            self._drag, self.lasso_line = "", []
            self._select(np.empty(0, np.int64))
        else:
            super().keyPressEvent(event)

    def next_row(self, across: int, up: int) -> int:
        """Give the row nearest to the current one within the quarter of the plane in a direction, -1 for none.

        Without a current row it is the one nearest to the middle of the view.
        """
        cloud, camera = self.cloud, self.camera
        if cloud is None or not len(cloud):
            return -1
        current = self.chosen_rows.current
        ground = cloud.ground(camera)
        begins = not cloud.shows(current)
        x, y = (camera.x, camera.y) if begins else cloud.flat(np.array([current]), camera)[0].tolist()
        left, bottom, right, top = cloud.bounds
        farthest = math.hypot(right - left, top - bottom) + math.hypot(x - left, y - bottom)
        reach = _WALK_PX / camera.scale
        while True:
            here = ground.places_in((x - reach, y - reach, x + reach, y + reach))
            right_of = ground.x[here].astype(np.float64) - x
            above = ground.y[here].astype(np.float64) - y
            far = np.hypot(right_of, above)
            along = right_of * across + above * up
            aside = np.abs(right_of * up + above * across)
            fits = far <= reach if begins else (along > 0) & (aside <= along) & (far <= reach)
            if fits.any():
                best = np.flatnonzero(fits)[np.argmin(far[fits])]
                return int(ground.rows[here[best]])
            if reach > farthest:
                return -1
            reach *= 2

    def _walk_to(self, row: int) -> None:
        if row >= 0:
            self.set_current(row)

    def _zoom(self, factor: float) -> None:
        x, y = self.camera.width / 2, self.camera.height / 2
        if self.cloud is not None and self.cloud.shows(self.chosen_rows.current):
            at = self.place_of(self.chosen_rows.current)
            x, y = at if self.camera.shows(*at) else (x, y)
        self.look(self.camera.zoomed(factor, x, y))

    def _copy(self) -> None:
        """Copy the selected rows, or those in view; what is too much for a clipboard is told."""
        cloud, camera = self.cloud, self.camera
        if cloud is None:
            return
        selected, ground = self.chosen_rows.selected, cloud.ground(camera)

        def work() -> Callable[[], None]:
            rows = cloud.shown(selected)
            if not len(rows):
                rows = np.sort(ground.rows[ground.places_in(camera.box)])
            copied = rows[:_MOST_COPIED]
            text = cloud.table(copied)
            note = f"{len(copied):,} rows copied"
            if len(copied) < len(rows):
                note = (
                    f"The first {len(copied):,} of {len(rows):,} rows copied; zoom in or draw a lasso for fewer, "
                    "or export all"
                )

            def apply() -> None:
                QGuiApplication.clipboard().setText(text)
                self.note = note
                self.speak(note)

            return apply

        self.run_errand(work)
