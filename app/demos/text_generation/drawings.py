"""The figures of text-generation, on matplotlib. What does not fit a page legibly is left out and counted."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.demos.text_generation.contract import Distribution, Guess, Token
from app.demos.text_generation.tree import Node, Tree

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh
    from matplotlib.figure import Figure

_POINTS = 72  # an inch
_SMALL = 7.0  # points: the letters inside cells
_LETTER = 0.56  # width of a letter over its size, on average
_ROW = 15.0  # points of height of a row of the tree


def draw_tokens(figure: Figure, tokens: Sequence[tuple[str, float | None, bool]]) -> None:
    """A bar for each token's surprise, −log2 of its probability; a long text goes on below.

    `tokens` are name, probability and whether it is new.
    """
    width = figure.get_figwidth() * _POINTS - 50
    columns = max(4, min(len(tokens), int(width / 16)))
    blocks = max(1, min(math.ceil(len(tokens) / columns), int(figure.get_figheight() / 1.3)))
    heights = [0.0 if chance is None else -math.log2(max(chance, 1e-45)) for _, chance, _ in tokens]
    top = max([*heights, 1.0]) * 1.05
    grid = figure.subplots(blocks, 1, squeeze=False)[:, 0]
    for block, axes in enumerate(grid):
        part = slice(block * columns, (block + 1) * columns)
        shown, names = heights[part], [fitting(name, 12) for name, _, _ in tokens[part]]
        bars = axes.bar(range(len(shown)), shown)
        for bar, (_, _, new) in zip(bars, tokens[part], strict=True):
            bar.set_alpha(1.0 if new else 0.45)
        axes.set_xticks(
            range(len(shown)), names, rotation=55, ha="right", rotation_mode="anchor", fontsize=_SMALL
        )
        axes.set_xlim(-0.6, columns - 0.4)
        axes.set_ylim(0, top)
        axes.tick_params(axis="x", length=0)
    figure.supylabel("surprise, −log₂ P (bits); pale: given", fontsize="medium")
    drawn = blocks * columns
    if drawn < len(tokens):
        grid[-1].set_xlabel(f"the first {drawn} of {len(tokens)} tokens")


def draw_alternatives(figure: Figure, tokens: Sequence[Token]) -> None:
    """For each token a column of what could have stood there: probability as colour, the chosen one framed."""
    rows = min(max(len(token.alternatives) for token in tokens), max(2, int(figure.get_figheight() * 4)))
    width = figure.get_figwidth() * _POINTS - 110
    columns = max(2, min(len(tokens), int(width / 34)))
    shown = tokens[:columns]
    values = np.full((rows, columns), np.nan)
    axes = figure.subplots()
    room = max(3, int(width / columns / (_SMALL * _LETTER)))
    for column, token in enumerate(shown):
        for row, one in enumerate(token.alternatives[:rows]):
            values[row, column] = one.probability
    mesh = axes.pcolormesh(values, vmin=0, vmax=1, cmap="viridis", edgecolors="face", linewidth=0.1)
    for column, token in enumerate(shown):
        for row, one in enumerate(token.alternatives[:rows]):
            ink = "black" if one.probability > 0.6 else "white"  # on viridis, not on the paper
            words = fitting(one.token.replace("\n", "⏎"), room)
            spot = (column + 0.5, row + 0.5)
            axes.text(*spot, words, ha="center", va="center", color=ink, fontsize=_SMALL)
            if one.id == token.id:
                corners = [column, column + 1, column + 1, column, column], [row, row, row + 1, row + 1, row]
                axes.plot(*corners, color="C1", linewidth=1.6)
    axes.invert_yaxis()
    names = [fitting((token.text or token.piece).replace("\n", "⏎"), room) for token in shown]
    axes.set_xticks([place + 0.5 for place in range(columns)], names, fontsize=_SMALL)
    axes.set_yticks([row + 0.5 for row in range(rows)], [str(row + 1) for row in range(rows)])
    axes.tick_params(length=0, labelsize=_SMALL)
    axes.set_ylabel("rank")
    figure.colorbar(mesh, ax=axes, label="probability")
    more = f" (the first {columns} of {len(tokens)})" if columns < len(tokens) else ""
    axes.set_xlabel(f"what was chosen{more}; framed where it is among them")


def draw_distribution(figure: Figure, found: Distribution, drawn: NDArray[np.float64]) -> None:
    """Probability by rank, both logarithmic: the model's own, and what the sampling rule draws from."""
    axes = figure.subplots()
    natural = np.asarray(found.probabilities, dtype=np.float64)
    ranks = np.arange(1, len(natural) + 1)
    spots = np.unique(np.geomspace(1, len(natural), 400).round().astype(int)) - 1
    axes.loglog(ranks[spots], np.maximum(natural[spots], 1e-12), label="the model's own")
    left = np.sort(drawn[drawn > 0])[::-1]
    few = np.unique(np.geomspace(1, len(left), 400).round().astype(int)) - 1
    axes.loglog(
        few + 1, left[few], marker="." if len(left) < 30 else None, label=f"in the draw: {len(left):,}"
    )
    if len(left) < len(natural):
        axes.axvline(len(left) + 0.5, linestyle="--", linewidth=1, color="0.5")
    axes.set_ylim(max(1e-8, float(natural[min(len(natural) - 1, 20_000)]) / 10), 1.6)
    axes.set_xlabel("rank of the token")
    axes.set_ylabel("probability")
    axes.legend(frameon=False)


