"""The torch side of a corpus: index it where that is still to be done, and look a word up in it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Progress, UserError
from app.core.paths import cache_dir
from app.demos.contextual_embeddings.contract import (
    ContextualEmbeddingsRequest,
    CorpusResult,
    Found,
    RandomPairs,
)
from app.demos.contextual_embeddings.marks import Marked, find
from app.demos.contextual_embeddings.neighbours import near_names
from model_zoo.embedding.index import build, search
from model_zoo.embedding.index.sentences import names
from model_zoo.embedding.index.store import Index
from model_zoo.embedding.index.texts import CorpusError, column_of
from model_zoo.embedding.reading import TextError, read
from model_zoo.embedding.words import means
from model_zoo.errors import ModelError
from model_zoo.hashing import sha256_of
from model_zoo.loaders.encoder import Encoder

MOST_LISTED = 10_000
_LONGEST_PATH = 4096
_SENTENCE = 20_000  # characters of a query


def look_up(model: Encoder, request: ContextualEmbeddingsRequest, progress: Progress) -> CorpusResult:
    """Answer a request that names a corpus. Raises UserError for files, layers and words that cannot be used."""
    _check(request)
    layer, layers = _layers(model, request)
    query = None if not request.query.strip() else _query(request)
    names_ = names(request.word or (query.word if query else ""))
    if request.word.strip() and not names_:
        raise UserError("“word” holds no letters: name a word.", "word")
    path = Path(request.corpus.strip()).expanduser()
    begin = time.perf_counter()
    try:
        column = column_of(path, request.column)
        progress.report(0.0, f"Reading {path.name}")
        sha256 = sha256_of([path.resolve()], progress.report)
        folder = build.folder_of(cache_dir() / "corpora", model, sha256, column)
        index = build.words_of_corpus(folder, model, path, sha256, column, progress.report)
        rows = _occurrences(index, names_, request)
        vector = None if query is None else _vector(model, query, layer, progress)
        built = any(index.done(one) < index.about.sentences for one in layers)
        build.vectors_of_words(index, model, layers, progress.report)
        for one in layers:
            search.make_map(index, one, progress.report)
    except CorpusError as error:
        raise UserError(str(error), error.field) from error
    except ModelError as error:
        raise UserError(str(error), "corpus") from error
    except OSError as error:
        raise UserError(
            f"The corpus cannot be read or its index not be kept ({error.strerror or error}): look at the file and "
            "the disk, and run again.",
            "corpus",
        ) from error
    spent = time.perf_counter() - begin if built else 0.0
    places = np.load(index.map_file(layer), mmap_mode="r")
    begin = time.perf_counter()
    marked = names(query.word) if query else []
    nearest, scores = _nearest(index, layer, vector, marked, request, progress)
    found = time.perf_counter() - begin
    band = search.band(index, layer)
    return CorpusResult(
        vectors=len(index),
        sentences=index.about.sentences,
        width=index.about.width,
        layer=layer,
        layers=index.finished(),
        bytes=index.size,
        word=" ".join(names_),
        rows=tuple(rows.tolist()),
        occurrences=_told(index, rows[: request.limit], places, None),
        matches=_told(index, nearest, places, scores),
        random_pairs=None if band is None else RandomPairs(band.mean, band.p05, band.p95),
        index_seconds=spent,
        search_seconds=found if vector is not None else 0.0,
        folder=folder,
        map=index.map_file(layer),
    )


def _check(request: ContextualEmbeddingsRequest) -> None:
    if request.sentences:
        raise UserError("Give sentences or a corpus, not both: take one of them away.", "corpus")
    if not 1 <= request.limit <= MOST_LISTED:
        raise UserError(
            f"“limit” is {request.limit:,}: between 1 and {MOST_LISTED:,} words can be listed.", "limit"
        )
    if request.correction != "none":
        raise UserError(
            "A corpus is searched by the vectors as they are: set “correction” to none, or compare sentences.",
            "correction",
        )
    if len(os.fsencode(request.corpus.encode("utf-8", "replace"))) > _LONGEST_PATH:
        raise UserError("“corpus” is too long for a file's name: give the path of a file.", "corpus")


def _layers(model: Encoder, request: ContextualEmbeddingsRequest) -> tuple[int, tuple[int, ...]]:
    """The layer that is searched, and all that are to be indexed."""
    last = model.layers - 1
    layer = last if request.layer is None else request.layer
    named = () if request.layers == "all" else request.layers
    for one in (layer, *named):
        if not 0 <= one <= last:
            raise UserError(
                f"There is no layer {one}: this model has layers 0 to {last}.",
                "layer" if one == layer else "layers",
            )
    return layer, tuple(sorted({layer, *named}))


def _query(request: ContextualEmbeddingsRequest) -> Marked:
    if len(request.query) > _SENTENCE:
        raise UserError(
            f"The sentence to search by has {len(request.query):,} characters: give one of at most {_SENTENCE:,}.",
            "query",
        )
    try:
        return find(1, request.query, request.word)
    except UserError as error:
        words = str(error).replace("Sentence 1", "The sentence to search by", 1)
        raise UserError(words, "word" if error.field == "word" else "query") from None


def _vector(model: Encoder, query: Marked, layer: int, progress: Progress) -> NDArray[np.float32]:
    """The vector of the query's marked word: [width]."""
    try:
        readings = read(model, [query.text], progress.report)
    except TextError as error:
        raise UserError(str(error).replace("Text 1", "The sentence to search by", 1), "query") from error
    places = readings[0].places(query.start, query.end)
    if not places:
        raise UserError(
            f"The marked word of the sentence to search by is nothing that this model reads, or lies beyond its "
            f"{model.window:,} tokens: mark another one, or shorten the sentence.",
            "query",
        )
    found: NDArray[np.float32] = means(model, readings, [[places]], progress.report)[0][layer, 0]
    return found


def _occurrences(
    index: Index, wanted: Sequence[str], request: ContextualEmbeddingsRequest
) -> NDArray[np.int64]:
    """All rows of the word. Raises UserError where it was asked for and does not occur."""
    rows = index.rows_of(wanted)
    if not len(rows) and request.word.strip():
        raise UserError(
            f"“{request.word.strip()[:60]}” does not occur in {index.about.name}{near_names(index, wanted)}",
            "word",
        )
    return rows


def _nearest(
    index: Index,
    layer: int,
    vector: NDArray[np.float32] | None,
    marked: Sequence[str],
    request: ContextualEmbeddingsRequest,
    progress: Progress,
) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
    if vector is None:
        return np.empty(0, np.int64), None
    among = None
    if request.among != "all":
        same = np.zeros(len(index), bool)
        for step in range(len(marked)):
            same[index.rows_of(marked) + step] = True
        among = same if request.among == "same" else ~same
    return search.nearest(index.vectors(layer), vector, request.limit, progress.report, among)


def _told(
    index: Index,
    rows: NDArray[np.int64],
    places: NDArray[np.float32],
    scores: NDArray[np.float64] | None,
) -> tuple[Found, ...]:
    told = []
    for number, row in enumerate(rows.tolist()):
        one = index.place(row)
        x, y = (float(value) if np.isfinite(value) else None for value in places[row])
        score = None if scores is None else float(scores[number])
        told.append(Found(row, one.sentence, one.text, one.start, one.end, x, y, score))
    return tuple(told)
