"""The colours of a map as numbers: one table for the points, one picture for their density."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.widgets import scales, theme
from app.widgets.point_map.cloud import Cloud
from app.widgets.scales import ScaleName

Pixels = NDArray[np.uint32]

#: A single point of a density picture is this strong, of 255: seen, but less than many.
_LEAST = 84
#: Scales begin at the paper; a point of the least value must still be seen.
_FIRST_STEP = 24
_MOST_LEVELS = 65_536


@dataclass(frozen=True)
class Dyes:
    """`table` is [k, 3] floats 0 to 255 by ink. `mixed`: a cell takes the mean of its points' colours.

    `plain` counts only; `valued` takes the colour of the mean ink.
    """

    table: NDArray[np.float32]
    plain: bool
    valued: bool
    ramp: Pixels  # [256] the density's own colours, for `plain`

    def paint(
        self,
        counts: NDArray[np.int64],
        cells: NDArray[Any],
        ink: NDArray[np.uint8] | None,
        full: int,
        exact: bool = True,
    ) -> Pixels:
        """Colour a picture of counts [cells]: premultiplied ARGB, nothing where nothing is.

        `cells` [k] and `ink` [k] belong to the points; `full` is the count with the full colour. Unless `exact`,
        a cell takes the colour of one of its points.
        """
        levels = _levels(full)
        if self.plain or ink is None:
            return np.append(np.uint32(0), self.ramp[levels[1:]]).take(counts, mode="clip")
        picture = np.zeros(len(counts), np.uint32)
        here = np.flatnonzero(counts)
        many = counts[here]
        if not exact:
            one = np.zeros(len(counts), np.uint8)
            one[cells] = ink
            inks, strengths = np.divmod(np.arange(len(self.table) * 256), 256)
            colours = pixels(self.table[inks], strengths)
            picture[here] = colours.take(one[here].astype(np.int32) * 256 + levels.take(many, mode="clip"))
            return picture
        if self.valued:
            mean = np.bincount(cells, weights=ink, minlength=len(counts))[here] / many
            colour = self.table[mean.astype(np.int64)]
        else:
            colour = np.empty((len(here), 3), np.float32)
            for channel in range(3):
                weights = self.table[ink, channel]
                colour[:, channel] = np.bincount(cells, weights=weights, minlength=len(counts))[here] / many
        picture[here] = pixels(colour, levels.take(many, mode="clip"))
        return picture


def _levels(full: int) -> NDArray[np.int32]:
    """Give how strong a cell of so many points is, 0 to 255; those beyond the end are as strong as the last."""
    counts = np.arange(min(max(3, full + 1), _MOST_LEVELS))
    strength = np.log1p(counts) / np.log1p(max(2, full))
    levels = np.minimum(255, _LEAST + (255 - _LEAST) * strength).astype(np.int32)
    levels[0] = 0
    return levels


def pixels(colour: NDArray[np.float32], alpha: NDArray[Any] | int = 255) -> Pixels:
    """Give colours [k, 3] as premultiplied ARGB."""
    share = np.asarray(alpha, np.float32) / 255
    red, green, blue = ((colour[:, channel] * share).astype(np.uint32) for channel in range(3))
    return np.asarray(alpha, np.uint32) << np.uint32(24) | red << np.uint32(16) | green << np.uint32(8) | blue


def dyes_of(cloud: Cloud, scale: ScaleName) -> Dyes:
    """Give the colours of a cloud in the theme in use."""
    palette = theme.palette()
    ramp_table = scales.table("probability", palette.dark).astype(np.float32)
    steps = np.arange(256) if palette.dark else np.arange(256) * 0.9 + 25
    ramp = pixels(ramp_table[np.minimum(255, steps).astype(np.int64)])
    if cloud.values is not None:
        whole = scales.table(scale, palette.dark).astype(np.float32)
        first = 0 if scale == "difference" else _FIRST_STEP
        places = np.linspace(first, 255, 256).astype(np.int64)
        return Dyes(whole[places], False, True, ramp)
    if cloud.groups is not None:
        hues = [scales.category(group, palette.dark) for group in range(8)]
        rows = [(hue.red(), hue.green(), hue.blue()) for hue in (*hues, palette.field)]
        return Dyes(np.array(rows, np.float32), False, False, ramp)
    ink = palette.accent_fill
    return Dyes(np.array([(ink.red(), ink.green(), ink.blue())], np.float32), True, False, ramp)
