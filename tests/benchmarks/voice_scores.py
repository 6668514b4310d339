"""From what the judges heard to figures with bootstrap intervals."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from model_zoo.voices.features import Analysis

Floats = NDArray[np.float64]


def interval(values: Sequence[float], seed: int = 1) -> tuple[float, float, float]:
    """Mean, and the 95 % interval of the mean over 2,000 resamples; not-a-numbers are left out."""
    array = np.asarray(values, dtype=np.float64)
    array = array[np.isfinite(array)]
    if not len(array):
        return (float("nan"),) * 3
    random = np.random.default_rng(seed)
    means = array[random.integers(0, len(array), (2000, len(array)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(array.mean()), float(low), float(high)


def plain(text: str) -> str:
    """Lower case, letters and spaces only: what error rates compare."""
    return " ".join(re.sub(r"[^a-z' ]", " ", text.lower()).split())


def errors(said: str, heard: str, split: Callable[[str], Sequence[str]]) -> tuple[int, int]:
    """Edit distance of two texts in units of `split`, and how many units were said."""
    a, b = split(plain(said)), split(plain(heard))
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (one != other))
    return row[-1], len(a)


def rate(pairs: Sequence[tuple[int, int]], seed: int = 1) -> tuple[float, float, float]:
    """Errors over units of many texts, with an interval by resampling texts."""
    array = np.asarray(pairs, dtype=np.float64)
    random = np.random.default_rng(seed)
    drawn = array[random.integers(0, len(array), (2000, len(array)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return float(array[:, 0].sum() / array[:, 1].sum()), float(low), float(high)


def cepstra(analysis: Analysis, order: int = 24) -> Floats:
    """Mel cepstrum c1 to c24 of the pitch-free envelope, speaking frames only: [frames, order]."""
    log = analysis.envelope.astype(np.float64)
    level = log.mean(axis=1)
    log = log[level > level.max() - 5.0]
    bands = log.shape[1]
    basis = np.cos(np.pi * np.arange(1, order + 1)[:, None] * (np.arange(bands) + 0.5) / bands)
    found: Floats = log @ basis.T * (2.0 / bands) / 2.0
    return found


def distortion(a: Floats, b: Floats) -> float:
    """Mel-cepstral distortion in dB along the best path (Kubichek 1993; dynamic time warping)."""
    cost = np.sqrt(((a[:, None] - b[None]) ** 2).sum(axis=-1) * 2.0) * (10.0 / np.log(10.0))
    total = np.full(cost.shape, np.inf)
    steps = np.zeros(cost.shape, dtype=np.int64)
    for i in range(len(a)):
        for j in range(len(b)):
            if i == 0 and j == 0:
                best, count = 0.0, 0
            else:
                near = [(i - 1, j - 1), (i - 1, j), (i, j - 1)]
                best, count = min((total[p], steps[p]) for p in near if min(p) >= 0)
            total[i, j], steps[i, j] = best + cost[i, j], count + 1
    return float(total[-1, -1] / steps[-1, -1])


def tune_agreement(converted: Floats, source: Floats) -> float:
    """Correlation of the logarithm of two tunes where both are voiced; not a number if that is under 20 frames."""
    many = min(len(converted), len(source))
    a, b = converted[:many], source[:many]
    both = (a > 0) & (b > 0)
    if both.sum() < 20:
        return float("nan")
    return float(np.corrcoef(np.log(a[both]), np.log(b[both]))[0, 1])


def semitones_apart(tune: Floats, log_mean: float) -> float:
    """How far a tune's mean is from another's (natural logarithm of hertz), without sign."""
    voiced = tune[tune > 0]
    if not len(voiced):
        return float("nan")
    return float(abs(np.log(voiced).mean() - log_mean) * 12.0 / np.log(2.0))
