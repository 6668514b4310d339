"""The torch side of contextual-embeddings: vectors of the marked words at every layer, and what is between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from app.core.contract import Progress, UserError
from app.demos.contextual_embeddings.contract import (
    ContextualEmbeddingsRequest,
    ContextualEmbeddingsResult,
    Layer,
    Matrix,
    Neighbour,
    RandomPairs,
    Separation,
)
from app.demos.contextual_embeddings.corpus import look_up
from app.demos.contextual_embeddings.marks import Marked, find
from model_zoo.cards import Report
from model_zoo.embedding import cka
from model_zoo.embedding.correction import Kind, fit, published_components
from model_zoo.embedding.projection import aligned, project
from model_zoo.embedding.reading import Reading, TextError, read
from model_zoo.embedding.separation import neighbour_accuracy, silhouette
from model_zoo.embedding.similarity import cosines, random_pairs
from model_zoo.embedding.words import Words, background, means, words_of
from model_zoo.loaders.encoder import Encoder

MOST_SENTENCES = 1000
_NEIGHBOURS = 10
#: Words whose inner products are compared between models: few enough to be kept with a result.
_COMPARED = 100

Floats = NDArray[np.float32]


class ContextualEmbeddings:
    """Answers ContextualEmbeddingsRequest with an Encoder. The ordinary words' vectors are kept with it."""

    def __init__(self, model: Encoder) -> None:
        self._model = model
        self._ordinary: Words | None = None

    def warm(self) -> None:
        """Read the ordinary sentences, so that the first real request need not."""
        self._background(lambda _fraction, _note: None)

    def run(self, request: ContextualEmbeddingsRequest, progress: Progress) -> ContextualEmbeddingsResult:
        """Raises UserError for sentences, groups, layers or components that cannot be answered."""
        if request.corpus.strip():
            return self._corpus(request, progress)
        progress.report(0.0, "Reading the sentences")
        marked = _marked(request)
        layers = self._layers(request)
        components = self._components(request)
        seed = int(np.random.randint(2**31)) if request.seed is None else request.seed
        vectors, others = self._vectors(marked, progress)
        ordinary = self._background(progress.report)
        given = _Given(vectors, others, ordinary, request.groups, seed)
        kinds: list[Kind] = [request.correction]
        if request.raw and request.correction != "none":
            kinds.append("none")
        # On small matrices several threads wait for one another longer than they work.
        with threadpool_limits(1, "blas"):
            found = [
                _layers(
                    given, layers, kind, components, request, progress, number / len(kinds), 1 / len(kinds)
                )
                for number, kind in enumerate(kinds)
            ]
        grouped = any(request.groups)
        return ContextualEmbeddingsResult(
            layers=found[0],
            labels=tuple(one.label for one in marked),
            separation=given.separation(found[0]) if grouped else None,
            words=tuple(one.word for one in marked),
            groups=request.groups,
            components=components,
            depth=self._model.layers - 1,
            raw=found[-1] if request.raw else None,
            raw_separation=given.separation(found[-1]) if request.raw and grouped else None,
            grams=_grams(ordinary) if request.grams else None,
        )

    def _corpus(self, request: ContextualEmbeddingsRequest, progress: Progress) -> ContextualEmbeddingsResult:
        return ContextualEmbeddingsResult(
            layers=(),
            labels=(),
            separation=None,
            words=(),
            groups=(),
            components=None,
            depth=self._model.layers - 1,
            raw=None,
            raw_separation=None,
            grams=None,
            corpus=look_up(self._model, request, progress),
        )

    def _vectors(self, marked: Sequence[Marked], progress: Progress) -> tuple[Floats, Floats]:
        """Of the marked words [layers, n, width], and of all words of their sentences [layers, words, width]."""
        try:
            readings = read(self._model, [one.text for one in marked], progress.report)
        except TextError as error:
            raise UserError(str(error).replace("Text ", "Sentence ", 1), "sentences") from error
        chosen = [
            [_places(number, one, reading, self._model.window), *(places for _, places in words_of(reading))]
            for number, (one, reading) in enumerate(zip(marked, readings, strict=True), 1)
        ]
        found = means(self._model, readings, chosen, progress.report)
        return np.stack([one[:, 0] for one in found], axis=1), np.concatenate(
            [one[:, 1:] for one in found], axis=1
        )

    def _background(self, report: Report) -> Words:
        if self._ordinary is None:
            self._ordinary = background(self._model, report)
        return self._ordinary

    def _layers(self, request: ContextualEmbeddingsRequest) -> list[int]:
        last = self._model.layers - 1
        if request.layers == "all":
            return list(range(last + 1))
        if not request.layers:
            raise UserError("“layers” is empty: name some, or “all”.", "layers")
        for layer in request.layers:
            if not 0 <= layer <= last:
                raise UserError(f"There is no layer {layer}: this model has layers 0 to {last}.", "layers")
        return sorted(set(request.layers))

    def _components(self, request: ContextualEmbeddingsRequest) -> int | None:
        width = self._model.width
        if request.correction not in ("all_but_top", "whitened"):
            return None
        if request.components is None:
            return published_components(width) if request.correction == "all_but_top" else None
        least = 1 if request.correction == "whitened" else 0
        if not least <= request.components < width:
            raise UserError(
                f"“components” is {request.components}; this model's vectors have {width} directions, so it must "
                f"lie between {least} and {width - 1}.",
                "components",
            )
        return request.components


