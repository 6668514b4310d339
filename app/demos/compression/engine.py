"""The torch side of compression: a file made and opened again, rivals at the same bytes, curves over rates."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Encoded, Picture, Progress, SilentProgress, UserError
from app.demos.compression.checks import compressed_file, notes, quality_of, to_compress
from app.demos.compression.contract import (
    CompressionRequest,
    CompressionResult,
    RateCurve,
    RatePoint,
    Rival,
    Spent,
)
from model_zoo.latent.classic_codecs import KINDS, Coded, Kind, at_least, curve
from model_zoo.latent.compression import Compressed, ImageCompression
from model_zoo.latent.likeness import ms_ssim, psnr
from model_zoo.latent.picture_file import ENDING

Pixels = NDArray[np.uint8]
Tell = Callable[[float, str], None]

_ENDINGS = {"jpeg": ".jpg", "webp": ".webp"}
_QUALITIES = {
    "jpeg": (2, 5, 9, 15, 25, 38, 52, 68, 80, 90, 95),
    "webp": (0, 8, 20, 38, 58, 75, 88, 96),
}


class Compression:
    """Answers CompressionRequest with an ImageCompression. The curves of the last picture are kept."""

    def __init__(self, model: ImageCompression) -> None:
        self._model = model
        self._curves: tuple[bytes, tuple[RateCurve, ...]] = (b"", ())

    def warm(self) -> None:
        """Pay for first use now: Pillow's codecs, the layout of weights."""
        pixels = np.full((32, 32, 3), 128, np.uint8)
        self._compressed(pixels, CompressionRequest("", 1.0), SilentProgress())

    def run(self, request: CompressionRequest, progress: Progress) -> CompressionResult:
        """Raises UserError for pictures, files and qualities that cannot be, Cancelled on Stop."""
        if (data := compressed_file(request.input)) is not None:
            return self._opened(data, request.input, progress)
        quality_of(request.quality, self._model.levels)
        pixels = to_compress(request.input)
        found = self._compressed(pixels, request, progress)
        if request.curve:
            found = replace(found, curves=self._measured(pixels, found, progress))
        return found

    def _compressed(
        self, pixels: Pixels, request: CompressionRequest, progress: Progress
    ) -> CompressionResult:
        share = 0.3 if request.curve else 1.0
        begin = time.perf_counter()
        made = self._model.encode(pixels, request.quality, _part(progress, 0.0, 0.35 * share))
        middle = time.perf_counter()
        # What is shown is what the file's bytes say, not what the encoder has in memory.
        again, quality = self._model.decode(made.data, _part(progress, 0.35 * share, 0.6 * share))
        end = time.perf_counter()
        rivals = []
        for number, kind in enumerate(KINDS):
            at = (0.6 + 0.2 * number) * share
            tell = _part(progress, at, at + 0.2 * share)
            rival = at_least(pixels, kind, len(made.data), _noting(tell, f"Asking {kind.upper()}"))
            rivals.append(_rival(pixels, kind, rival))
        height, width = pixels.shape[:2]
        return CompressionResult(
            bytes=len(made.data),
            bits_per_pixel=8 * len(made.data) / (width * height),
            psnr=_finite(psnr(pixels, again)),
            ms_ssim=ms_ssim(pixels, again),
            quality=quality,
            width=width,
            height=height,
            file=Encoded(made.data, ENDING),
            picture=Picture(again),
            original=Picture(pixels),
            rivals=tuple(rivals),
            spent=self._spent(made),
            bits=tuple(tuple(round(float(one), 3) for one in row) for row in made.bits),
            notes=notes(pixels, _finite(psnr(pixels, again)), rivals),
            encode_seconds=middle - begin,
            decode_seconds=end - middle,
        )

    def _opened(self, data: bytes, name: str, progress: Progress) -> CompressionResult:
        begin = time.perf_counter()
        try:
            pixels, quality = self._model.decode(data, _part(progress, 0.0, 1.0))
        except ValueError as error:
            raise UserError(f"{name.replace(chr(92), '/').rsplit('/', 1)[-1]} {error}.", "input") from error
        height, width = pixels.shape[:2]
        return CompressionResult(
            bytes=len(data),
            bits_per_pixel=8 * len(data) / (width * height),
            psnr=None,
            ms_ssim=None,
            quality=quality,
            width=width,
            height=height,
            file=Encoded(data, ENDING),
            picture=Picture(pixels),
            original=None,
            rivals=(),
            spent=(),
            bits=(),
            decode_seconds=time.perf_counter() - begin,
        )

    def _spent(self, made: Compressed) -> tuple[Spent, ...]:
        luma = self._model.net.shape.luma
        brightness, colour = float(made.channel_bits[:luma].sum()), float(made.channel_bits[luma:].sum())
        head = 8 * len(made.data) - brightness - colour - made.side_bits
        return (
            Spent("brightness", round(brightness, 1)),
            Spent("colour", round(colour, 1)),
            Spent("second code", round(made.side_bits, 1)),
            Spent("head", round(head, 1)),
        )

    def _measured(
        self, pixels: Pixels, found: CompressionResult, progress: Progress
    ) -> tuple[RateCurve, ...]:
        """Rates over all levels. They grow on the page, a level at a time, and are kept for the next quality."""
        key = bytes(str(pixels.shape), "ascii") + pixels.tobytes()
        if self._curves[0] == key:
            return self._curves[1]
        rivals: list[RateCurve] = []
        for number, kind in enumerate(KINDS):
            tell = _part(progress, 0.3 + 0.15 * number, 0.45 + 0.15 * number)
            files = curve(pixels, kind, _noting(tell, f"{kind.upper()} over its rates"), _QUALITIES[kind])
            rivals.append(RateCurve(kind, tuple(_point(pixels, one) for one in files)))
            progress.partial(replace(found, curves=tuple(rivals)))
        points: list[RatePoint] = []
        levels = self._model.levels
        for level in range(levels):
            begin = 0.6 + 0.4 * level / levels
            tell = _part(progress, begin, begin + 0.2 / levels)
            made = self._model.encode(pixels, 1.0 + level, tell)
            again, quality = self._model.decode(
                made.data, _part(progress, begin + 0.2 / levels, begin + 0.4 / levels)
            )
            points.append(_rate(pixels, quality, len(made.data), again))
            curves = (RateCurve("ours", tuple(points)), *rivals)
            progress.partial(replace(found, curves=curves))
        self._curves = (key, curves)
        return curves


