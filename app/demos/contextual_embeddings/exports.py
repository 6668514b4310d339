"""What can be taken away from a contextual-embeddings result: tables, arrays and figures, without Qt and torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.core.contract import Table, View
from app.demos.contextual_embeddings.contract import (
    ContextualEmbeddingsRequest,
    ContextualEmbeddingsResult,
    Layer,
    Separation,
)
from app.demos.contextual_embeddings.corpus_exports import corpus_views
from app.demos.contextual_embeddings.drawings import draw_maps, draw_matrices, draw_separation


def views(request: ContextualEmbeddingsRequest, result: ContextualEmbeddingsResult) -> list[View]:
    """Every view that this result has, in the order of the page; raw ones behind, where they were asked for."""
    if result.corpus is not None:
        return corpus_views(result.corpus)
    found = _of_layers(result, result.layers, "", "")
    if result.separation is not None:
        found.append(_separation(result.separation, result.raw_separation))
    if result.raw is not None:
        found += _of_layers(result, result.raw, "_raw", ", uncorrected")
    found.append(_sentences(request, result))
    return found


def _of_layers(
    result: ContextualEmbeddingsResult, layers: Sequence[Layer], suffix: str, words: str
) -> list[View]:
    return [
        _Layered(result, layers, suffix, words).matrix(),
        _Layered(result, layers, suffix, words).map(),
        _Layered(result, layers, suffix, words).neighbours(),
    ]


class _Rows(Sequence[tuple[object, ...]]):
    """Rows that are made when somebody reads them: every pair at every layer may be millions."""

    def __init__(self, make: Callable[[], Iterator[tuple[object, ...]]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> list[tuple[object, ...]]:
        return list(self._make())

    def __len__(self) -> int:
        return len(self._made)

    def __getitem__(self, place: Any) -> Any:
        return self._made[place]


@dataclass(frozen=True, slots=True)
class _Layered:
    """Layers, and what the names of their views end in."""

    result: ContextualEmbeddingsResult
    layers: Sequence[Layer]
    suffix: str
    words: str

    def matrix(self) -> View:
        labels = self.result.labels
        rows = _Rows(
            lambda: (
                (one.layer, a, labels[a], b, labels[b], one.matrix[a][b], one.random_pairs.mean,
                 one.random_pairs.p05, one.random_pairs.p95)
                for one in self.layers
                for a in range(len(labels))
                for b in range(a + 1, len(labels))
            )
        )  # fmt: skip
        columns = ("layer", "sentence", "label", "other", "other_label", "similarity", "random_mean",
                   "random_p05", "random_p95")  # fmt: skip
        bands = [one.random_pairs for one in self.layers]
        return View(
            f"matrix{self.suffix}",
            f"Similarity of every pair{self.words}",
            Table(columns, rows),
            lambda figure: draw_matrices(figure, self.layers, labels),
            {
                "layer": [one.layer for one in self.layers],
                "similarity": [one.matrix for one in self.layers],
                "random_pairs": [[band.mean, band.p05, band.p95] for band in bands],
            },
        )

    def map(self) -> View:
        result = self.result
        groups = result.groups or ("",) * len(result.labels)
        rows = _Rows(
            lambda: (
                (one.layer, row, result.labels[row], groups[row], *one.coordinates[row])
                for one in self.layers
                for row in range(len(result.labels))
            )
        )
        return View(
            f"map{self.suffix}",
            f"Map of the word's places{self.words}",
            Table(("layer", "sentence", "label", "group", "x", "y"), rows),
            lambda figure: draw_maps(figure, self.layers, result.labels, groups),
            {
                "layer": [one.layer for one in self.layers],
                "coordinates": [one.coordinates for one in self.layers],
            },
        )

    def neighbours(self) -> View:
        result = self.result
        groups = result.groups or ("",) * len(result.labels)
        rows = _Rows(
            lambda: (
                (one.layer, row, result.labels[row], groups[row], rank, near.index, result.labels[near.index],
                 groups[near.index], near.similarity)
                for one in self.layers
                for row, found in enumerate(one.neighbours)
                for rank, near in enumerate(found, 1)
            )
        )  # fmt: skip
        columns = ("layer", "sentence", "label", "group", "rank", "neighbour", "neighbour_label",
                   "neighbour_group", "similarity")  # fmt: skip
        return View(f"neighbours{self.suffix}", f"Nearest neighbours{self.words}", Table(columns, rows))


def _separation(found: Sequence[Separation], raw: Sequence[Separation] | None) -> View:
    rows = [(one.layer, one.silhouette, one.accuracy) for one in found]
    columns: tuple[str, ...] = ("layer", "silhouette", "accuracy")
    if raw is not None:
        columns += ("silhouette_raw", "accuracy_raw")
        rows = [(*row, one.silhouette, one.accuracy) for row, one in zip(rows, raw, strict=True)]  # type: ignore[misc]
    return View(
        "separation",
        "How far the senses stand apart",
        Table(columns, rows),
        lambda figure: draw_separation(figure, found, raw),
    )


def _sentences(request: ContextualEmbeddingsRequest, result: ContextualEmbeddingsResult) -> View:
    groups = result.groups or ("",) * len(result.labels)
    rows = list(zip(range(len(groups)), request.sentences, result.words, result.labels, groups, strict=True))
    return View("sentences", "Sentences", Table(("index", "sentence", "word", "label", "group"), rows))
