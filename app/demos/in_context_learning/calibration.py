"""Contextual calibration: take out what the prompt alone says, before any input (Zhao et al. 2021, sec. 4)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

#: Inputs with nothing in them; their answers are averaged, as in the paper.
CONTENT_FREE = ("N/A", "[MASK]", "")


def bias(log_probabilities: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Probabilities of the labels where there is nothing to say, [labels]: the mean over the content-free inputs.

    `log_probabilities` is [inputs][labels]; each input's probabilities are made to sum to 1 over the labels first.
    """
    mean: NDArray[np.float64] = np.mean([shares(row) for row in log_probabilities], axis=0)
    return mean


def calibrated(log_probabilities: Sequence[float], free: NDArray[np.float64]) -> list[float]:
    """Log of diag(free)^-1 p, made to sum to 1 over the labels: [labels]. The paper's W, with its b = 0."""
    raised = np.asarray(log_probabilities, dtype=np.float64) - np.log(np.maximum(free, 1e-300))
    return [float(one) for one in raised - np.logaddexp.reduce(raised)]


def shares(log_probabilities: Sequence[float]) -> NDArray[np.float64]:
    """Probabilities that sum to 1 over the labels, [labels]."""
    logs = np.asarray(log_probabilities, dtype=np.float64)
    normal: NDArray[np.float64] = np.exp(logs - np.logaddexp.reduce(logs))
    return normal
