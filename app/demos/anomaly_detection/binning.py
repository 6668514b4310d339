"""Scores sorted into bins, the same on the screen and in figures. numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.demos.anomaly_detection.contract import AnomalyDetectionResult, MethodScore

BINS = 36
#: A few rows far out would press all others into one bin: above this ratio of high to middle the axis is logarithmic.
_LONG_TAIL = 8.0


@dataclass(frozen=True)
class Bins:
    """`edges` [bins + 1]; `normal` and `strange` [bins] count tested rows."""

    edges: NDArray[np.float64]
    normal: NDArray[np.int64]
    strange: NDArray[np.int64]
    logarithmic: bool

    def place(self, score: float) -> float:
        """Where a score stands on the axis, 0 to 1; what lies outside is put at the ends."""
        low, high = float(self.edges[0]), float(self.edges[-1])
        score = min(high, max(low, score))
        if self.logarithmic:
            return float(np.log(score / low) / np.log(high / low))
        return (score - low) / (high - low)

    def score(self, place: float) -> float:
        """The score at a place of the axis."""
        low, high = float(self.edges[0]), float(self.edges[-1])
        if self.logarithmic:
            return float(low * (high / low) ** place)
        return low + place * (high - low)


def bins(method: MethodScore, result: AnomalyDetectionResult) -> Bins:
    """Sort a method's scores of the tested rows."""
    scores = np.array(method.scores)
    strange = np.array([case.strange for case in result.cases])
    known = np.concatenate([scores, np.array(method.held_out)])
    low, high = float(known.min()), float(known.max())
    middle = float(np.median(known))
    logarithmic = low > 0 and high > _LONG_TAIL * middle
    if high <= low:
        low, high = low - 0.5, low + 0.5
    edges = np.geomspace(low, high, BINS + 1) if logarithmic else np.linspace(low, high, BINS + 1)
    edges[0], edges[-1] = low, high
    return Bins(
        edges,
        np.histogram(scores[~strange], edges)[0],
        np.histogram(scores[strange], edges)[0],
        logarithmic,
    )


def ticks(found: Bins) -> list[float]:
    """A few round scores along the axis."""
    low, high = float(found.edges[0]), float(found.edges[-1])
    if found.logarithmic:
        powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
        steps = (1, 3) if high / low < 300 else (1,)
        marks = [step * 10.0**power for power in powers for step in steps]
    else:
        step = 10.0 ** np.floor(np.log10((high - low) / 2))
        while (high - low) / step > 6:
            step *= 2 if str(step).strip("0.").startswith("1") else 2.5
        marks = [float(mark) for mark in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step]
    return [mark for mark in marks if low <= mark <= high]
