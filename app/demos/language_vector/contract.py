"""Request and result of the language-vector demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What language a prediction belongs to. "other": neither of the two (or a mark of the model's, such as [SEP]);
#: "none": none in particular (punctuation, digits, pieces that both languages write, pieces that no text at hand
#: has), and not counted.
Kind = Literal["target", "source", "other", "none"]

#: The alphas of the map.
STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0)


@dataclass(frozen=True, slots=True)
class LanguageVectorRequest:
    """Sentences, and how far along the vector from one language's mean to another's their states are moved."""

    source: str = "en"  # codes of languages that the pairs have
    target: str = "de"
    sentences: tuple[str, ...] = ()
    layer: int = 3  # 0 is the embedding's output
    alpha: float | tuple[float, ...] = 1.0
    #: A file of lines source<TAB>target (.tsv, or .tsv.xz), or with a first line of language codes over any number
    #: of columns; "": the bundled sentences.
    pairs: str = ""
    sweep: bool = False  # also the map of layers by alphas
    #: The map is measured on the sentences and on so many others of the pairs: a few words say little.
    others: int = 8


@dataclass(frozen=True, slots=True)
class SourceToken:
    """A piece of a sentence: sentence[start:end] in code points. The model's marks (CLS, SEP) are left out."""

    text: str
    id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AlphaAnswer:
    """What the model says at one alpha. Fields with [sentence][position] run along the result's `sources`."""

    alpha: float
    tokens: tuple[tuple[str, ...], ...]  # [sentence][position]: the most probable piece, as a reader sees it
    #: Share of predictions in the target language, of those that are in any language; None if none is.
    conversion_rate: float | None
    #: Share of pieces with an entry in the dictionary that became one of their translations, each different piece
    #: counted once (with the share of its places); None without entries.
    translation_accuracy: float | None
    kept: float  # share of positions where the prediction is the piece that stands there
    ids: tuple[tuple[int, ...], ...] = ()  # [sentence][position]
    kinds: tuple[tuple[Kind, ...], ...] = ()  # [sentence][position]
    probabilities: tuple[tuple[float, ...], ...] = ()  # [sentence][position]
    translated: tuple[tuple[bool | None, ...], ...] = ()  # [sentence][position]; None: not in the dictionary


@dataclass(frozen=True, slots=True)
class LanguagePoint:
    """A language's mean state at the layer, on the two main axes of all of them."""

    code: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sweep:
    """The same measures by layer and alpha: [layer][alpha]; None: not measured, or nothing to measure."""

    alphas: tuple[float, ...]
    conversion_rate: tuple[tuple[float | None, ...], ...]
    translation_accuracy: tuple[tuple[float | None, ...], ...]
    kept: tuple[tuple[float | None, ...], ...]
    sentences: int  # measured on so many
    baseline: float | None  # translation accuracy on them of the best constant answer


@dataclass(frozen=True, slots=True)
class LanguageVectorResult:
    """What the model says along the vector, and the vector itself."""

    alphas: tuple[AlphaAnswer, ...]
    sources: tuple[tuple[SourceToken, ...], ...]  # [sentence][position]
    layer: int
    layers: int  # how many there are, the embedding included
    #: Translation accuracy of always giving the one of the target's ten most frequent words that does it best.
    baseline: float | None
    baseline_word: str
    entries: int  # different pieces of the sentences that the dictionary knows
    dictionary: int  # pieces of the source language with a translation
    pairs: int  # pairs that the means, the vocabularies and the dictionary were made of
    vector_length: float  # Euclidean length of the vector at the layer
    state_length: float  # and of the source language's mean there
    languages: tuple[LanguagePoint, ...] = ()
    sweep: Sweep | None = None
