"""The points of a map and what is known of each: where it is, its colour and shape, its words. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.core.categories import LIGHT, shape_of
from app.widgets.point_map.camera import Box, Camera
from app.widgets.point_map.index import Index
from app.widgets.point_map.scan import Scan

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

#: The ink of a point that belongs to no group.
NO_GROUP = len(LIGHT)


class Part(NamedTuple):
    """What is shown of a cloud: its ground on a plane; in space the rows, in no order, and their x, y, z."""

    ground: Index | Scan | None
    keep: NDArray[np.bool_] | None = None  # of each row, whether it is shown; None: all are
    rows: Rows = np.empty(0, np.int64)
    axes: Sequence[NDArray[np.float32]] = ()
    left_out: int = 0  # points with a place that are hidden


class Cloud:
    """Points [n, 2] or [n, 3]; what is not finite has no place and is counted in `lost`.

    `ink` [n] is the place in the colour table: a hue of the group, or 0 to 255 of the scale, or 0.
    Raises ValueError where the shapes do not fit.
    """

    def __init__(
        self,
        points: NDArray[np.float32],
        labels: Sequence[str] | None = None,
        groups: Sequence[int] | NDArray[Any] | None = None,
        group_names: Sequence[str] = (),
        values: NDArray[Any] | None = None,
        links: Sequence[tuple[int, int]] | NDArray[Any] = (),
        centred: bool = False,
    ) -> None:
        self.points = np.ascontiguousarray(points, np.float32)
        if self.points.ndim != 2 or self.points.shape[1] not in (2, 3):
            raise ValueError(f"points have the shape [n, 2] or [n, 3], not {self.points.shape}")
        count = len(self.points)
        for name, given in (("labels", labels), ("groups", groups), ("values", values)):
            if given is not None and len(given) != count:
                raise ValueError(f"{len(given)} {name} do not fit {count} points")
        self.labels, self.group_names = labels, tuple(group_names)
        self.space = self.points.shape[1] == 3
        self._given = groups, values
        self.groups: NDArray[np.int64] | None = None
        self.values: NDArray[np.float64] | None = None
        self.links = np.asarray(links, np.int64).reshape(-1, 2)
        if len(self.links) and not (self.links.min() >= 0 and self.links.max() < count):
            raise ValueError("a link names a row that is not there")
        self.centred = centred  # the scale's middle is nought
        self.low, self.high = 0.0, 1.0
        self.sizes: dict[int, int] = {}
        self.hidden: frozenset[int] = frozenset()

    def moved(self, points: NDArray[np.float32]) -> Cloud:
        """Give the same rows at other places; to be prepared."""
        found = Cloud(
            points, self.labels, self.groups, self.group_names, self.values, self.links, self.centred
        )
        found.hidden = self.hidden
        return found

    def prepare(self) -> Cloud:
        """Do what takes time for many points: inks, limits, the index. Gives the cloud itself."""
        self._dye()
        self.place(self.points)
        return self

    def place(self, points: NDArray[np.float32], still: bool = True) -> None:
        """Put the same rows at `points` [n, 2] or [n, 3]; where they move on at once, nothing is sorted."""
        self.points = points
        fine = np.asarray(np.isfinite(points).all(1))
        self.placed = np.flatnonzero(fine)
        self.lost = len(fine) - len(self.placed)
        kept = points if not self.lost else points[self.placed]
        dimensions = points.shape[1]
        low = kept.min(0).astype(np.float64) if len(kept) else np.zeros(dimensions)
        high = kept.max(0).astype(np.float64) if len(kept) else np.zeros(dimensions)
        self.middle = (low + high) / 2
        self.radius = 1.0
        if self.space:
            radius = float(np.sqrt(((kept - self.middle) ** 2).sum(1).max())) if len(kept) else 0.0
            self.radius = radius or 1.0
            self.bounds: Box = (-radius, -radius, radius, radius)
            # In no order, so that what is painted last tells nothing about the order of the rows.
            mixed = np.random.default_rng(0).permutation(len(kept))
            self._axes = [
                np.ascontiguousarray(kept[mixed, axis] - self.middle[axis], np.float32) for axis in range(3)
            ]
            self._mixed = self.placed[mixed]
        else:
            self.bounds = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
            x, y = np.ascontiguousarray(kept[:, 0]), np.ascontiguousarray(kept[:, 1])
            self._whole = Index.build(x, y, self.placed) if still else Scan(x, y, self.placed)
        self.hide(self.hidden)

    def _dye(self) -> None:
        count = len(self.points)
        groups, values = self._given
        self.groups = None if groups is None else np.asarray(groups, np.int64)
        self.values = None if values is None else np.asarray(values, np.float64)
        self.ink, self.shape = np.zeros(count, np.uint8), np.zeros(count, np.uint8)
        if self.groups is not None:
            names, sizes = np.unique(self.groups, return_counts=True)
            self.sizes = dict(zip(names.tolist(), sizes.tolist(), strict=True))
            known = max(len(self.group_names), int(names.max(initial=-1)) + 1)
            self.ink = np.where(self.groups < 0, NO_GROUP, self.groups % NO_GROUP).astype(np.uint8)
            shapes = np.array([*(shape_of(group, known) for group in range(known)), 0], np.uint8)
            self.shape = shapes[np.where(self.groups < 0, known, self.groups)]
        if self.values is not None:
            fine = self.values[np.isfinite(self.values)]
            self.low, self.high = (float(fine.min()), float(fine.max())) if len(fine) else (0.0, 1.0)
            if self.centred:
                self.high = max(abs(self.low), abs(self.high))
                self.low = -self.high
            share = (self.values - self.low) / ((self.high - self.low) or 1.0)
            self.ink = np.round(np.nan_to_num(share) * 255).clip(0, 255).astype(np.uint8)

    # -- what is shown --------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.points)

    def hide(self, groups: frozenset[int], part: Part | None = None) -> None:
        """Leave the points of these groups out; `part` is what `parted` gave for them."""
        self.hidden = groups
        self.part = part or self.parted(groups)
        self._seen: tuple[tuple[float, float], Scan] | None = None

    def parted(self, groups: frozenset[int]) -> Part:
        """Give the ground without these groups: it takes long for many points, and may be made beside."""
        keep = None if self.groups is None or not groups else ~np.isin(self.groups, list(groups))
        left_out = 0 if keep is None else len(self.placed) - int(np.count_nonzero(keep[self.placed]))
        if not self.space:
            ground = self._whole if keep is None else self._whole.subset(keep)
            return Part(ground, keep, left_out=left_out)
        if keep is None:
            return Part(None, None, self._mixed, self._axes)
        here = keep[self._mixed]
        return Part(None, keep, self._mixed[here], [axis[here] for axis in self._axes], left_out)

    def ground(self, camera: Camera) -> Index | Scan:
        """Give the shown points on the plane that the camera looks at."""
        if self.part.ground is not None:
            return self.part.ground
        key = (camera.yaw, camera.pitch)
        if self._seen is None or self._seen[0] != key:
            x, y, z = self.part.axes
            right, up, _ = camera.turn.astype(np.float32)
            across, high = x * right[0], x * up[0]
            more = np.empty_like(x)
            for axis, place in ((y, 1), (z, 2)):
                across += np.multiply(axis, right[place], out=more)
                high += np.multiply(axis, up[place], out=more)
            self._seen = key, Scan(across, high, self.part.rows)
        return self._seen[1]

    def flat(self, rows: Rows, camera: Camera) -> Floats:
        """Give the places [k, 2] of rows on the plane."""
        places = self.points[rows].astype(np.float64)
        return (places - self.middle) @ camera.turn[:2].T if self.space else places

    def depth(self, rows: Rows, camera: Camera) -> Floats:
        """Give how near rows are to the eye, from 0 (far) to 1: [k]; on a plane all are at 1."""
        if not self.space:
            return np.ones(len(rows))
        near = (self.points[rows].astype(np.float64) - self.middle) @ camera.turn[2]
        return np.clip(near / (2 * self.radius) + 0.5, 0.0, 1.0)

    def shown(self, rows: Rows) -> Rows:
        """Give those rows that are on the map."""
        rows = rows[(rows >= 0) & (rows < len(self.points))]
        rows = rows[np.isfinite(self.points[rows]).all(1)]
        return rows if self.part.keep is None else rows[self.part.keep[rows]]

    def shows(self, row: int) -> bool:
        """Tell whether a row is on the map: it has a place, and its group is not hidden."""
        if not 0 <= row < len(self.points) or not np.isfinite(self.points[row]).all():
            return False
        return self.groups is None or int(self.groups[row]) not in self.hidden

    # -- words ----------------------------------------------------------------------------------------------

    def name(self, row: int) -> str:
        """Give a row's label, or its number from 1."""
        return self.labels[row] if self.labels is not None else f"point {row + 1:,}"

    def group_name(self, group: int) -> str:
        """Give a group's name, or its number from 1."""
        if group < 0:
            return "no group"
        return self.group_names[group] if group < len(self.group_names) else f"group {group + 1}"

    def facts(self, row: int) -> str:
        """Give what else is known of a row: its group and value."""
        found = []
        if self.groups is not None:
            found.append(self.group_name(int(self.groups[row])))
        if self.values is not None:
            found.append(f"{self.values[row]:.3g}".replace("-", "−"))
        return " · ".join(found)

    def table(self, rows: Rows) -> str:
        """Give rows as lines of label, x, y (and z) with tabs between."""
        heads = ["label", "x", "y", "z"][: 1 + self.points.shape[1]]
        lines = ["\t".join(heads)]
        for row in rows.tolist():
            name = " ".join(self.name(row).split())
            lines.append("\t".join([name, *(f"{value:.7g}" for value in self.points[row])]))
        return "\n".join(lines)
