"""Pictures made worse on purpose, and how much worse: noise, specks, masked squares; PSNR.

Masked squares are to a picture what [MASK] is to a sentence (Devlin et al. 2019): a share of the pieces is hidden.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Noise = Literal["gaussian", "salt_and_pepper", "squares"]
Floats = NDArray[np.float32]

#: What a masked square shows: the middle of black and white, which says nothing.
MASK = 0.5


def corrupt(
    pictures: Floats, noise: Noise, amount: float, random: np.random.Generator, square: int = 4
) -> tuple[Floats, Floats]:
    """Pictures [..., h, w], 0 to 1, made worse, and the strength of the noise at each pixel, both of one shape.

    `amount` is the standard deviation of Gaussian noise (0 to 1), the share of specks that are black or white, or
    the share of squares of `square` pixels' side that are masked. The strength is that standard deviation, or 1
    where a pixel was replaced.
    """
    if noise == "gaussian":
        drawn = random.standard_normal(pictures.shape, np.float32) * np.float32(amount)
        return np.clip(pictures + drawn, 0.0, 1.0), np.full_like(pictures, amount)
    if noise == "salt_and_pepper":
        hit = random.random(pictures.shape, np.float32) < amount
        salt = (random.random(pictures.shape, np.float32) < 0.5).astype(np.float32)
        return np.where(hit, salt, pictures), hit.astype(np.float32)
    hit = squares(pictures.shape, amount, random, square)
    return np.where(hit, np.float32(MASK), pictures), hit.astype(np.float32)


def squares(
    shape: tuple[int, ...], amount: float, random: np.random.Generator, square: int
) -> NDArray[np.bool_]:
    """Which pixels lie in masked squares: of each picture exactly the share `amount` of its squares, rounded."""
    *before, height, width = shape
    rows, columns = -(-height // square), -(-width // square)
    order = random.random((*before, rows * columns)).argsort(axis=-1).argsort(axis=-1)
    hidden = (order < round(amount * rows * columns)).reshape(*before, rows, columns)
    whole = hidden.repeat(square, axis=-2).repeat(square, axis=-1)
    return whole[..., :height, :width]


def psnr(one: Floats, other: Floats) -> float:
    """Peak signal-to-noise ratio in dB of pictures with values 0 to 1; infinite if they are the same."""
    error = float(np.square(one.astype(np.float64) - other).mean())
    return float("inf") if error == 0 else -10.0 * float(np.log10(error))
