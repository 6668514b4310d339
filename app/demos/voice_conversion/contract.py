"""Request and result of the voice-conversion demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app.core.contract import Sound

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

F0 = Literal["match", "keep", "flat"]
Task = Literal["convert", "swap", "leakage"]
Kind = Literal["speaker_in_code", "speaker_in_frames", "content_in_vector"]


@dataclass(frozen=True, slots=True)
class VoiceConversionRequest:
    """A sound and the voice that it is to have. The other tasks use the last three fields instead."""

    source: str = ""  # a sound file, or a bundled sample's id
    #: A sound file, a bundled sample's id, the id of a voice that the model knows, or weights over several of those.
    target: str | dict[str, float] = ""
    semitones: float = 0.0  # added to the pitch
    f0: F0 = "match"  # the source's melody around the target's pitch, where it was, or on one note
    content: str = ""  # the variant of the content code; "" is the model's first
    seed: int | None = None  # of the breath in the sound; None: the run's seed
    melody: float = 1.0  # how wide the melody swings, as a multiple of the source's (in semitones)
    detail: bool = False  # pitch contours, the source's sound and the map of voices
    task: Task = "convert"
    sources: tuple[str, ...] = ()  # swap: every source with every target
    targets: tuple[str, ...] = ()
    #: leakage: a folder with a folder of recordings for each speaker; "": as it was measured after training.
    recordings: str = ""


@dataclass(frozen=True, slots=True)
class PitchRange:
    """Over voiced frames, in hertz: the mean (of the logarithm), and from the 5th to the 95th percentile.

    None where nothing is voiced.
    """

    mean: float | None
    range: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Pitches:
    """The source's pitch, that of the converted sound as it is tracked in it, and the target's."""

    source: PitchRange
    converted: PitchRange
    target: PitchRange


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosines of the converted sound's speaker vector with the target's and the source's, the mean voice taken off.

    The model's own speaker encoder is the judge: it was trained together with the decoder it judges.
    """

    target: float
    source: float


@dataclass(frozen=True, slots=True)
class PlacedVoice:
    """A voice on the map: `x` and `y` are its vector's principal components, `pitch` its mean in hertz.

    `melody` is the standard deviation of its pitch in semitones; `weight` its share of the target.
    """

    id: str
    x: float
    y: float
    pitch: float
    melody: float
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class VoiceMap:
    """Known voices, the triangles between them (numbers of voices), and where source and target are.

    `explained` is the two components' share of the variance.
    """

    voices: tuple[PlacedVoice, ...]
    triangles: tuple[tuple[int, int, int], ...]
    source: PlacedVoice
    target: PlacedVoice
    explained: float


@dataclass(frozen=True, slots=True)
class SwapCell:
    """One conversion of the matrix. `pitch_error` is in semitones, None where nothing is voiced."""

    likeness: Likeness
    pitch_error: float | None
    audio: Sound | None = None


@dataclass(frozen=True, slots=True)
class Swap:
    """`cells` [source][target]."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    cells: tuple[tuple[SwapCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How often a probe is right, with a 95 % interval, and what guessing the most frequent label gives."""

    kind: Kind
    accuracy: float
    low: float
    high: float
    chance: float
    count: int


@dataclass(frozen=True, slots=True)
class VariantLeak:
    """What leaks through one content code: its channels, whether instance-normalised, its codebook's entries or 0."""

    variant: str
    width: int
    normalised: bool
    codebook: int
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Leakage:
    variants: tuple[VariantLeak, ...]
    utterances: int
    speakers: int
    sentences: int  # 0: every recording says something else, and the content is not asked for
    recordings: str  # where they are; "" for those measured after training


@dataclass(frozen=True, slots=True)
class VoiceConversionResult:
    """The converted sound and what was measured of it; `swap` or `leakage` for the other tasks."""

    audio: Sound | None
    sample_rate: int
    seconds: float
    speaker_vector: tuple[float, ...]
    f0: Pitches | None
    warnings: tuple[str, ...]
    #: Seconds of work for a second of sound.
    real_time_factor: float | None = field(default=None, metadata={"measured": True})
    likeness: Likeness | None = None
    content: str = ""  # the variant that was used
    source: Sound | None = None  # these five with `detail`
    source_hertz: tuple[float, ...] = ()  # 100 frames a second; 0 is unvoiced
    converted_hertz: tuple[float, ...] = ()
    map: VoiceMap | None = None
    variants: tuple[str, ...] = ()  # the content codes that the model has
    swap: Swap | None = None
    leakage: Leakage | None = None


class Piece:
    """A partial result: the next `samples` of the converted sound, which begin at `begin` seconds of the `source`."""

    __slots__ = ("begin", "rate", "samples", "source")

    def __init__(
        self, samples: NDArray[np.float32], rate: int, begin: float, source: NDArray[np.float32]
    ) -> None:
        self.samples, self.rate, self.begin, self.source = samples, rate, begin, source


@dataclass(frozen=True, slots=True)
class SwapProgress:
    """A partial result: one more cell is there."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    row: int
    column: int
    cell: SwapCell
