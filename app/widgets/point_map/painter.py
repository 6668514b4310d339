"""Paints a cloud of points: density first, single points when near, and says how many of how many."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from app.widgets import theme
from app.widgets.point_map import marks, words
from app.widgets.point_map.camera import Camera
from app.widgets.point_map.cloud import Cloud, Part
from app.widgets.point_map.density import Sweep, Tiles
from app.widgets.point_map.dyes import Dyes, dyes_of
from app.widgets.point_map.index import Index
from app.widgets.point_map.scan import Scan
from app.widgets.scales import ScaleName

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

#: So many points in view are marks with shapes; so many are dots; more are density.
MARKS, DOTS = 3_000, 30_000
_LINKS = 3_000  # lines that are drawn in one frame
_EDGE = 8.0  # px around the view: a point beyond it may still show its rim


@dataclass
class Chosen:
    """What is lifted out of the crowd, by row."""

    selected: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    current: int = -1
    hover: int = -1


@dataclass
class Layer:
    """A density picture that is kept: of all points, or of the selected ones above them."""

    tiles: Tiles | None = None
    sweep: Sweep | None = None

    def tiles_of(self, index: Index, ink: NDArray[np.uint8], dyes: Dyes) -> Tiles:
        """Give the tiles of an index in these colours."""
        if self.tiles is None or self.tiles.index is not index or self.tiles.dyes is not dyes:
            self.tiles = Tiles(index, ink, dyes)
        return self.tiles

    def sweep_of(self, ink: NDArray[np.uint8], dyes: Dyes) -> Sweep:
        """Give the picture of moving points in these colours."""
        if self.sweep is None or self.sweep.dyes is not dyes:
            self.sweep = Sweep(ink, dyes)
        return self.sweep


@dataclass
class Lifted:
    """The selected rows that are shown, of every row whether it is one, and what they are drawn with when many."""

    key: tuple[object, ...]
    rows: Rows
    mask: NDArray[np.bool_]
    layer: Layer = field(default_factory=Layer)
    ground: Index | Scan | None = None
    _whole: Index | Scan | None = None

    def ground_on(self, whole: Index | Scan) -> Index | Scan:
        """Give their part of the ground."""
        if self.ground is None or self._whole is not whole:
            self._whole, self.ground = whole, whole.subset(self.mask)
        return self.ground


class MapPainter:
    """Paints one cloud; pictures are kept until the cloud, the hidden groups or the theme change."""

    def __init__(self, cloud: Cloud, scale: ScaleName) -> None:
        self.cloud, self.scale = cloud, scale
        self.labels = words.Labels()
        self.caption = ""
        self.whole = True  # False: some tiles are coarser than they will be
        self.drawn_links = 0
        self._dyes: Dyes | None = None
        self._dark: bool | None = None
        self._crowd = Layer()
        self._lifted: Lifted | None = None

    def prepare(self, camera: Camera, ratio: float) -> None:
        """Make the coarse pictures ahead; may run beside the window's thread."""
        self._crowd = self.layer_of(self.cloud.part, camera, ratio)

    def layer_of(self, part: Part, camera: Camera, ratio: float) -> Layer:
        """Give the density pictures of a part of the cloud, the coarse ones made; may run beside."""
        layer = Layer()
        if isinstance(part.ground, Index) and len(part.ground) > DOTS:
            layer.tiles_of(part.ground, self.cloud.ink, self.dyes).warm(camera, ratio)
        return layer

    def use(self, layer: Layer) -> None:
        """Draw the crowd with this layer's pictures."""
        self._crowd = layer

    @property
    def dyes(self) -> Dyes:
        """The colours of the theme in use."""
        dark = theme.palette().dark
        if self._dyes is None or self._dark != dark:
            self._dyes, self._dark = dyes_of(self.cloud, self.scale), dark
        return self._dyes

    def draw(self, painter: QPainter, camera: Camera, font: QFont, chosen: Chosen) -> None:
        """Paint all but the bubble, and set `caption`."""
        cloud = self.cloud
        ground = cloud.ground(camera)
        area = QRectF(0, 0, camera.width, camera.height)
        count = ground.count_in(camera.box)
        lifted = self._selection(chosen, camera, painter.device().devicePixelRatioF())
        selected = lifted.rows
        self.whole = True
        notes = self._draw_links(painter, camera)
        if count > DOTS:
            painter.save()
            if len(selected):
                painter.setOpacity(painter.opacity() * 0.4)
            self._draw_density(painter, camera, self._crowd, ground)
            painter.restore()
            if len(selected) > MARKS:
                self._draw_density(painter, camera, lifted.layer, lifted.ground_on(ground))
            else:
                self._draw_rows(painter, camera, selected, np.zeros(len(selected), bool), 0)
            self.labels.placed = {}
            self.caption = _caption(cloud, 0, count, True, notes)
        else:
            wide = _EDGE / camera.scale
            left, bottom, right, top = camera.box
            here = ground.places_in((left - wide, bottom - wide, right + wide, top + wide))
            rows = np.sort(ground.rows[here])
            if cloud.space:
                rows = rows[np.argsort(cloud.depth(rows, camera), kind="stable")]
            faded = ~lifted.mask[rows] if len(selected) else np.zeros(len(rows), bool)
            radius = mark_radius(len(rows))
            self._draw_rows(painter, camera, rows[faded], faded[faded], len(rows))
            self._draw_rows(painter, camera, rows[~faded], faded[~faded], 0 if len(selected) else len(rows))
            corner = words.caption_box(font, "0,000,000 of 0,000,000 points", camera.height)
            first = [chosen.current, chosen.hover, *selected[:200].tolist()]
            ranked = rows[::-1] if cloud.space else rows  # the nearest come first, or the first
            places = camera.to_screen(cloud.flat(ranked, camera))
            self.labels.arrange(cloud, ranked, places, first, area, radius, font, [corner])
            if 0 < len(self.labels.placed) < count:
                notes.append(f"{len(self.labels.placed):,} of {count:,} labels have room")
            strong = frozenset(first)
            self.labels.draw(painter, cloud, font, strong, bool(len(selected)))
            self.caption = _caption(cloud, count, count, False, notes)
        self._draw_rings(painter, camera, chosen)
        if cloud.space:
            _draw_axes(painter, camera, font)
        words.draw_caption(painter, font, self.caption, camera.width, camera.height)

    def lift(self, selected: Rows, camera: Camera, ratio: float) -> Lifted:
        """Give the selected rows that are shown as a layer of their own; may be made beside."""
        cloud = self.cloud
        rows = cloud.shown(selected)
        mask = np.zeros(len(cloud) if len(rows) else 0, bool)
        mask[rows] = True
        lifted = Lifted((selected, cloud.hidden, cloud.placed), rows, mask)
        if len(rows) > MARKS:
            lifted.ground_on(cloud.ground(camera))
            lifted.layer = self.layer_of(Part(lifted.ground), camera, ratio)
        return lifted

    def use_lifted(self, lifted: Lifted) -> None:
        """Draw these rows above the crowd."""
        self._lifted = lifted

    def _selection(self, chosen: Chosen, camera: Camera, ratio: float) -> Lifted:
        key = (chosen.selected, self.cloud.hidden, self.cloud.placed)
        known = self._lifted
        if known is None or any(one is not other for one, other in zip(known.key, key, strict=True)):
            known = self._lifted = self.lift(chosen.selected, camera, ratio)
        return known

    def _draw_density(self, painter: QPainter, camera: Camera, layer: Layer, ground: Index | Scan) -> None:
        ratio = painter.device().devicePixelRatioF()
        if isinstance(ground, Index):
            self.whole = (
                layer.tiles_of(ground, self.cloud.ink, self.dyes).draw(painter, camera, ratio) and self.whole
            )
        else:
            layer.sweep_of(self.cloud.ink, self.dyes).draw(painter, ground, camera, ratio)

    def _draw_rows(
        self, painter: QPainter, camera: Camera, rows: Rows, faded: NDArray[np.bool_], crowd: int
    ) -> None:
        """Paint rows as single points: the more in the `crowd`, the smaller; 0 is for what is lifted out of it."""
        cloud = self.cloud
        if not len(rows):
            return
        places = camera.to_screen(cloud.flat(rows, camera))
        radius = mark_radius(max(crowd, len(rows)))
        colour = self.dyes.table[cloud.ink[rows]]
        depths = cloud.depth(rows, camera)
        if max(crowd, len(rows)) > MARKS:
            colour = marks.paled(colour, depths)
            if faded.any():
                colour[faded] = marks.paled(colour[faded], np.zeros(int(faded.sum())))
            marks.draw_dots(painter, places, colour, camera.width, camera.height)
        else:
            fine = colour.astype(np.uint32)
            fills = fine[:, 0] << np.uint32(16) | fine[:, 1] << np.uint32(8) | fine[:, 2]
            marks.draw_marks(painter, places, fills, cloud.shape[rows], depths, faded, radius)

    def _draw_links(self, painter: QPainter, camera: Camera) -> list[str]:
        cloud = self.cloud
        if not len(cloud.links):
            return []
        kept = cloud.part.keep
        pairs = cloud.links if kept is None else cloud.links[kept[cloud.links].all(1)]
        one = camera.to_screen(cloud.flat(pairs[:, 0], camera))
        other = camera.to_screen(cloud.flat(pairs[:, 1], camera))
        low, high = np.minimum(one, other), np.maximum(one, other)
        seen = (high >= 0).all(1) & (low[:, 0] <= camera.width) & (low[:, 1] <= camera.height)
        ends = np.concatenate([one, other], 1)[seen]
        self.drawn_links = min(_LINKS, len(ends))
        ink = QColor(theme.palette().muted)
        ink.setAlphaF(0.5 if len(ends) < 300 else 0.25)
        painter.setPen(QPen(ink, 1.2))
        painter.drawLines([QLineF(*line) for line in ends[:_LINKS].tolist()])
        if self.drawn_links < len(ends):
            return [f"{self.drawn_links:,} of {len(ends):,} links"]
        return []

    def _draw_rings(self, painter: QPainter, camera: Camera, chosen: Chosen) -> None:
        colours, cloud = theme.palette(), self.cloud
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row, ink, wide in ((chosen.current, colours.focus, 2.2), (chosen.hover, colours.text, 1.6)):
            if not cloud.shows(row):
                continue
            at = camera.to_screen(cloud.flat(np.array([row]), camera))[0]
            painter.setPen(QPen(colours.surface, wide + 2))
            painter.drawEllipse(QPointF(*at), words.RING, words.RING)
            painter.setPen(QPen(ink, wide))
            painter.drawEllipse(QPointF(*at), words.RING, words.RING)


