"""Request and result of the cross-lingual-embeddings demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pooling = Literal["mean", "cls"]
Correction = Literal["none", "centred", "whitened", "all_but_top"]
Method = Literal["argmax", "itermax", "match"]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CrossLingualEmbeddingsRequest:
    """Sentences and their translations, and how their vectors are made and compared."""

    #: The path of a TSV file, or the pairs themselves; "" for the bundled sentences in `languages`.
    pairs: str | tuple[Pair, ...] = ""
    #: What the two sides are called; columns of a file that has a line of headings are chosen by them.
    languages: tuple[str, str] = ("en", "de")
    layers: Literal["all"] | tuple[int, ...] = "all"  # 0 is the embedding's output
    pooling: Pooling = "mean"  # over the tokens that stand for text; cls: the first token's vector
    #: Done for each language by itself: its own mean, or its own strongest directions, say which language it is.
    correction: Correction = "centred"
    align: int | None = 0  # the pair whose words are linked, from 0; None: none
    align_layer: int | None = None  # None: the layer that finds translations best
    gold: str = ""  # the right links, "0-0 1-2 3?4": words from 0, "?" for links that are possible
    #: A TSV file of label, language and text: a probe learns the labels in one language, all are asked. "": none.
    transfer: str = ""
    seed: int | None = None  # which of those texts are held out; None: the run's seed
    detail: bool = False  # every pair's ranks and the maps, for all layers


@dataclass(frozen=True, slots=True)
class MeanReciprocalRank:
    """From the first language to the second, and back."""

    forward: float
    backward: float


@dataclass(frozen=True, slots=True)
class Layer:
    """How well translations are found at a layer; the precisions are means of both directions.

    `random` is the mean reciprocal rank of guessing. With `detail`: each pair's ranks, forward and backward, and a
    map of the first side's sentences and then the second's, turned to lie on the one before.
    """

    layer: int
    mrr: MeanReciprocalRank
    precision_at_1: float
    precision_at_5: float
    random: float
    ranks: tuple[tuple[int, int], ...] | None = None  # [n]
    coordinates: tuple[tuple[float, float], ...] | None = None  # [2 n]


@dataclass(frozen=True, slots=True)
class Link:
    """Word `a` of the first side and `b` of the second, from 0, and their cosine."""

    a: int
    b: int
    score: float


@dataclass(frozen=True, slots=True)
class Links:
    """What one method links; its alignment error rate where gold links are given."""

    method: Method
    links: tuple[Link, ...]
    error_rate: float | None


@dataclass(frozen=True, slots=True)
class Alignment:
    """The words of one pair. `words` are [start, end) in characters; `matrix` holds their cosines [m][n]."""

    pair: int
    layer: int
    texts: Pair
    words_a: tuple[tuple[int, int], ...]
    words_b: tuple[tuple[int, int], ...]
    matrix: tuple[tuple[float, ...], ...]
    methods: tuple[Links, ...]


@dataclass(frozen=True, slots=True)
class Probes:
    """Zero-shot transfer at a layer: `accuracy` [trained on][asked in] of texts that were held out.

    `majority` [asked in] is what saying the language's most frequent label reaches; `learned` and `asked` are counts.
    """

    layer: int
    languages: tuple[str, ...]
    labels: tuple[str, ...]
    accuracy: tuple[tuple[float, ...], ...]
    majority: tuple[float, ...]
    learned: tuple[int, ...]
    asked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CrossLingualEmbeddingsResult:
    """One entry for each layer asked for; `best_layer` has the highest mean reciprocal rank of both directions."""

    layers: tuple[Layer, ...]
    best_layer: int
    alignment: Alignment | None
    count: int  # pairs
    correction: Correction  # what was done; "none" where there were too few pairs to do more
    depth: int  # the model's last layer
    cut: int  # sentences that are longer than the model's window and were read by their beginning
    pairs: tuple[Pair, ...] | None = None  # with `detail`
    transfer: Probes | None = None