def draw_lens(figure: Figure, names: Sequence[str], lens: Sequence[Sequence[Guess]]) -> None:
    """Layer by place, the best guess in each cell, its probability as colour; a long text goes on below."""
    width = figure.get_figwidth() * _POINTS - 130
    columns = max(4, min(len(names), int(width / 30)))
    height = figure.get_figheight() * _POINTS
    blocks = max(1, min(math.ceil(len(names) / columns), int(height / (len(lens) * 8.5 + 26))))
    grid = figure.subplots(blocks, 1, squeeze=False)[:, 0]
    room = max(3, int(width / columns / (_SMALL * _LETTER)))
    mesh: QuadMesh | None = None
    for block, axes in enumerate(grid):
        part = slice(block * columns, (block + 1) * columns)
        rows = [row[part] for row in lens]
        values = [[guess.probability for guess in row] for row in rows]
        mesh = axes.pcolormesh(values, vmin=0, vmax=1, cmap="viridis", edgecolors="face", linewidth=0.1)
        _write_guesses(axes, rows, room)
        shown = [fitting(name, room) for name in names[part]]
        axes.set_xticks([place + 0.5 for place in range(len(shown))], shown, fontsize=_SMALL)
        axes.set_yticks([row + 0.5 for row in range(len(rows))], ["emb.", *map(str, range(1, len(rows)))])
        axes.tick_params(length=0, labelsize=_SMALL)
        axes.set_xlim(0, columns)
    if mesh is not None:
        figure.colorbar(mesh, ax=list(grid), label="probability of the best guess")
    figure.supylabel("layer", fontsize="medium")
    drawn = blocks * columns
    if drawn < len(names):
        grid[-1].set_xlabel(f"the first {drawn} of {len(names)} places")


def _write_guesses(axes: Axes, rows: Sequence[Sequence[Guess]], room: int) -> None:
    for layer, row in enumerate(rows):
        for column, guess in enumerate(row):
            ink = "black" if guess.probability > 0.6 else "white"
            words = fitting(guess.token.replace("\n", "⏎"), room)
            spot = (column + 0.5, layer + 0.5)
            axes.text(*spot, words, ha="center", va="center", color=ink, fontsize=_SMALL)


def draw_tree(figure: Figure, tree: Tree) -> None:
    """The branches as an outline: a row for each run of text, the path on show in full ink."""
    rows = list(tree.outline())
    height = figure.get_figheight() * _POINTS
    shown = rows[: max(2, int((height - 24) / _ROW))]
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_xlim(0, figure.get_figwidth() * _POINTS)
    axes.set_ylim(max(len(shown) + 0.5, (height - 24) / (1.5 * _ROW)), -0.5)  # few rows stay together
    on_path = {node.id for node in tree.path()}
    places = {node.id: (10 + 14 * min(depth, 14), row) for row, (node, depth) in enumerate(shown)}
    for node, _ in shown:
        x, y = places[node.id]
        strong = node.id in on_path
        ink = {"color": "C0" if strong else "0.6", "linewidth": 1.8 if strong else 1.0}
        if node.parent in places:
            left, above = places[node.parent]
            axes.plot([left, left, x], [above, y, y], solid_joinstyle="round", zorder=1, **ink)  # type: ignore[arg-type]
        axes.plot([x], [y], "o", markersize=4, color=ink["color"], zorder=2)
        room = int((figure.get_figwidth() * _POINTS * 0.92 - x) / (8.5 * _LETTER))
        words = fitting(_line(node), room)
        axes.text(x + 8, y, words, va="center", fontsize=8.5, alpha=1.0 if strong else 0.65)
    if len(shown) < len(rows):
        axes.text(10, len(shown), f"the first {len(shown)} of {len(rows)} runs", va="center", fontsize=_SMALL)


def _line(node: Node) -> str:
    text = " ".join(node.text.split()) or "end of text"
    return f"{node.name}: {text}" if node.name else text


def fitting(text: str, room: int) -> str:
    """`text` cut to `room` letters' width, with an ellipsis; East Asian letters and emoji are two wide."""
    used = 0
    for place, letter in enumerate(text):
        wide = unicodedata.east_asian_width(letter) in "WF"
        used += 0 if unicodedata.combining(letter) else 1 + wide
        if used > room:
            return text[: max(1, place - 1)] + "…"
    return text