def mark_radius(count: int) -> float:
    """Give the radius in px of so many marks: few may be large."""
    return 5.5 if count <= 60 else 4.5 if count <= 400 else 3.5 if count <= 1_500 else 2.8


def _caption(cloud: Cloud, drawn: int, count: int, density: bool, notes: list[str]) -> str:
    plural = "point" if count == 1 else "points"
    parts = [f"shown as density: {count:,} {plural}" if density else f"{drawn:,} of {count:,} {plural}"]
    shown = len(cloud.placed)
    if cloud.hidden:
        parts.append(f"{cloud.part.left_out:,} hidden")
        shown -= cloud.part.left_out
    if count < shown:
        parts[0] += f" in view, {shown:,} in all"
    if cloud.lost:
        parts.append(f"{cloud.lost:,} without a place")
    return " · ".join([*parts, *notes])


def _draw_axes(painter: QPainter, camera: Camera, font: QFont) -> None:
    """Draw which way x, y and z point, in the corner."""
    letters, colours = words.label_letters(font), theme.palette()
    painter.setFont(letters.font)
    middle = QPointF(camera.width - 36, camera.height - 36)
    for axis in np.argsort(camera.turn[2]).tolist():
        across, up = camera.turn[0, axis] * 22, camera.turn[1, axis] * 22
        tip = middle + QPointF(across, -up)
        painter.setPen(QPen(colours.muted if camera.turn[2, axis] > 0 else colours.disabled, 1.6))
        painter.drawLine(middle, tip)
        box = QRectF(0, 0, 14, 14)
        box.moveCenter(middle + QPointF(across, -up) * 1.0 + QPointF(across, -up) * 0.35)
        letters.draw(painter, box, "xyz"[axis], Qt.AlignmentFlag.AlignHCenter)
