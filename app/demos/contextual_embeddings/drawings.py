"""The figures of contextual-embeddings, on matplotlib."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.demos.contextual_embeddings.contract import Layer, Separation

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_POINTS = 72  # an inch
_SMALL = 7.0  # points
_LETTER = 0.56  # of its size is a letter wide
#: Okabe and Ito's colours, which people with any colour vision tell apart, and marks for who sees none.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a7a00", "#7f7f7f")
_MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")


def shown_layers(layers: Sequence[Layer], most: int) -> list[Layer]:
    """At most so many layers, the first and the last among them, evenly between."""
    if len(layers) <= most:
        return list(layers)
    step = (len(layers) - 1) / (most - 1)
    return [layers[round(number * step)] for number in range(most)]


def lowest(layers: Sequence[Layer]) -> float:
    """Where the colour scale begins: the lowest similarity or random band of all layers, in steps of 0.1."""
    least = min(min(one.least, one.random_pairs.p05) for one in layers)
    return max(-1.0, min(0.9, math.floor(least * 10) / 10))


def draw_matrices(figure: Figure, layers: Sequence[Layer], labels: Sequence[str]) -> None:
    """A matrix for each layer, as many as are legible; the band of random pairs is drawn on the colour bar."""
    wide = figure.get_figwidth() >= 5.5
    shown = shown_layers(layers, 4 if wide else 2) if len(layers[0].matrix) <= 60 else [layers[-1]]
    columns = min(len(shown), 2)
    rows = math.ceil(len(shown) / columns)
    grid = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    low, count = lowest(layers), len(labels)
    mesh = None
    for number, axes in enumerate(grid.flat):
        if number >= len(shown):
            axes.set_axis_off()
            continue
        one = shown[number]
        mesh = axes.pcolormesh(one.matrix, vmin=low, vmax=1, cmap="viridis", edgecolors="face", linewidth=0.1)
        axes.set_aspect("equal")
        band = one.random_pairs
        words = f"layer {one.layer}, random pairs {band.p05:.2f} to {band.p95:.2f}".replace("-", "−")
        axes.set_title(words, loc="left", fontsize="small")
        axes.tick_params(length=0, labelsize=_SMALL)
    grid[0, 0].invert_yaxis()
    step = max(1, math.ceil(count / 24))
    places = [place + 0.5 for place in range(0, count, step)]
    grid[0, 0].set_yticks(places, [str(place + 1) for place in range(0, count, step)])
    grid[0, 0].set_xticks(places, [str(place + 1) for place in range(0, count, step)])
    assert mesh is not None
    bar = figure.colorbar(mesh, ax=list(grid.flat), label="cosine similarity", shrink=0.8)
    last = shown[-1].random_pairs
    bar.ax.axhspan(last.p05, last.p95, facecolor="none", edgecolor="white", hatch="////", linewidth=0.8)
    figure.supxlabel(
        f"sentence (hatched: random pairs of words at layer {shown[-1].layer}, 5 to 95%)", fontsize="small"
    )


def draw_maps(figure: Figure, layers: Sequence[Layer], labels: Sequence[str], groups: Sequence[str]) -> None:
    """The maps of first, middle and last layers, side by side; points are numbered if there is room."""
    across = max(1, int(figure.get_figwidth() / 2.4))
    down = max(1, int(figure.get_figheight() / 1.8))
    apart = [one for one in layers if any(map(any, one.coordinates))] or layers
    shown = shown_layers(apart, max(2, min(4, across * down)))
    columns = min(len(shown), max(1, across))
    grid = figure.subplots(math.ceil(len(shown) / columns), columns, squeeze=False)
    names = list(dict.fromkeys(groups)) if any(groups) else [""]
    for number, axes in enumerate(grid.flat):
        if number >= len(shown):
            axes.set_axis_off()
            continue
        _map(axes, shown[number], names, groups if any(groups) else [""] * len(labels))
    if len(names) > 1:
        handles = grid[0, 0].get_legend_handles_labels()
        figure.legend(*handles, loc="outside lower center", ncols=min(4, len(names)), fontsize="small")


def _map(axes: Axes, layer: Layer, names: Sequence[str], groups: Sequence[str]) -> None:
    for place, name in enumerate(names):
        rows = [row for row, group in enumerate(groups) if group == name]
        axes.scatter(
            [layer.coordinates[row][0] for row in rows], [layer.coordinates[row][1] for row in rows],
            s=18, color=_COLOURS[place % len(_COLOURS)], marker=_MARKS[place % len(_MARKS)],
            label=name or "no sense given",
        )  # fmt: skip
    if len(groups) <= 40:
        for row, (x, y) in enumerate(layer.coordinates):
            axes.annotate(str(row + 1), (x, y), xytext=(3, 3), textcoords="offset points", fontsize=_SMALL)
    axes.set_title(f"layer {layer.layer}", loc="left", fontsize="small")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.margins(0.12)
    axes.set_aspect("equal", adjustable="datalim")


def draw_separation(
    figure: Figure, separation: Sequence[Separation], raw: Sequence[Separation] | None
) -> None:
    """Silhouette and neighbour accuracy over layers; what was not corrected is dotted."""
    axes = figure.subplots()
    axes.axhline(0, color="#8a8a8a", linewidth=0.6)
    for found, style, words in ((separation, "-", ""), (raw, ":", ", uncorrected")):
        if not found:
            continue
        layers = [one.layer for one in found]
        for name, colour, mark in (("accuracy", _COLOURS[0], "o"), ("silhouette", _COLOURS[1], "s")):
            values = [getattr(one, name) for one in found]
            numbers = [math.nan if value is None else value for value in values]
            label = ("nearest neighbour of the same sense" if name == "accuracy" else name) + words
            axes.plot(layers, numbers, style, color=colour, marker=mark, markersize=4, label=label)
    axes.set_xlabel("layer")
    axes.set_ylim(-0.25 if any((one.silhouette or 0) < 0 for one in separation) else -0.03, 1.05)
    axes.locator_params(axis="x", integer=True)
    axes.legend(loc="best", fontsize="small")
