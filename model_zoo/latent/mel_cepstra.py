"""Mel cepstra with their changes, what speech was recognised with for forty years: the baseline of learned codes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model_zoo.nets.voice_converter import STRIDE

Array = NDArray[np.float32]

_KEPT = 13


def mel_cepstra(mel: Array) -> Array:
    """Log mel [frames, bands] -> [frames // 2, 39]: 13 coefficients, their slopes, and the slopes of those.

    Davis and Mermelstein 1980; slopes over two frames to either side (Furui 1986). Two frames are averaged, so that
    there are as many as codes.
    """
    from scipy.fft import dct

    plain = dct(mel, type=2, norm="ortho", axis=1)[:, :_KEPT]
    first = _slopes(plain)
    both = np.concatenate([plain, first, _slopes(first)], axis=1)
    count = len(both) // STRIDE
    found: Array = both[: count * STRIDE].reshape(count, STRIDE, -1).mean(axis=1).astype(np.float32)
    return found


def normalised(cepstra: Array) -> Array:
    """Each coefficient by its mean and spread over the utterance: takes some of the voice and the room away."""
    found: Array = (cepstra - cepstra.mean(axis=0)) / np.maximum(cepstra.std(axis=0), 1e-3)
    return found


def _slopes(values: Array) -> Array:
    padded = np.pad(values, ((2, 2), (0, 0)), mode="edge")
    found: Array = (2 * (padded[4:] - padded[:-4]) + padded[3:-1] - padded[1:-3]) / 10.0
    return found
