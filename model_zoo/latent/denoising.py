"""Answers to a noisy picture: our denoiser, the net that learnt to copy, a bottleneck, and plain filters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model_zoo.latent.auto_encoding import AutoEncoders

Floats = NDArray[np.float32]

#: Numbers in the bottleneck that is asked to clean: enough for the picture, too few for its noise.
NARROW = 16


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One answer: `picture` [..., h, w], 0 to 1; `name` is short, `title` says what it is."""

    name: str
    title: str
    picture: Floats


def answers(
    model: AutoEncoders, noisy: Floats, level: Floats | None, noise: str, data: str | None
) -> list[Cleaned]:
    """What all make of noisy pictures [n, h, w], 0 to 1; `level` is the noise's strength, None if it is not told.

    The bottleneck is asked where a set `data` has pictures of this size.
    """
    found = []
    if "denoiser" in model.denoisers:
        cleaned = model.denoised("denoiser", noisy, level)
        if level is not None:  # what it is told to be clean stays as it is, as BERT keeps the words it sees
            cleaned = np.where(level > 0, cleaned, noisy)
        found.append(Cleaned("denoiser", "Denoiser", cleaned))
    if "identity" in model.denoisers:
        found.append(Cleaned("identity", "Identity net", model.denoised("identity", noisy, None)))
    if data is not None and (widths := model.widths(data)):
        width = min(widths, key=lambda one: abs(one - NARROW))
        back = model.reconstructed(data, width, noisy.reshape(len(noisy), -1)).reshape(noisy.shape)
        found.append(Cleaned("bottleneck", f"Bottleneck of {width}", np.clip(back, 0, 1)))
    found.append(Cleaned("filter", *_filtered(noisy, noise)))
    return found


def _filtered(noisy: Floats, noise: str) -> tuple[str, Floats]:
    """What one would do without learning: a median of nine pixels, or their weighted mean where noise is Gaussian."""
    from scipy.ndimage import gaussian_filter, median_filter

    if noise == "gaussian":
        return "Gaussian blur", np.asarray(gaussian_filter(noisy, (0, 0.8, 0.8)), np.float32)
    return "Median of 3 × 3", np.asarray(median_filter(noisy, (1, 3, 3)), np.float32)
