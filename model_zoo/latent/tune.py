"""The pitch beside the codes: one of 128 steps every 20 ms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model_zoo.nets.voice_converter import STRIDE
from model_zoo.voices.features import FeatureSetup

Array = NDArray[np.float32]

TUNES = 128
"""0 is unvoiced; the others lie evenly on the logarithm, a third of a semitone apart."""


def tune_of(hertz: Array, setup: FeatureSetup) -> NDArray[np.uint8]:
    """Hertz [2 n], 0 where unvoiced -> steps [n]. A step is voiced if one of its frames is."""
    pairs = hertz.reshape(-1, STRIDE)
    voiced = pairs > 0
    logs = np.where(voiced, np.log(np.maximum(pairs, 1.0)), 0.0).sum(axis=1) / np.maximum(
        voiced.sum(axis=1), 1
    )
    low, high = np.log([setup.pitch_floor, setup.pitch_ceiling])
    steps = 1 + np.round((logs - low) / (high - low) * (TUNES - 2)).clip(0, TUNES - 2)
    return np.where(voiced.any(axis=1), steps, 0).astype(np.uint8)


def hertz_of(tune: NDArray[np.uint8], setup: FeatureSetup) -> Array:
    """Steps [n] -> hertz [2 n]; between two voiced ones a straight line, so that the steps are not heard."""
    low, high = np.log([setup.pitch_floor, setup.pitch_ceiling])
    logs = low + (tune.astype(np.float64) - 1.0) / (TUNES - 2) * (high - low)
    voiced = tune > 0
    before, after = np.roll(logs, 1), np.roll(logs, -1)
    before = np.where(np.roll(voiced, 1) & (np.arange(len(tune)) > 0), before, logs)
    after = np.where(np.roll(voiced, -1) & (np.arange(len(tune)) < len(tune) - 1), after, logs)
    lines = np.stack([0.75 * logs + 0.25 * before, 0.75 * logs + 0.25 * after], axis=1)
    return np.where(voiced[:, None], np.exp(lines), 0.0).astype(np.float32).reshape(-1)
