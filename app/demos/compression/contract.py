"""Request and result of the compression demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from app.core.contract import Encoded, Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Codec = Literal["ours", "jpeg", "webp"]


@dataclass(frozen=True, slots=True)
class CompressionRequest:
    """A picture and how well it is to be kept."""

    input: str = ""  # a picture file, a bundled sample's id, or a compressed file (.ikp) to open again
    quality: float = 4.0  # from 1 to the model's levels (8), in steps of a sixteenth
    curve: bool = False  # also the rates and errors of every level, and of JPEG and WebP over theirs


@dataclass(frozen=True, slots=True)
class Rival:
    """The same picture by JPEG or WebP: the smallest file with at least as many bytes, as good as its encoder can.

    `quality` is the encoder's own; `half_colour` says that JPEG kept colour at half the resolution (4:2:0).
    """

    codec: Codec
    bytes: int
    bits_per_pixel: float
    psnr: float | None  # dB; None: no error at all
    ms_ssim: float | None
    quality: int
    half_colour: bool
    picture: Picture | None  # these two are always there; in JSON what has no file yet is null
    file: Encoded | None


@dataclass(frozen=True, slots=True)
class Spent:
    """Bits of the file by what they say: `part` is head, second code, brightness or colour."""

    part: str
    bits: float


@dataclass(frozen=True, slots=True)
class RatePoint:
    """One file: its rate, and how near it comes."""

    quality: float
    bits_per_pixel: float
    psnr: float | None


@dataclass(frozen=True, slots=True)
class RateCurve:
    """What a codec needs for what error, its qualities rising."""

    codec: Codec
    points: tuple[RatePoint, ...]


@dataclass(frozen=True, slots=True)
class CompressionResult:
    """A file, and the picture it decodes to. What needs the original is None where a compressed file was opened."""

    bytes: int
    bits_per_pixel: float
    psnr: float | None  # dB over red, green and blue; None also where there is no error at all
    ms_ssim: float | None  # None for pictures with a side below 11 pixels
    quality: float
    width: int
    height: int
    file: Encoded | None  # always there, as the next one; in JSON what has no file yet is null
    picture: Picture | None  # decoded from the bytes of `file`
    original: Picture | None
    rivals: tuple[Rival, ...]
    spent: tuple[Spent, ...]
    #: Bits of the latents that stand for each 8 x 8 pixels, [rows][columns].
    bits: tuple[tuple[float, ...], ...]
    curves: tuple[RateCurve, ...] = ()
    notes: tuple[str, ...] = ()
    encode_seconds: float | None = field(default=None, metadata={"measured": True})
    decode_seconds: float | None = field(default=None, metadata={"measured": True})


def pixels_of(picture: Picture | None) -> NDArray[np.uint8]:
    """The pixels of a picture that is there."""
    assert picture is not None
    return picture.pixels


def data_of(file: Encoded | None) -> bytes:
    """The bytes of a file that is there."""
    assert file is not None
    return file.data
