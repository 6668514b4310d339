"""JPEG and WebP beside a learned codec, as strong as their encoders go, at no fewer bytes than it spent.

JPEG: the smaller of a baseline and a progressive file, both with Huffman tables made for the picture; colour at full
and at half resolution, whichever gives the higher PSNR. WebP: lossy, method 6. Of each the smallest file is taken
that has at least the bytes that were asked for, so that what is unequal is in their favour.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model_zoo.latent.likeness import psnr

Pixels = NDArray[np.uint8]
Kind = Literal["jpeg", "webp"]
KINDS: tuple[Kind, ...] = ("jpeg", "webp")
HIGHEST = {"jpeg": 95, "webp": 100}
"""Qualities above 95 are not meant to be used (the library's own advice), those of WebP go to 100."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One file: its bytes, the picture it decodes to, what was asked of the encoder, and the PSNR."""

    data: bytes
    pixels: Pixels
    quality: int
    half_colour: bool
    psnr: float


def coded(pixels: Pixels, kind: Kind, quality: int, half_colour: bool = False) -> Coded:
    """A picture, uint8 [height, width] or [height, width, 3], at a quality. `half_colour` is JPEG's 4:2:0."""
    if kind == "webp":
        return _read(_written(pixels, "WEBP", quality=quality, method=6), pixels, quality, True)
    how = {"quality": quality, "subsampling": 2 if half_colour else 0, "optimize": True}
    files = [_written(pixels, "JPEG", progressive=progressive, **how) for progressive in (False, True)]
    return _read(min(files, key=len), pixels, quality, half_colour)


def at_least(pixels: Pixels, kind: Kind, size: int, report: Callable[[float], None]) -> Coded:
    """The best of the smallest files of at least `size` bytes; of the largest ones where even those are smaller."""
    ways = (False, True) if kind == "jpeg" and pixels.ndim == 3 else (False,)
    found = []
    for number, half_colour in enumerate(ways):
        report(number / len(ways))
        found.append(_next_size(pixels, kind, size, half_colour))
    return max(found, key=lambda one: (len(one.data) >= size, one.psnr))


def curve(
    pixels: Pixels, kind: Kind, report: Callable[[float], None], qualities: Sequence[int]
) -> list[Coded]:
    """Files at these qualities, colour at either resolution, those that a smaller file surpasses left out."""
    ways = (False, True) if kind == "jpeg" and pixels.ndim == 3 else (False,)
    made = []
    for number, quality in enumerate(qualities):
        report(number / len(qualities))
        made += [coded(pixels, kind, quality, half_colour) for half_colour in ways]
    best: list[Coded] = []
    for one in sorted(made, key=lambda one: (len(one.data), -one.psnr)):
        if not best or one.psnr > best[-1].psnr:
            best.append(one)
    return best


def _next_size(pixels: Pixels, kind: Kind, size: int, half_colour: bool) -> Coded:
    """Found by halving: sizes rise with the quality, but for a few bytes."""
    low, high = 0 if kind == "webp" else 1, HIGHEST[kind]
    tried: list[Coded] = []
    while low <= high:
        middle = (low + high) // 2
        tried.append(coded(pixels, kind, middle, half_colour))
        if len(tried[-1].data) >= size:
            high = middle - 1
        else:
            low = middle + 1
    enough = [one for one in tried if len(one.data) >= size]
    return min(enough, key=lambda one: len(one.data)) if enough else max(tried, key=lambda one: len(one.data))


def _written(pixels: Pixels, form: str, **how: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, form, **how)
    return buffer.getvalue()


def _read(data: bytes, pixels: Pixels, quality: int, half_colour: bool) -> Coded:
    with Image.open(io.BytesIO(data)) as image:
        again = np.asarray(image.convert("L" if pixels.ndim == 2 else "RGB"))
    return Coded(data, again, quality, half_colour, psnr(pixels, again))
