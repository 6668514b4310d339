"""The torch side of cross-lingual-embeddings: vectors of both sides at every layer, retrieval and word links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.contract import Progress, UserError
from app.demos.cross_lingual_embeddings import pairs_file
from app.demos.cross_lingual_embeddings.contract import (
    Alignment,
    Correction,
    CrossLingualEmbeddingsRequest,
    CrossLingualEmbeddingsResult,
    Layer,
    Link,
    Links,
    MeanReciprocalRank,
    Pair,
    Pooling,
    Probes,
)
from app.demos.cross_lingual_embeddings.tasks_file import read_tasks
from model_zoo.cards import Report
from model_zoo.embedding import alignment
from model_zoo.embedding.correction import fit
from model_zoo.embedding.encode import pooled
from model_zoo.embedding.projection import aligned, project
from model_zoo.embedding.reading import Reading, TextError, read
from model_zoo.embedding.retrieval import chance, ranks, summary
from model_zoo.embedding.segments import segments
from model_zoo.embedding.similarity import unit
from model_zoo.embedding.transfer import FEWEST, transfer
from model_zoo.embedding.words import means
from model_zoo.loaders.encoder import Encoder

Floats = NDArray[np.float32]

#: With fewer pairs the mean of a language is mostly what the sentences say.
FEWEST_CORRECTED = 3
#: Sentences of a side on a map.
MOST_MAPPED = 2000


@dataclass(frozen=True, slots=True)
class _Sides:
    """Vectors of both sides [layers, n, width], and how many tokens stand behind each [n]."""

    pairs: tuple[Pair, ...]
    pooling: Pooling
    vectors: tuple[Floats, Floats]
    lengths: tuple[NDArray[np.int64], NDArray[np.int64]]
    cut: int


class CrossLingualEmbeddings:
    """Answers CrossLingualEmbeddingsRequest with an Encoder. The vectors of the last pairs are kept."""

    def __init__(self, model: Encoder) -> None:
        self._model = model
        self._kept: _Sides | None = None
        self._scored: tuple[tuple[object, ...], tuple[Layer, ...]] | None = None

    def run(self, request: CrossLingualEmbeddingsRequest, progress: Progress) -> CrossLingualEmbeddingsResult:
        """Raises UserError for pairs, layers, or gold links that cannot be answered."""
        pairs = _pairs(request)
        layers = self._layers(request)
        if request.align is not None and not 0 <= request.align < len(pairs):
            raise UserError(
                f"There is no pair {request.align}: they are numbered from 0 to {len(pairs) - 1}.", "align"
            )
        sides = self._sides(pairs, request.pooling, progress)
        kind: Correction = request.correction if len(pairs) >= FEWEST_CORRECTED else "none"
        found = self._score(sides, layers, kind, request.detail, progress)
        best = max(found, key=lambda one: one.mrr.forward + one.mrr.backward).layer
        links = None
        if request.align is not None:
            layer = best if request.align_layer is None else self._layer(request.align_layer, "align_layer")
            links = self._align(sides, request.align, layer, kind != "none", request.gold, progress)
        probes = None
        if request.transfer:
            layer = best if request.align_layer is None else self._layer(request.align_layer, "align_layer")
            probes = self._transfer(request, layer, progress)
        return CrossLingualEmbeddingsResult(
            layers=found,
            best_layer=best,
            alignment=links,
            count=len(pairs),
            correction=kind,
            depth=self._model.layers - 1,
            cut=sides.cut,
            pairs=pairs if request.detail else None,
            transfer=probes,
        )

    def _layers(self, request: CrossLingualEmbeddingsRequest) -> list[int]:
        if request.layers == "all":
            return list(range(self._model.layers))
        if not request.layers:
            raise UserError("“layers” is empty: name some, or “all”.", "layers")
        return sorted({self._layer(layer, "layers") for layer in request.layers})

    def _layer(self, layer: int, field: str) -> int:
        last = self._model.layers - 1
        if not 0 <= layer <= last:
            raise UserError(f"There is no layer {layer}: this model has layers 0 to {last}.", field)
        return layer

    def _sides(self, pairs: tuple[Pair, ...], pooling: Pooling, progress: Progress) -> _Sides:
        kept = self._kept
        if kept is not None and (kept.pairs, kept.pooling) == (pairs, pooling):
            return kept
        self._kept = self._scored = None  # two sets of vectors of 20,000 pairs would be gigabytes
        every = range(self._model.layers)
        vectors, lengths, cut = [], [], 0
        for side in (0, 1):

            def report(fraction: float | None, note: str, side: int = side) -> None:
                progress.report(None if fraction is None else 0.9 * (side + fraction) / 2, note)

            readings = _read(
                self._model,
                [pair[side] for pair in pairs],
                lambda _fraction, note: progress.report(None, note),
            )

            vectors.append(pooled(self._model, readings, pooling, every, report))
            lengths.append(np.array([max(1, len(one.inner)) for one in readings]))
            cut += sum(one.cut for one in readings)
        self._kept = _Sides(pairs, pooling, (vectors[0], vectors[1]), (lengths[0], lengths[1]), cut)
        return self._kept

    def _score(
        self, sides: _Sides, layers: Sequence[int], kind: Correction, detail: bool, progress: Progress
    ) -> tuple[Layer, ...]:
        key = (tuple(layers), kind, detail)
        if self._scored is not None and self._scored[0] == key:  # another pair or layer is looked at, no more
            return self._scored[1]
        found: list[Layer] = []
        maps = []
        for number, layer in enumerate(layers):
            progress.report(0.9 + 0.1 * number / len(layers), f"Finding translations by layer {layer}")
            first, second = (fit(kind, side[layer])(side[layer]) for side in sides.vectors)
            there, back = ranks(first, second), ranks(second, first)
            forward, backward = summary(there), summary(back)
            if detail:
                maps.append(project(np.concatenate([first[:MOST_MAPPED], second[:MOST_MAPPED]]), "pca", 0))
            found.append(
                Layer(
                    layer,
                    MeanReciprocalRank(forward.mrr, backward.mrr),
                    (forward.precision_at_1 + backward.precision_at_1) / 2,
                    (forward.precision_at_5 + backward.precision_at_5) / 2,
                    chance(len(there)),
                    tuple(zip(there.tolist(), back.tolist(), strict=True)) if detail else None,
                )
            )
            progress.partial(found[-1])
        self._scored = key, (_with_maps(found, aligned(maps)) if detail else tuple(found))
        return self._scored[1]

    def _align(
        self, sides: _Sides, pair: int, layer: int, centred: bool, gold: str, progress: Progress
    ) -> Alignment:
        progress.report(None, "Linking the words")
        texts = sides.pairs[pair]
        spans = [segments(text) for text in texts]
        vectors: list[Floats] = []
        seen: list[list[tuple[int, int]]] = []
        for side, (text, words) in enumerate(zip(texts, spans, strict=True)):
            (reading,) = _read(self._model, [text], progress.report)
            places = [reading.places(*word) for word in words]
            kept = [(word, place) for word, place in zip(words, places, strict=True) if place]
            seen.append([word for word, _ in kept])
            (found,) = means(self._model, [reading], [[place for _, place in kept]], progress.report)
            mean = np.average(sides.vectors[side][layer], axis=0, weights=sides.lengths[side])
            vectors.append(found[layer] - mean if centred and sides.pooling == "mean" else found[layer])
        similarity = unit(vectors[0]) @ unit(vectors[1]).T
        sure, possible = _gold(gold, len(seen[0]), len(seen[1]))
        methods = []
        for name, method in alignment.METHODS.items():
            links = method(similarity)
            methods.append(
                Links(
                    name,  # type: ignore[arg-type]
                    tuple(Link(a, b, float(similarity[a, b])) for a, b in sorted(links)),
                    alignment.error_rate(links, sure, possible) if gold else None,
                )
            )
        rows = tuple(tuple(row) for row in similarity.round(6).tolist())
        return Alignment(pair, layer, texts, tuple(seen[0]), tuple(seen[1]), rows, tuple(methods))

    def _transfer(self, request: CrossLingualEmbeddingsRequest, layer: int, progress: Progress) -> Probes:
        seed = torch.initial_seed() if request.seed is None else request.seed
        if seed < 0:
            raise UserError("A seed is a whole number from 0 on.", "seed")
        texts = read_tasks(request.transfer)
        readings = _read(self._model, [one.text for one in texts], progress.report, "transfer")
        (vectors,) = pooled(self._model, readings, request.pooling, [layer], progress.report)
        labels, languages = [one.label for one in texts], [one.language for one in texts]

        def learned(language: str) -> None:
            progress.report(None, f"Learning from {language}")

        try:
            found = transfer(vectors, labels, languages, seed, learned)
        except ValueError as error:
            language, _, label = (part[:40] for part in str(error).partition(": "))
            raise UserError(
                f"“{label}” has only one text in {language}: a label needs {FEWEST} at least in each language that "
                "has it, one to learn from and one to be asked.",
                "transfer",
            ) from None
        return Probes(
            layer, found.languages, found.labels, found.accuracy, found.majority, found.learned, found.asked
        )


def _with_maps(found: Sequence[Layer], maps: Sequence[NDArray[np.float64]]) -> tuple[Layer, ...]:
    return tuple(
        Layer(
            one.layer, one.mrr, one.precision_at_1, one.precision_at_5, one.random, one.ranks,
            tuple((x, y) for x, y in placed.round(5).tolist()),
        )
        for one, placed in zip(found, maps, strict=True)
    )  # fmt: skip


def _read(model: Encoder, texts: list[str], report: Report, field: str = "pairs") -> list[Reading]:
    try:
        return read(model, texts, report)
    except TextError as error:
        words = str(error) if field != "pairs" else str(error).replace("Text ", "A side of pair ", 1)
        raise UserError(words, field) from error


def _pairs(request: CrossLingualEmbeddingsRequest) -> tuple[Pair, ...]:
    given = request.pairs
    if given == "":
        found = pairs_file.bundled_pairs(request.languages)
    elif isinstance(given, str):
        found = pairs_file.read_pairs(Path(given).expanduser(), request.languages)
    else:
        found = given
    if not found:
        raise UserError("There is no pair: give a sentence and its translation.", "pairs")
    if len(found) > pairs_file.MOST:
        raise UserError(
            f"There are {len(found):,} pairs; at most {pairs_file.MOST:,} are compared at once.", "pairs"
        )
    return found


def _gold(text: str, first: int, second: int) -> tuple[alignment.Links, alignment.Links]:
    try:
        sure, possible = alignment.read_gold(text)
    except ValueError as error:
        raise UserError(
            f"“{str(error)[:40]}” is no link: write them as 0-0 1-2, words counted from 0.", "gold"
        ) from None
    for a, b in possible:
        if a >= first or b >= second:
            raise UserError(
                f"The link {a}-{b} has no words: the sentences have {first} and {second}, counted from 0.",
                "gold",
            )
    return sure, possible
