"""What can be compressed and opened, and what a user should know of the answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.contract import UserError
from app.core.pictures import read_picture
from app.demos.compression.contract import Rival
from app.demos.compression.words import EVEN, NAMES
from model_zoo.latent.picture_file import ENDING, LONGEST_SIDE, MAGIC, MOST_PIXELS

Pixels = NDArray[np.uint8]

_MOST_BYTES = 64 * 1024 * 1024
_FEW_COLOURS = 0.15  # of its pixels: photographs have more


def quality_of(quality: float, levels: int) -> None:
    """Raises UserError for a quality that the model has not."""
    if not math.isfinite(quality) or not 1 <= quality <= levels:
        raise UserError(
            f"“quality” goes from 1 (smallest file) to {levels} (smallest error), in sixteenths.", "quality"
        )


def compressed_file(name: str) -> bytes | None:
    """The bytes of a compressed picture, None if the name is that of something else. Raises UserError."""
    path = Path(name).expanduser()
    try:
        if not path.is_file():
            return None
    except (OSError, ValueError):  # a name that no system allows
        return None
    try:
        with path.open("rb") as file:
            begins = file.read(len(MAGIC)) == MAGIC
            if not begins and path.suffix.lower() != ENDING:
                return None
            file.seek(0)
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"{path.name} cannot be read: {reason}. Choose another file.", "input") from error
    if len(data) > _MOST_BYTES:
        raise UserError(f"{path.name} is too large for a compressed picture. Choose another file.", "input")
    return data


def to_compress(name: str) -> Pixels:
    """The pixels of a picture, uint8 [height, width] or [height, width, 3]. Raises UserError."""
    pixels = read_picture(name, "input").pixels
    height, width = pixels.shape[:2]
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise UserError(
            f"The picture has {width:,} × {height:,} pixels; here at most {MOST_PIXELS / 2**20:.0f} million can be "
            "compressed. Make it smaller, or cut a part out.",
            "input",
        )
    return pixels


def notes(pixels: Pixels, psnr: float | None, rivals: Sequence[Rival]) -> tuple[str, ...]:
    """Say where the others are better, and why as far as that can be seen."""
    if psnr is None:
        return ()
    winners = [rival for rival in rivals if rival.psnr is None or rival.psnr > psnr + EVEN]
    reasons = [(NAMES[rival.codec], _why(pixels, psnr, rival)) for rival in winners]
    return tuple(f"{name} wins here: {reason}." for name, reason in reasons if reason)


def _why(pixels: Pixels, psnr: float, rival: Rival) -> str:
    if rival.codec == "jpeg" and (rival.psnr is None or rival.psnr > max(42.0, psnr + 3)):
        return "its error is so small that the picture was probably a JPEG before, and is written again as it was"
    colours = np.unique(pixels.reshape(pixels.shape[0] * pixels.shape[1], -1), axis=0)
    if len(colours) < _FEW_COLOURS * pixels.shape[0] * pixels.shape[1]:
        return "the picture has few colours and flat parts; our codec learned from photographs"
    return ""
