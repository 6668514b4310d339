"""A map of points as a figure that stays small: vectors for thousands, density in a vector frame for more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.core.categories import SHAPES, hues, shape_of

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

#: More points than these become a picture.
MOST_POINTS = 5_000
DPI = 300.0
#: How space is looked at until it is turned, in radians.
YAW, PITCH = 0.6, 0.35
#: Pixels of a picture on a large sheet; the least dots per inch are said in the caption.
_MOST_PIXELS = 6_000_000
_MOST_LINKS = 2_000
_MOST_TRIED = 600  # labels
_BODY = 0.78  # so much of the figure is the axes, about
_SMALL = 7.0  # points: the letters beside the dots


def rotation(yaw: float, pitch: float) -> NDArray[np.float64]:
    """Give the rotation [3, 3] whose rows are the viewer's right, up and toward the eye.

    `yaw` turns about the vertical axis (the second), `pitch` then lifts the eye; radians.
    """
    import numpy as np

    c, s, d, t = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    return np.array([[c, 0.0, s], [s * t, d, -c * t], [-s * d, t, c * d]])


def draw_points(
    figure: Figure,
    points: NDArray[np.float32],
    labels: Sequence[str] | None = None,
    groups: Sequence[int] | NDArray[Any] | None = None,
    group_names: Sequence[str] = (),
    links: Sequence[tuple[int, int]] = (),
    title: str = "",
    values: NDArray[Any] | None = None,
    value_name: str = "",
    axis_names: tuple[str, str] = ("", ""),
    turn: NDArray[np.float64] | None = None,
) -> None:
    """Draw points [n, 2], or [n, 3] seen along `turn` (`rotation`), in equal scales on an empty figure.

    Up to MOST_POINTS are marks in true vectors, with as many labels as have room; more are a picture of density at
    DPI dots per inch, inside a vector frame, and the caption says so. What cannot be drawn is counted in the caption.
    """
    import numpy as np

    flat = np.asarray(points, np.float64)
    if flat.shape[1] == 3:
        flat = flat @ (rotation(YAW, PITCH) if turn is None else turn)[:2].T
    fine = np.asarray(np.isfinite(flat).all(1))
    rows = np.flatnonzero(fine)
    kinds = None if groups is None else np.asarray(groups, np.int64)
    known = max(len(group_names), int(kinds.max(initial=-1)) + 1) if kinds is not None else 0
    axes = figure.subplots()
    axes.set_aspect("equal", adjustable="datalim")
    notes = _links(axes, flat, fine, links)
    dark = _luminance(figure.get_facecolor()) < 0.5
    if len(rows) > MOST_POINTS:
        notes.insert(0, _picture(figure, axes, flat[rows], None if kinds is None else kinds[rows],
                                 None if values is None else np.asarray(values)[rows], value_name, dark))  # fmt: skip
    else:
        _marks(figure, axes, flat, rows, kinds, known, values, value_name, dark)
        if labels is not None:
            notes += _labels(figure, axes, flat, rows, labels)
    if len(rows) < len(flat):
        notes.append(f"{len(flat) - len(rows):,} points have no place")
    if kinds is not None and known > 0:
        _legend(axes, group_names, known, len(rows) > MOST_POINTS, dark)
    if title:
        axes.set_title(title, loc="left")
    axes.set_ylabel(axis_names[1])
    caption = "; ".join(notes)
    axes.set_xlabel("\n".join(part for part in (axis_names[0], caption) if part), fontsize="small")
    axes.tick_params(labelsize="small")
    axes.locator_params(nbins=6)


def _marks(
    figure: Figure, axes: Axes, flat: NDArray[np.float64], rows: NDArray[np.int64], kinds: NDArray[np.int64] | None,
    known: int, values: NDArray[np.float64] | None, value_name: str, dark: bool,
) -> None:  # fmt: skip
    size = _mark_size(len(rows))
    look: dict[str, Any] = {"s": size, "linewidths": 0.5, "edgecolors": figure.get_facecolor(), "zorder": 2}
    if values is not None:
        marks = axes.scatter(
            flat[rows, 0], flat[rows, 1], c=[float(values[row]) for row in rows], cmap="viridis", **look
        )
        figure.colorbar(marks, ax=axes, label=value_name)
        return
    if kinds is None:
        axes.scatter(flat[rows, 0], flat[rows, 1], **look)
        return
    for group in sorted(set(kinds[rows].tolist())):
        here = rows[kinds[rows] == group]
        shape = SHAPES[shape_of(group, known)]
        axes.scatter(
            flat[here, 0],
            flat[here, 1],
            color=_hue(group, dark),
            marker=shape,
            **{**look, "edgecolors": _rim(dark)},
        )


def _mark_size(count: int) -> float:
    """Give the area of a mark in square points: few may be large."""
    return 34.0 if count <= 100 else 16.0 if count <= 1_000 else 6.0


def _picture(
    figure: Figure, axes: Axes, flat: NDArray[np.float64], kinds: NDArray[np.int64] | None,
    values: NDArray[np.float64] | None, value_name: str, dark: bool,
) -> str:  # fmt: skip
    """Put the points' density on the axes; give the words that say so."""
    import numpy as np
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    low, high = flat.min(0), flat.max(0)
    span = np.where(high > low, high - low, 1.0)
    inches = np.array([figure.get_figwidth(), figure.get_figheight()]) * 0.82
    unit = float((inches / span).min())  # inches for one unit of the plane
    dpi = min(DPI, math.sqrt(_MOST_PIXELS / float(np.prod(span * unit))))
    width, height = np.maximum(1, np.ceil(span * unit * dpi)).astype(int).tolist()
    cells = np.minimum((flat - low) / span * [width, height], [width - 1, height - 1]).astype(np.int64)
    place = cells[:, 1] * width + cells[:, 0]
    counts = np.bincount(place, minlength=width * height)
    here = np.flatnonzero(counts)
    many = counts[here]
    strength = np.log1p(many) / np.log1p(max(2.0, float(np.quantile(many, 0.995))))
    share = np.clip(0.3 + 0.7 * strength, 0.0, 1.0)[:, None]
    paper = np.array(_rgb(figure.get_facecolor()))
    if values is not None:
        limits = Normalize(float(np.nanmin(values)), float(np.nanmax(values)))
        mean = np.bincount(place, weights=np.nan_to_num(values), minlength=len(counts))[here] / many
        ink = colormaps["viridis"](limits(mean))[:, :3]
        figure.colorbar(ScalarMappable(limits, "viridis"), ax=axes, label=value_name)
    elif kinds is not None:
        table = np.array([_rgb(_hue(group, dark)) for group in range(-1, 8)])
        dyes = table[np.where(kinds < 0, 0, kinds % 8 + 1)]
        ink = np.stack(
            [np.bincount(place, weights=dyes[:, c], minlength=len(counts))[here] / many for c in range(3)], 1
        )
    else:
        ink = np.array(_rgb("C0"))[None, :]
    picture = np.broadcast_to(np.round(paper * 255).astype(np.uint8), (width * height, 3)).copy()
    picture[here] = np.round((paper + (ink - paper) * share) * 255).astype(np.uint8)
    axes.imshow(
        picture.reshape(height, width, 3), origin="lower", interpolation="none", zorder=0.5, aspect="equal",
        extent=(float(low[0]), float(low[0] + span[0]), float(low[1]), float(low[1] + span[1])),
    )  # fmt: skip
    axes.set_aspect("equal", adjustable="datalim")
    axes.margins(0.03)
    return f"{len(flat):,} points, shown as their density at {dpi:.0f} dots per inch; single points are in the arrays"


