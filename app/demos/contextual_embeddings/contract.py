"""Request and result of the contextual-embeddings demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Correction = Literal["none", "centred", "whitened", "all_but_top"]
Projection = Literal["pca", "umap", "tsne"]
Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class ContextualEmbeddingsRequest:
    """Sentences, and how their marked words are compared.

    In each sentence one word, or a phrase, is marked by *asterisks*; with `word`, sentences without a mark are
    searched for it (its first occurrence, case does not count).
    """

    sentences: tuple[str, ...]  # 2 to 1,000
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
