"""How sure an accuracy is, when several draws of examples were asked the same queries. No torch."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from app.demos.in_context_learning.contract import Verdict

_Z = 1.959963984540054
"""95% of a normal distribution lie within so many standard deviations."""


def interval(right: NDArray[np.float64]) -> tuple[float, float]:
    """95% interval of the mean of right [draws, queries], 1 for a right answer and 0 for a wrong one.

    Answers to one query are alike, and so are answers with one draw of examples, so draws x queries is not a sample
    size. The variance of the mean is estimated for both ways of clustering and added up (a crossed
    design; Owen 2007, the sum errs to the wide side); Wilson's score interval (1927) is then taken for the number
    of independent answers with that variance, at most the number of queries. With one draw this is Wilson's
    interval over the queries, which says nothing of other draws.
    """
    draws, queries = right.shape
    mean = float(right.mean())
    size = float(queries)
    spread = mean * (1 - mean)
    variance = _variance(right) if draws > 1 and queries > 1 else 0.0
    if spread > 0 and variance > 0:
        size = min(size, max(1.0, spread / variance))
    return wilson(mean, size)


def difference(one: NDArray[np.float64], two: NDArray[np.float64]) -> tuple[float, float]:
    """95 % interval of how much better the second is than the first, both [draws, queries] with the same prompts.

    Paired: what makes a query easy for both does not count. Normal approximation, variance as in `interval`.
    """
    gained = two - one
    reach = _Z * math.sqrt(_variance(gained))
    mean = float(gained.mean())
    return mean - reach, mean + reach


def _variance(values: NDArray[np.float64]) -> float:
    """Variance of the mean of values [draws, queries], clustered both ways."""
    draws, queries = values.shape
    of_queries = float(values.mean(axis=0).var(ddof=1)) / queries if queries > 1 else 0.0
    of_draws = float(values.mean(axis=1).var(ddof=1)) / draws if draws > 1 else 0.0
    return of_queries + of_draws


def wilson(share: float, size: float) -> tuple[float, float]:
    """Wilson's 95% score interval of a share found in `size` independent trials; `size` may be a fraction."""
    square = _Z * _Z
    centre = (share + square / (2 * size)) / (1 + square / size)
    reach = _Z / (1 + square / size) * math.sqrt(share * (1 - share) / size + square / (4 * size * size))
    return max(0.0, centre - reach), min(1.0, centre + reach)


def verdict(low: float, high: float, baseline: float) -> Verdict:
    """Where an interval lies against a baseline."""
    if low > baseline:
        return "above"
    return "below" if high < baseline else "at"
