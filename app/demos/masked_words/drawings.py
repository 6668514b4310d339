"""The figures of masked-words, on matplotlib. What does not fit a page legibly is left out and counted."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.demos.masked_words.contract import Candidate, Guess, Mask, TargetScore

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh
    from matplotlib.figure import Figure

_POINTS = 72  # an inch
_BAR = 13.0  # points of height that a bar and its name need
_CELL = 30.0  # points of width that a guess needs
_SMALL = 7.0  # points: the letters inside cells


def draw_candidates(figure: Figure, masks: Sequence[Mask]) -> None:
    """One panel of bars for each mask, as many masks and bars as are legible at the figure's size."""
    across = max(1, int(figure.get_figwidth() / 2.0))
    columns = min(across, len(masks))
    down = min(math.ceil(len(masks) / columns), max(1, int(figure.get_figheight() / 1.3)))
    shown = masks[: columns * down]
    most = max(2, int((figure.get_figheight() * _POINTS / down - 58) / _BAR))
    grid = figure.subplots(down, columns, squeeze=False)
    for number, axes in enumerate(grid.flat):
        if number >= len(shown):
            axes.set_axis_off()
            continue
        _bars(axes, shown[number].candidates[: min(most, 20)])
        axes.set_title(f"mask {number + 1}", loc="left")
        axes.set_xlabel(f"entropy {shown[number].entropy:.2f} nats", fontsize="small")
    more = f" (the first {len(shown)} of {len(masks)} masks)" if len(shown) < len(masks) else ""
    figure.supxlabel(f"probability{more}", fontsize="medium")


def _bars(axes: Axes, candidates: Sequence[Candidate]) -> None:
    bars = axes.barh(range(len(candidates)), [one.probability for one in candidates])
    labels = [f"{one.probability:.1%}" for one in candidates]
    axes.bar_label(bars, labels, padding=2, fontsize="small")
    axes.set_yticks(range(len(candidates)), [fitting(one.token, 18) for one in candidates])
    axes.invert_yaxis()
    axes.margins(x=0.28)
    axes.locator_params(axis="x", nbins=3)
    axes.tick_params(axis="x", labelsize="small")
    axes.tick_params(axis="y", length=0)


def draw_targets(figure: Figure, scores: Sequence[TargetScore], several: bool) -> None:
    """A bar for each target's log-probability; `several` masks are told apart by number."""
    most = max(2, int((figure.get_figheight() * _POINTS - 40) / _BAR))
    shown = scores[:most]
    axes = figure.subplots()
    names = [
        f"{fitting(one.target, 20)} (mask {one.mask + 1})" if several else fitting(one.target, 30)
        for one in shown
    ]
    bars = axes.barh(range(len(shown)), [one.log_probability for one in shown])
    axes.bar_label(bars, [f"{one.log_probability:.2f}".replace("-", "−") for one in shown], padding=3)
    axes.set_yticks(range(len(shown)), names)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.tick_params(axis="y", length=0)
    more = f" (the first {len(shown)} of {len(scores)})" if len(shown) < len(scores) else ""
    figure.supxlabel(f"log-probability of the whole word, nats{more}", fontsize="medium")


def draw_lens(figure: Figure, names: Sequence[str], guesses: Sequence[Sequence[Guess]]) -> None:
    """Layer by place, the best guess in each cell, its probability as colour; a long text goes on below.

    `names` are the tokens' [place], `guesses` is [layer][place].
    """
    width = figure.get_figwidth() * _POINTS - 130
    columns = max(4, min(len(names), int(width / _CELL)))
    height = figure.get_figheight() * _POINTS
    blocks = max(1, min(math.ceil(len(names) / columns), int(height / (len(guesses) * 8.5 + 26))))
    grid = figure.subplots(blocks, 1, squeeze=False)[:, 0]
    mesh: QuadMesh | None = None
    for block, axes in enumerate(grid):
        begin = block * columns
        mesh = _block(axes, guesses, begin, columns, width)
        axes.set_xlim(0, columns)
        _name_columns(axes, names[begin : begin + columns], columns, width)
    if mesh is not None:
        figure.colorbar(mesh, ax=list(grid), label="probability of the best guess")
    figure.supylabel("layer", fontsize="medium")
    drawn = blocks * columns
    if drawn < len(names):
        grid[-1].set_xlabel(f"the first {drawn} of {len(names)} tokens")


def _block(
    axes: Axes, guesses: Sequence[Sequence[Guess]], begin: int, columns: int, width: float
) -> QuadMesh:
    rows = [row[begin : begin + columns] for row in guesses]
    values = [[guess.probability for guess in row] for row in rows]
    mesh = axes.pcolormesh(values, vmin=0, vmax=1, cmap="viridis", edgecolors="face", linewidth=0.1)
    room = max(3, int(width / columns / (_SMALL * 0.56)))
    for layer, row in enumerate(rows):
        for column, guess in enumerate(row):
            ink = "black" if guess.probability > 0.6 else "white"  # on viridis, not on the paper
            text = fitting(guess.token, room)
            axes.text(column + 0.5, layer + 0.5, text, ha="center", va="center", color=ink, fontsize=_SMALL)
    step = 1 if len(rows) <= 14 else math.ceil(len(rows) / 12)
    places = range(0, len(rows), step)
    axes.set_yticks([place + 0.5 for place in places], [str(place) if place else "emb." for place in places])
    axes.tick_params(length=0, labelsize=_SMALL)
    return mesh


def _name_columns(axes: Axes, names: Sequence[str], columns: int, width: float) -> None:
    room = max(3, int(width / columns / (_SMALL * 0.56)))
    places = [place + 0.5 for place in range(len(names))]
    axes.set_xticks(places, [fitting(name, room) for name in names], fontsize=_SMALL)


def draw_surprise(figure: Figure, pairs: Sequence[tuple[str, float]]) -> None:
    """A bar for each token's surprise: `pairs` of name and −log P in nats; a long text goes on below."""
    width = figure.get_figwidth() * _POINTS - 50
    columns = max(4, min(len(pairs), int(width / 16)))
    blocks = max(1, min(math.ceil(len(pairs) / columns), int(figure.get_figheight() / 1.3)))
    top = max((value for _, value in pairs), default=1.0) * 1.05
    grid = figure.subplots(blocks, 1, squeeze=False)[:, 0]
    turned = width / columns < 40
    for block, axes in enumerate(grid):
        part = pairs[block * columns : (block + 1) * columns]
        axes.bar(range(len(part)), [value for _, value in part])
        axes.set_xticks(
            range(len(part)),
            [fitting(name, 14) for name, _ in part],
            rotation=55 if turned else 0,
            ha="right" if turned else "center",
            rotation_mode="anchor",
        )
        axes.set_xlim(-0.6, columns - 0.4)
        axes.set_ylim(0, top)
        axes.tick_params(axis="x", length=0)
    figure.supylabel("surprise, −log P (nats)", fontsize="medium")
    drawn = blocks * columns
    if drawn < len(pairs):
        grid[-1].set_xlabel(f"the first {drawn} of {len(pairs)} tokens")


def fitting(text: str, room: int) -> str:
    """`text` cut to `room` letters' width, with an ellipsis; East Asian letters and emoji are two wide."""
    used = 0
    for place, letter in enumerate(text):
        used += (
            0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        )
        if used > room:
            return text[: max(1, place - 1)] + "…"
    return text