def _part(progress: Progress, begin: float, end: float) -> Tell:
    """A teller of a part of the work, whose shares go from 0 to 1."""

    def tell(share: float, note: str = "") -> None:
        progress.report(begin + (end - begin) * share, note)

    return tell


def _noting(tell: Tell, note: str) -> Callable[[float], None]:
    """The same teller for work that knows no words."""
    return lambda share: tell(share, note)


def _rival(pixels: Pixels, kind: Kind, made: Coded) -> Rival:
    return Rival(
        codec=kind,
        bytes=len(made.data),
        bits_per_pixel=8 * len(made.data) / (pixels.shape[0] * pixels.shape[1]),
        psnr=_finite(made.psnr),
        ms_ssim=ms_ssim(pixels, made.pixels),
        quality=made.quality,
        half_colour=made.half_colour,
        picture=Picture(made.pixels),
        file=Encoded(made.data, _ENDINGS[kind]),
    )


def _point(pixels: Pixels, made: Coded) -> RatePoint:
    return _rate(pixels, made.quality, len(made.data), made.pixels)


def _rate(pixels: Pixels, quality: float, size: int, again: Pixels) -> RatePoint:
    rate = 8 * size / (pixels.shape[0] * pixels.shape[1])
    return RatePoint(quality, rate, _finite(psnr(pixels, again)))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
