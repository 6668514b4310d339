"""What can be taken away from a search in a corpus: the words found as a table, and the map. No Qt, no torch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.core.contract import Table, View
from app.core.export.points import draw_points
from app.demos.contextual_embeddings.contract import CorpusResult, Found

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLUMNS = ("list", "rank", "cosine", "before", "word", "after", "row", "sentence", "x", "y")
#: What is lit on the map, as (name, colour, mark): Okabe and Ito's colours.
_LIT = (("nearest", "#d55e00", "s"), ("occurrences", "#0072b2", "o"))


def corpus_views(result: CorpusResult) -> list[View]:
    """The words found, the nearest first, then the occurrences; the map, with both lit."""
    rows = [*_rows("nearest", result.matches), *_rows("occurrences", result.occurrences)]
    title = "Words in their sentences"
    if len(result.occurrences) < len(result.rows):
        title += f" (the first {len(result.occurrences):,} of {len(result.rows):,} occurrences)"
    return [
        View("words", title, Table(_COLUMNS, rows)),
        View(
            "corpus_map",
            f"Map of all words at layer {result.layer}",
            draw=lambda figure: draw_map(figure, result),
            arrays=_arrays(result),
        ),
    ]


def draw_map(figure: Figure, result: CorpusResult) -> None:
    """All words as `draw_points` shows them, and above them those that were found."""
    draw_points(figure, _places(result), axis_names=("first component", "second component"))
    axes = figure.axes[0]
    found = {"nearest": result.matches, "occurrences": result.occurrences}
    for name, colour, mark in _LIT:
        here = [(one.x, one.y) for one in found[name] if one.x is not None]
        if here:
            x, y = zip(*here, strict=True)
            axes.scatter(x, y, s=14, color=colour, marker=mark, zorder=3, label=name)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="best", fontsize="small")


def _rows(name: str, found: Sequence[Found]) -> list[tuple[object, ...]]:
    return [
        (name, rank, one.score, one.text[: one.start], one.text[one.start : one.end], one.text[one.end :], one.row,
         one.sentence, one.x, one.y)
        for rank, one in enumerate(found, 1)
    ]  # fmt: skip


def _places(result: CorpusResult) -> Any:
    """The map [vectors, 2]; none where the index has been taken away meanwhile."""
    import numpy as np

    try:
        return np.load(result.map, mmap_mode="r")
    except OSError:
        return np.empty((0, 2), np.float32)


def _arrays(result: CorpusResult) -> dict[str, Any]:
    return {
        "coordinates": _places(result),
        "occurrences": list(result.rows),
        "nearest": [one.row for one in result.matches],
        "cosine": [one.score for one in result.matches],
    }