def _links(
    axes: Axes, flat: NDArray[np.float64], fine: NDArray[np.bool_], links: Sequence[tuple[int, int]]
) -> list[str]:
    from matplotlib.collections import LineCollection

    known = [(one, other) for one, other in links if fine[one] and fine[other]]
    if not known:
        return []
    drawn = known[:_MOST_LINKS]
    lines = LineCollection(
        [flat[list(pair)] for pair in drawn], linewidths=0.6, colors="0.55", zorder=1, alpha=0.7
    )
    axes.add_collection(lines)
    return [f"the first {len(drawn):,} of {len(known):,} links"] if len(drawn) < len(known) else []


def _labels(
    figure: Figure, axes: Axes, flat: NDArray[np.float64], rows: NDArray[np.int64], labels: Sequence[str]
) -> list[str]:
    """Write labels beside their marks where they cover neither another nor many marks: first come, first served."""
    import unicodedata

    import numpy as np

    from app.core.label_places import boxes, place

    if not len(rows):
        return []
    low, high = flat[rows].min(0), flat[rows].max(0)
    room = np.array([figure.get_figwidth(), figure.get_figheight()]) * 72 * _BODY
    unit = float(((high - low) / room).max()) or 1.0  # of the plane, for one point of the page
    places = (flat[rows] - low) / unit * [1, -1]  # points, from the lower left corner, down is positive
    texts = [text if len(text) <= 30 else text[:29] + "…" for text in (labels[row] for row in rows.tolist())]
    wide = [sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text) for text in texts]
    sizes = np.array([(letters * 0.6 * _SMALL, 1.25 * _SMALL) for letters in wide])
    radius = math.sqrt(_mark_size(len(rows))) / 2
    gap = radius + 3.0
    gaps = np.full(len(rows), gap)
    margin = 90.0
    area = (-margin, -room[1] - margin, room[0] + margin, margin)
    found = place(places, sizes, range(len(rows))[:_MOST_TRIED], area, gaps, radius=radius)
    for which, side in found.items():
        left, top, right, bottom = boxes(places[which], sizes[which], gap)[side].tolist()
        across, down = (left + right) / 2 - places[which, 0], (top + bottom) / 2 - places[which, 1]
        edge = (
            -1 if across > 1 else 1 if across < -1 else 0
        )  # words begin or end at their mark, whatever their width
        axes.annotate(
            texts[which], flat[rows[which]], (across + edge * sizes[which, 0] / 2, -down),
            textcoords="offset points", va="center_baseline", fontsize=_SMALL, zorder=3,
            ha={-1: "left", 0: "center", 1: "right"}[edge],
        )  # fmt: skip
    return [f"{len(found):,} of {len(rows):,} labels have room"] if len(found) < len(rows) else []


def _legend(axes: Axes, names: Sequence[str], known: int, round_only: bool, dark: bool) -> None:
    from matplotlib.lines import Line2D

    shown = min(known, 16)
    marks = [
        Line2D([], [], linestyle="", markersize=5, color=_hue(group, dark), markeredgecolor=_rim(dark),
               markeredgewidth=0.4, marker="o" if round_only else SHAPES[shape_of(group, known)],
               label=names[group] if group < len(names) else f"group {group + 1}")
        for group in range(shown)
    ]  # fmt: skip
    title = f"{shown} of {known} groups" if shown < known else None
    axes.legend(handles=marks, loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize="small", title=title)


def _hue(group: int, dark: bool) -> str:
    known = hues(dark)
    return known[group % len(known)] if group >= 0 else "#848b9a"


def _rim(dark: bool) -> str:
    return "#e8e8ea" if dark else "#1a1a1e"


def _rgb(colour: Any) -> tuple[float, float, float]:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return red, green, blue


def _luminance(colour: Any) -> float:
    red, green, blue = _rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
