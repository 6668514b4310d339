"""Request and result of the latent-codes demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from app.core.contract import Media, Picture
from app.demos.latent_codes.speech_contract import SpeechDetail

Task = Literal["codes", "collapse"]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """Codes that are put in the place of others, one edit after the other.

    Where: `box` (left, top, right, bottom) of a picture's map, or `start` to `stop` of a sound's frames, ends not
    included; neither: everywhere. What: `code`, a number of the codebook; or, with `source`, the codes that
    another picture or sound has, from `at` on (column and row, or frame and 0; None: the same place). With
    `replaces`, only where that code stands. `stage` is the codebook among several, of sounds.
    """

    code: int | None = None
    box: Box | None = None
    start: int | None = None
    stop: int | None = None
    replaces: int | None = None
    source: str = ""
    at: tuple[int, int] | None = None
    stage: int = 0


@dataclass(frozen=True, slots=True)
class LatentCodesRequest:
    """A picture or a sound, and what is done to its codes."""

    #: A file, a bundled sample's id, or a folder: then the codes of all of it are counted together.
    input: str = ""
    quantizer: str = ""  # one that the model has, such as binary, gumbel, vq, fsq; "" is its first
    edits: tuple[Edit, ...] = ()
    detail: bool = (
        False  # the input as the model heard or saw it, the codebook, counts of the held-out corpus
    )
    task: Task = "codes"  # collapse: a training that lost its codes, beside one that did not


@dataclass(frozen=True, slots=True)
class Phones:
    """How much the codes tell of the phones: of 0 to 1. `pnmi` is the mutual information over the phones' entropy.

    `purity`: the share of frames whose phone is the most frequent of their code. `kmeans_*`: k-means of the same
    size on MFCC; `shuffled_*`: the same codes in another order.
    """

    pnmi: float
    purity: float
    kmeans_pnmi: float
    kmeans_purity: float | None = None
    shuffled_pnmi: float | None = None
    shuffled_purity: float | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """One quantiser over all of the held-out corpus at once: how often each code was chosen, and what it costs."""

    quantizer: str
    counts: tuple[int, ...]
    usage: float
    perplexity: float
    items: int  # pictures or utterances
    psnr: float | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A training after `step` steps: how often each held-out code was chosen, and pictures."""

    step: int
    counts: tuple[int, ...]
    usage: float
    perplexity: float
    psnr: float
    pictures: Picture | None  # side by side


@dataclass(frozen=True, slots=True)
class Run:
    """A training as its snapshots tell it."""

    title: str
    note: str
    snapshots: tuple[Snapshot, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a folder."""

    name: str
    codes: int
    usage: float
    psnr: float | None


@dataclass(frozen=True, slots=True)
class LatentCodesResult:
    """The codes after the edits and what they decode to.

    `usage` (share of the codebook that is used) and `perplexity` are of all of the input at once, a folder's as
    well; `corpus` has those of the model's held-out corpus.
    """

    #: A picture's map row by row; a sound's stages, each over its frames. Of a folder, those of its first file.
    codes: tuple[tuple[int, ...], ...]
    shape: tuple[int, int]
    codebook_size: int
    usage: float
    perplexity: float
    reconstruction: Media | None
    psnr: float | None = None
    mel_distance: float | None = None
    bits_per_second: float | None = None
    bits_per_pixel: float | None = None
    phones: Phones | None = None
    warnings: tuple[str, ...] = ()
    kind: Literal["picture", "sound"] = "picture"
    quantizer: str = ""
    factor: int = 0  # pixels of a side, or samples, that one code stands for
    #: Milliseconds of decoding since the last answer, and the parts of the map that it was done for.
    decoding_ms: float | None = field(default=None, metadata={"measured": True})
    decoded: tuple[Box, ...] = field(default=(), metadata={"measured": True})
    untouched: tuple[tuple[int, ...], ...] = ()  # the codes before the edits
    items: tuple[Item, ...] = ()  # of a folder
    #: The other picture of the last edit with a `source` and a `box`, with what it got in exchange.
    exchanged: Picture | None = None
    original: Media | None = None  # these four with `detail`
    quantizers: tuple[str, ...] = ()
    book: Picture | None = None  # what each code paints where it stands alone, in a square of squares
    corpus: tuple[Corpus, ...] = ()
    runs: tuple[Run, ...] = ()  # of the task collapse
    speech: SpeechDetail | None = None
