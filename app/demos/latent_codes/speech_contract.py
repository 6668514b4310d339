"""What only speech has: phones, exemplars and the sound's own measures, as its views need them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone of the sound, from `start` to `stop` in seconds, as a label file beside it says."""

    start: float
    stop: float
    name: str


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A place where a code stands in a bundled sample: seconds from `start` to `stop`."""

    sound: str
    start: float
    stop: float


@dataclass(frozen=True, slots=True)
class PhoneTable:
    """How often the codes of one way (codes, kmeans, kmeans_normalised, shuffled) stood with each phone.

    `counts` [codes][phones]; the rows are `order`, codes of one phone together, those never chosen left out. `voice`
    is what the codes tell of the speaker: mutual information over the voices' entropy.
    """

    way: str
    pnmi: float
    purity: float
    voice: float
    phones: tuple[str, ...]
    order: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class SpeechDetail:
    """All that a sound's views need beside the codes.

    `code_bits` (of all stages) and `pitch_bits` are per second, `voice_bits` are once for the whole. `tune` and
    `voice` are what is kept beside the codes: with them the sound can be made again. `changed` is what was decoded
    anew, in seconds. `stages` that can be left out have no code where one was put into the first by hand.
    """

    frames_per_second: float
    code_bits: float
    pitch_bits: float
    voice_bits: int
    samples: int
    tune: tuple[int, ...] = ()
    voice: tuple[float, ...] = ()
    hertz: tuple[float, ...] = ()  # 100 frames a second; 0 is unvoiced
    labels: tuple[Phone, ...] = ()
    tables: tuple[PhoneTable, ...] = ()
    sentences: int = 0  # that the tables were counted on
    exemplars: tuple[tuple[Exemplar, ...], ...] = ()  # for each code
    changed: tuple[float, float] | None = None
