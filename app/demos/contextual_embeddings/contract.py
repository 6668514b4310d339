"""Request and result of the contextual-embeddings demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Correction = Literal["none", "centred", "whitened", "all_but_top"]
Projection = Literal["pca", "umap", "tsne"]
Among = Literal["all", "same", "others"]
Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class ContextualEmbeddingsRequest:
    """Sentences, and how their marked words are compared; or a corpus, in which a word is looked up.

    In each sentence one word, or a phrase, is marked by *asterisks*; with `word`, sentences without a mark are
    searched for it (its first occurrence, case does not count).

    With `corpus`, every word of that file is indexed with its vector at `layer`, once; an index that is there is
    used. `word` asks for its occurrences, `query` for the words nearest to the one that it marks.
    """

    sentences: tuple[str, ...] = ()  # 2 to 1,000, or none beside a corpus
    word: str = ""
    groups: tuple[str, ...] = ()  # a sense for each sentence, "" where it is not known; or none at all
    layers: Literal["all"] | tuple[int, ...] = "all"  # 0 is the embedding's output
    similarity: Literal["cosine"] = "cosine"
    #: What is done against anisotropy; estimated on ordinary sentences and all words of those given.
    correction: Correction = "none"
    #: Directions that all_but_top takes away (None: width / 100), or that whitened keeps (None: all).
    components: int | None = None
    projection: Projection = "pca"
    seed: int | None = None  # None: the run's own
    raw: bool = False  # the layers without correction as well
    grams: bool = False  # what comparing two models by CKA needs
    corpus: str = ""  # a file: plain text, CSV, TSV or Parquet
    column: str = ""  # of a table: the one that holds the texts; "": found by its name or its length
    #: The layer that is indexed and searched; None: the last. Where `layers` names some, those are indexed as well.
    layer: int | None = None
    query: str = ""  # a sentence with its *word* marked
    among: Among = "all"  # which words the nearest are: any, the marked word itself, or any but that
    limit: int = 100  # occurrences and nearest words that are listed


@dataclass(frozen=True, slots=True)
class RandomPairs:
    """Cosine of random pairs of ordinary words at this layer: mean, 5th and 95th percentile."""

    mean: float
    p05: float
    p95: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another sentence by its number from 0, and the cosine of the two words."""

    index: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: cosines [n][n], their scale, a map [n][2] turned to lie on the one before, nearest first."""

    layer: int
    matrix: Matrix
    random_pairs: RandomPairs
    coordinates: Matrix
    neighbours: tuple[tuple[Neighbour, ...], ...]  # [n], at most ten each
    least: float  # the lowest cosine


@dataclass(frozen=True, slots=True)
class Separation:
    """How far the groups stand apart at a layer; None where there is nothing to tell apart."""

    layer: int
    silhouette: float | None  # mean, with 1 - cosine as distance (Rousseeuw 1987)
    accuracy: float | None  # share of words whose nearest other word is of the same group


@dataclass(frozen=True, slots=True)
class Found:
    """A word of the corpus: its row in the index, the sentence text[start:end] stands in, its place on the map.

    `score` is its cosine to the query's word, None without a query; x and y are None where the model reads nothing.
    """

    row: int
    sentence: int  # by number from 0
    text: str
    start: int
    end: int
    x: float | None
    y: float | None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class CorpusResult:
    """An indexed corpus, and what was looked up in it."""

    vectors: int  # words, each with its vector
    sentences: int
    width: int
    layer: int  # that was searched
    layers: tuple[int, ...]  # that are indexed
    bytes: int  # that the index takes on the disk
    word: str
    rows: tuple[int, ...]  # every occurrence of the word
    occurrences: tuple[Found, ...]  # the first of them, as many as were asked for
    matches: tuple[Found, ...]  # the nearest to the query's word, the nearest first
    random_pairs: RandomPairs | None  # cosines of words that have nothing to do with each other
    index_seconds: float  # what was built this time; 0 where the index was there
    search_seconds: float
    folder: Path  # of the index
    map: Path  # coordinates of all words [vectors, 2], as numpy.load reads them


@dataclass(frozen=True, slots=True)
class ContextualEmbeddingsResult:
    """What the model holds of the marked words, one entry a layer asked for."""

    layers: tuple[Layer, ...]
    labels: tuple[str, ...]  # the word with its nearest context, for each sentence
    separation: tuple[Separation, ...] | None  # None without groups
    words: tuple[str, ...]  # the marked words as they are written
    groups: tuple[str, ...]
    components: int | None  # directions taken away or kept; None where none are
    depth: int  # the model's last layer
    raw: tuple[Layer, ...] | None  # without correction, if that was asked for
    raw_separation: tuple[Separation, ...] | None
    grams: tuple[Matrix, ...] | None  # [layer] inner products of 100 ordinary words, centred; all layers
    corpus: CorpusResult | None = None  # what was found in a corpus; the other fields are empty then