class _Given:
    """The vectors of a request: of the marked words, of all words around them, and of ordinary words."""

    def __init__(
        self, vectors: Floats, others: Floats, ordinary: Words, groups: tuple[str, ...], seed: int
    ) -> None:
        self.vectors, self.others, self.ordinary = vectors, others, ordinary
        self.groups, self.seed = groups, seed

    def separation(self, layers: Sequence[Layer]) -> tuple[Separation, ...]:
        """How far the groups stand apart at each of the layers."""
        found = []
        for one in layers:
            matrix = np.array(one.matrix)
            found.append(
                Separation(
                    one.layer, silhouette(matrix, self.groups), neighbour_accuracy(matrix, self.groups)
                )
            )
        return tuple(found)


def _layers(
    given: _Given,
    layers: Sequence[int],
    kind: Kind,
    components: int | None,
    request: ContextualEmbeddingsRequest,
    progress: Progress,
    begin: float,
    share: float,
) -> tuple[Layer, ...]:
    matrices, bands, maps = [], [], []
    for number, layer in enumerate(layers):
        note = f"Layer {layer}"
        if request.projection == "umap" and not number:
            note += " (UMAP prepares itself when it is first used)"
        progress.report(begin + share * number / len(layers), note)
        ordinary = given.ordinary.vectors[layer]
        correct = fit(kind, np.concatenate([ordinary, given.others[layer]]), components)
        found = correct(given.vectors[layer])
        matrices.append(cosines(found))
        draw = np.random.default_rng(given.seed)
        bands.append(random_pairs(correct(ordinary), given.ordinary.texts, given.ordinary.names, draw))
        maps.append(project(found, request.projection, given.seed))
    placed = aligned(maps)
    return tuple(
        Layer(
            layer,
            _rows(matrices[at]),
            RandomPairs(bands[at].mean, bands[at].p05, bands[at].p95),
            _rows(placed[at]),
            _neighbours(np.array(_rows(matrices[at]))),
            float(matrices[at].min()),
        )
        for at, layer in enumerate(layers)
    )


def _neighbours(matrix: NDArray[np.float64]) -> tuple[tuple[Neighbour, ...], ...]:
    hidden = matrix.copy()
    np.fill_diagonal(hidden, -np.inf)
    order = np.argsort(-hidden, axis=1, kind="stable")[:, : min(_NEIGHBOURS, len(matrix) - 1)]
    return tuple(
        tuple(Neighbour(int(index), float(matrix[row, index])) for index in found)
        for row, found in enumerate(order)
    )


def _grams(ordinary: Words) -> tuple[Matrix, ...]:
    """Of the same words for every model, spread over the sentences."""
    chosen = np.linspace(0, len(ordinary.texts) - 1, _COMPARED).round().astype(int)
    return tuple(_rows(cka.gram(layer[chosen])) for layer in ordinary.vectors)


def _rows(matrix: NDArray[np.float64]) -> Matrix:
    # Row by row: a million numbers at once would keep the interpreter from the window's thread.
    return tuple(tuple(row.tolist()) for row in matrix.round(7))


def _places(number: int, marked: Marked, reading: Reading, window: int) -> list[int]:
    places = reading.places(marked.start, marked.end)
    if places:
        return places
    cut = reading.cut and marked.end > max((reading.spans[place][1] for place in reading.inner), default=0)
    why = (
        f"lies beyond the {window:,} tokens that this model reads: shorten the sentence before it"
        if cut
        else "is nothing that this model can read: mark another one"
    )
    raise UserError(f"The marked word of sentence {number:,} {why}.", "sentences")


def _marked(request: ContextualEmbeddingsRequest) -> list[Marked]:
    count = len(request.sentences)
    if request.query.strip():
        raise UserError("A sentence to search by needs a corpus to be searched: name its file.", "corpus")
    if not count:
        raise UserError("There is nothing to look at: give two sentences or more, or a corpus.", "sentences")
    if count < 2:
        raise UserError("One sentence has nothing to be compared with: give two or more.", "sentences")
    if count > MOST_SENTENCES:
        raise UserError(
            f"There are {count:,} sentences; at most {MOST_SENTENCES:,} are compared at once: take some out.",
            "sentences",
        )
    if request.groups and len(request.groups) != count:
        raise UserError(
            f"There are {len(request.groups):,} groups for {count:,} sentences: give one for each, or none.",
            "groups",
        )
    return [find(number, one, request.word) for number, one in enumerate(request.sentences, 1)]
