"""How well scores tell strange rows from normal ones: curves, areas, intervals, thresholds. numpy only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DRAWS = 1000
#: Numbers in one of the matrices of a bootstrap; more draws are made in several.
_CELLS = 2_000_000


def counts(scores: Floats, strange: Flags) -> tuple[Floats, Floats, Floats]:
    """Thresholds from the highest score down, and how many strange and normal rows reach each: [steps] three times.

    Rows with the same score come in one step.
    """
    order = np.argsort(-scores, kind="stable")
    ends = _ends(scores[order])
    hits = np.cumsum(strange[order])[ends].astype(np.float64)
    return scores[order][ends], hits, ends + 1.0 - hits


def roc(scores: Floats, strange: Flags) -> tuple[Floats, Floats]:
    """Shares of normal rows flagged and of strange rows caught, from (0, 0) to (1, 1) as the threshold falls."""
    _, hits, alarms = counts(scores, strange)
    return _from_zero(alarms / alarms[-1]), _from_zero(hits / hits[-1])


def precision_recall(scores: Floats, strange: Flags) -> tuple[Floats, Floats]:
    """Recall and precision as the threshold falls; it begins with the precision of the highest score."""
    _, hits, alarms = counts(scores, strange)
    precision = hits / (hits + alarms)
    return _from_zero(hits / hits[-1]), np.concatenate([precision[:1], precision])


def auroc(scores: Floats, strange: Flags) -> float:
    """The chance that a strange row has a higher score than a normal one, ties counted half (Fawcett 2006)."""
    alarms, hits = roc(scores, strange)
    return float(np.trapezoid(hits, alarms))


def average_precision(scores: Floats, strange: Flags) -> float:
    """Mean precision over the strange rows, each taken where it is reached."""
    _, hits, alarms = counts(scores, strange)
    return float((np.diff(hits, prepend=0.0) * hits / (hits + alarms)).sum() / hits[-1])


def intervals(
    scores: Floats, strange: Flags, seed: int, draws: int = DRAWS
) -> tuple[tuple[float, float], tuple[float, float]]:
    """95 % intervals of `auroc` and `average_precision`, by bootstrap (Efron and Tibshirani 1993, ch. 13).

    Strange and normal rows are drawn anew, each as many as there are. Percentiles 2.5 and 97.5 of `draws`.
    The trained method stays what it is: the interval tells nothing of another training.
    """
    order = np.argsort(-scores, kind="stable")
    ends, flags = _ends(scores[order]), strange[order]
    generator = np.random.default_rng(seed)
    each = max(1, _CELLS // max(1, len(scores)))
    areas: list[Floats] = []
    precisions: list[Floats] = []
    for begin in range(0, draws, each):
        some = min(each, draws - begin)
        hits = _drawn(flags, some, generator)[:, ends]
        alarms = _drawn(~flags, some, generator)[:, ends]
        gained, raised = np.diff(hits, prepend=0.0), np.diff(alarms, prepend=0.0)
        areas.append((raised * (hits - gained / 2)).sum(axis=1) / (hits[:, -1] * alarms[:, -1]))
        reached = np.maximum(hits + alarms, 1.0)
        precisions.append((gained * hits / reached).sum(axis=1) / hits[:, -1])
    return _middle(np.concatenate(areas)), _middle(np.concatenate(precisions))


def threshold(held_out: Floats, quantile: float) -> float:
    """The score that a share `quantile` (0 to 1) of held-out normal scores does not exceed."""
    return float(np.quantile(held_out, quantile, method="higher"))


def _drawn(members: Flags, draws: int, generator: np.random.Generator) -> Floats:
    """How many rows of a kind have come up to each place, for as many draws with replacement: [draws, rows]."""
    places = np.flatnonzero(members)
    picked = places[generator.integers(len(places), size=(draws, len(places)))]
    rows = np.arange(draws)[:, None] * len(members)
    flat = np.bincount((picked + rows).ravel(), minlength=draws * len(members))
    return np.cumsum(flat.reshape(draws, len(members)), axis=1, dtype=np.float64)


def _ends(falling: Floats) -> NDArray[np.intp]:
    """The last place of each run of equal scores."""
    return np.flatnonzero(np.append(np.diff(falling) != 0, True))


def _from_zero(values: Floats) -> Floats:
    return np.concatenate([np.zeros(1), values])


def _middle(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
