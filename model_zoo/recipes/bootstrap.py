"""How sure a measured share is: percentile bootstrap (Efron 1979)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def share(hits: Sequence[bool]) -> float:
    """Share of True; 0 for nothing."""
    return float(np.mean(hits)) if len(hits) else 0.0


def interval(hits: Sequence[bool], seed: int = 0, draws: int = 2000) -> tuple[float, float]:
    """The middle 95 per cent of the share over `draws` samples of the same size, drawn with replacement."""
    values = np.asarray(hits, dtype=np.float64)
    if not len(values):
        return 0.0, 0.0
    # Resampling yes-or-no answers is drawing their count from a binomial: the same thing, without the copies.
    counts = np.random.default_rng(seed).binomial(len(values), values.mean(), size=draws)
    low, high = np.percentile(counts / len(values), [2.5, 97.5])
    return float(low), float(high)
