"""What a point map shows and how it is laid out; the hand that moves it is in widget.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEasingCurve, QPointF, QRectF, QSize, Qt, QTimer, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.lettering import lettering
from app.widgets.point_map.background import Background
from app.widgets.point_map.camera import Camera
from app.widgets.point_map.cloud import Cloud
from app.widgets.point_map.legend import MapLegend
from app.widgets.point_map.painter import MARKS, Chosen, MapPainter
from app.widgets.point_map.words import draw_bubble
from app.widgets.scales import ScaleName
from app.widgets.view import View

#: More points than these are sorted beside the window's thread, and are not animated.
_MANY, _MOST_MOVED = 30_000, 20_000
_Arrival = tuple[MapPainter, bool, Chosen]

_MARGIN, _SPACE_MARGIN = 40.0, 18.0


class MapSurface(View):
    """The points, the camera, the legend."""

    arranged = Signal()  # the points given last are on the map

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.cloud: Cloud | None = None
        self.camera = Camera()
        self.chosen_rows = Chosen()
        self.at_home = True  # the whole is in view, and stays so when the size changes
        self.lasso_line: list[QPointF] = []
        self.note = ""  # said in the corner until the next move
        self.legend_shown = True  # one legend may serve several maps
        self.legend = MapLegend(self)
        self.legend.hidden_changed.connect(self.hide_groups)
        self._picture: MapPainter | None = None
        self._waiting = 0
        self._background = Background(self, superseding=True)
        self._background.done.connect(self._arrive)
        self._errands = Background(self, superseding=False)
        self._errands.done.connect(self._finish)
        self._walk = QVariantAnimation(self)
        self._walk.setStartValue(0.0)
        self._walk.setEndValue(1.0)
        self._walk.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._walk.valueChanged.connect(self._step)
        self._path: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None

    # -- what is shown --------------------------------------------------------------------------------------

    def show_points(
        self,
        points: NDArray[np.float32],
        *,
        labels: Sequence[str] | None = None,
        groups: Sequence[int] | NDArray[Any] | None = None,
        group_names: Sequence[str] = (),
        values: NDArray[Any] | None = None,
        scale: ScaleName = "probability",
        links: Sequence[tuple[int, int]] | NDArray[Any] = (),
        keep_view: bool = False,
    ) -> None:
        """Show points [n, 2] or [n, 3].

        `groups` [n] colour them (-1: no group), or `values` [n] do, from their least to their greatest ("difference"
        has nought in the middle); `links` are lines between rows. `keep_view` leaves the camera where it is.
        Many points are sorted beside the window's thread first: `arranged` tells when they are on the map.
        Raises ValueError where the lengths do not fit.
        """
        cloud = Cloud(points, labels, groups, group_names, values, links, centred=scale == "difference")
        self._show(cloud, scale, keep_view, Chosen())

    def _show(self, cloud: Cloud, scale: ScaleName, keep_view: bool, chosen: Chosen) -> None:
        self._end_walk()
        self._errands.drop()  # they were for other points
        camera, ratio = self.camera, self.devicePixelRatioF()

        def work() -> _Arrival:
            picture = MapPainter(cloud.prepare(), scale)
            picture.prepare(camera.fitted(cloud.bounds, _margin(cloud)), ratio)
            return picture, keep_view, chosen

        self._waiting = len(cloud)
        if len(cloud) > _MANY:
            self._background.start(work)
            self.viewport().update()
        else:
            self._background.drop()
            self._arrive(work())

    @Slot(object)
    def _arrive(self, answer: _Arrival) -> None:
        before = self.cloud
        self._picture, keep_view, self.chosen_rows = answer
        self.cloud = self._picture.cloud
        self._waiting, self.note = 0, ""
        self.legend.show_cloud(self.cloud if self.legend_shown else None, self._picture.scale)
        self._lay_legend()
        if not keep_view or before is None or before.space != self.cloud.space:
            self.reset_view()
        elif self.at_home:
            self._go_home()
        self.set_stale(False)
        self.speak(self.describe())
        self.viewport().update()
        self.arranged.emit()

    def animate_to(self, points: NDArray[np.float32], seconds: float = 0.35) -> None:
        """Let the same rows move to new places; more than 20,000 are there at once.

        Raises ValueError where the shape differs from that of the points shown.
        """
        fresh = np.ascontiguousarray(points, np.float32)
        if self.cloud is None or self._picture is None or fresh.shape != self.cloud.points.shape:
            shape = None if self.cloud is None else self.cloud.points.shape
            raise ValueError(f"points of shape {fresh.shape} do not go on from {shape}")
        self._end_walk()
        cloud = self.cloud
        if len(cloud) > _MOST_MOVED:
            self._show(cloud.moved(fresh), self._picture.scale, True, self.chosen_rows)
            return
        self._path = cloud.points, fresh
        if seconds <= 0 or not self.isVisible():
            self._end_walk()
            return
        self._walk.setDuration(max(1, round(seconds * 1000)))
        self._walk.start()

    @Slot(object)
    def _step(self, share: float) -> None:
        if self._path is None or self.cloud is None:
            return
        begin, end = self._path
        if share >= 1.0:
            self._path = None
            self.cloud.place(end)
        else:
            self.cloud.place(begin + (end - begin) * np.float32(share), still=False)
        if self.at_home:
            self._go_home()
        self.viewport().update()

    def _end_walk(self) -> None:
        self._walk.stop()
        if self._path is not None:
            self._step(1.0)

    def set_selected(self, rows: Iterable[int]) -> None:
        """Lift rows out, the others fade; none for all alike. Tells nobody.

        Raises IndexError for a row that is not there.
        """
        cloud, picture, camera, ratio = self.cloud, self._picture, self.camera, self.devicePixelRatioF()
        if cloud is None or picture is None:
            return
        mask = np.zeros(len(cloud), bool)
        mask[rows if isinstance(rows, np.ndarray) else np.fromiter(rows, np.int64)] = True
        chosen = np.flatnonzero(mask)

        def work() -> Callable[[], None]:
            lifted = picture.lift(chosen, camera, ratio)

            def apply() -> None:
                self.chosen_rows.selected = chosen
                picture.use_lifted(lifted)

            return apply

        if len(chosen) > MARKS:
            self.run_errand(work)
        else:
            self.chosen_rows.selected = chosen
            self.viewport().update()

    def set_current(self, row: int) -> None:
        """Ring a row and bring it into view; -1 for none. Tells nobody."""
        self.chosen_rows.current = row
        if self.cloud is not None and self.cloud.shows(row):
            x, y = self.place_of(row)
            if not self.camera.shows(x, y, 12.0):
                self.look(self.camera.panned(self.camera.width / 2 - x, self.camera.height / 2 - y))
            self.speak(self._told(row))
        self.viewport().update()

    def reset_view(self) -> None:
        """Show all points again, from the first side."""
        self.camera = Camera(self.camera.width, self.camera.height)
        self.at_home = True
        self._go_home()

    # -- the camera -----------------------------------------------------------------------------------------

    def _go_home(self) -> None:
        if self.cloud is not None:
            self.camera = self.camera.fitted(self.cloud.bounds, _margin(self.cloud))
        self.viewport().update()

    def look(self, camera: Camera) -> None:
        """Look from elsewhere."""
        self.camera, self.at_home, self.note = camera, False, ""
        self.viewport().update()

    def place_of(self, row: int) -> tuple[float, float]:
        """Give where a row is in the viewport, px."""
        assert self.cloud is not None
        x, y = self.camera.to_screen(self.cloud.flat(np.array([row]), self.camera))[0]
        return float(x), float(y)

    def row_at(self, position: QPointF, reach: float = 10.0) -> int:
        """Give the row nearest to a point of the viewport, -1 where none is within `reach` px."""
        if self.cloud is None:
            return -1
        x, y = self.camera.to_plane(position.x(), position.y())
        wide = reach / self.camera.scale
        ground = self.cloud.ground(self.camera)
        here = ground.places_in((x - wide, y - wide, x + wide, y + wide))
        if not len(here):
            return -1
        far = np.hypot(ground.x[here].astype(np.float64) - x, ground.y[here].astype(np.float64) - y)
        best = int(np.argmin(far))
        return int(ground.rows[here[best]]) if far[best] <= wide else -1

    @Slot(object)
    def hide_groups(self, groups: frozenset[int]) -> None:
        """Show the points of all groups but these."""
        cloud, picture, camera = self.cloud, self._picture, self.camera
        if cloud is None or picture is None:
            return
        ratio = self.devicePixelRatioF()

        def work() -> Callable[[], None]:
            part = cloud.parted(groups)
            layer = picture.layer_of(part, camera, ratio)

            def apply() -> None:
                cloud.hide(groups, part)
                picture.use(layer)
                self.speak(self.describe())

            return apply

        self.run_errand(work)

    def run_errand(self, work: Callable[[], Callable[[], None]]) -> None:
        """Do what takes long for many points beside the window's thread; what it gives is then called here."""
        if self.cloud is not None and len(self.cloud) > _MANY:
            self._errands.start(work)
        else:
            self._finish(work())

    @Slot(object)
    def _finish(self, apply: Callable[[], None]) -> None:
        apply()
        self.viewport().update()

    # -- layout ---------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(460, 380)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 150)

    def relayout(self) -> None:
        if hasattr(self, "legend"):  # Qt tells of fonts before __init__ is through
            self._lay_legend()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_legend()
        viewport = self.viewport()
        self.camera = self.camera.resized(viewport.width(), viewport.height())
        if self.at_home:
            self._go_home()

    def _lay_legend(self) -> None:
        height = 0
        if not self.legend.isHidden():
            height = max(0, self.legend.heightForWidth(self.width())) + theme.SPACE
            self.legend.setGeometry(0, 0, self.width(), height)
        if self.viewportMargins().top() != height:
            self.setViewportMargins(0, height, 0, 0)

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        colours = self.colours
        frame = QRectF(self.viewport().rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(colours.focus if self.hasFocus() else colours.border, 1))
        painter.fillRect(
            frame.adjusted(1, 1, -1, -1), colours.surface
        )  # a filled round one costs a millisecond
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 3, 3)
        painter.setClipRect(frame.adjusted(1, 1, -1, -1))
        if self._picture is not None and self.cloud is not None:
            self._picture.draw(painter, self.camera, self.font(), self.chosen_rows)
            if not self._picture.whole:
                QTimer.singleShot(0, self.viewport(), self.viewport().update)
            self._draw_over(painter, self.cloud, frame)
        if self._waiting:
            letters = lettering(self.font())
            words = f"Placing {self._waiting:,} points…"
            box = QRectF(0, 0, letters.width(words) + 24, letters.height + 12)
            box.moveCenter(frame.center())
            painter.fillRect(box, colours.surface)
            painter.setFont(letters.font)
            painter.setPen(colours.muted)
            letters.draw(painter, frame, words, Qt.AlignmentFlag.AlignHCenter)

    def _draw_over(self, painter: QPainter, cloud: Cloud, frame: QRectF) -> None:
        colours, hover = self.colours, self.chosen_rows.hover
        if self.lasso_line:
            ground = QColor(colours.accent)
            ground.setAlphaF(0.12)
            painter.setPen(QPen(colours.accent, 1.4, Qt.PenStyle.DashLine))
            painter.setBrush(ground)
            painter.drawPolygon(QPolygonF(self.lasso_line))
        if cloud.shows(hover) and not self.lasso_line:
            at = QPointF(*self.place_of(hover))
            draw_bubble(painter, self.font(), at, cloud.name(hover), cloud.facts(hover), frame)
        if self.note:
            letters = lettering(theme.small_font(self.font(), 0.9))
            painter.setFont(letters.font)
            painter.setPen(colours.muted)
            area = QRectF(10, 6, frame.width() - 20, letters.height)
            letters.draw(painter, area, letters.elided(self.note, area.width()))

    @property
    def busy(self) -> bool:
        """Whether points are on their way to the map, or a large answer from it."""
        return self._background.busy or self._errands.busy

    @property
    def caption(self) -> str:
        """What is written in the corner: how many points are drawn of how many in view, and how."""
        return self._picture.caption if self._picture is not None else ""

    # -- words ----------------------------------------------------------------------------------------------

    def describe(self) -> str:
        """Say what the map shows, in a sentence for screen readers."""
        cloud = self.cloud
        if cloud is None:
            return "no points"
        kind = "in space" if cloud.space else "on a plane"
        words = f"{len(cloud):,} points {kind}"
        if cloud.sizes:
            shown = [f"{cloud.group_name(group)} {size:,}" for group, size in list(cloud.sizes.items())[:12]]
            words += ": " + ", ".join(shown)
        if cloud.hidden:
            words += "; hidden: " + ", ".join(cloud.group_name(group) for group in sorted(cloud.hidden))
        return words

    def _told(self, row: int) -> str:
        assert self.cloud is not None
        facts = self.cloud.facts(row)
        place = ", ".join(f"{value:.3g}" for value in self.cloud.points[row])
        count = f"{row + 1:,} of {len(self.cloud):,}"
        return ", ".join(part for part in (self.cloud.name(row), facts, f"at {place}", count) if part)


def _margin(cloud: Cloud) -> float:
    """Give the px around everything: labels need some; space leaves its corners empty anyway."""
    return _SPACE_MARGIN if cloud.space else _MARGIN
