"""Why a row is strange: what each method blames. No torch of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.demos.anomaly_detection.contract import Blame, MethodBlame
from app.demos.anomaly_detection.fitting import Fit, Prepared


def explain(row: int, prepared: Prepared, fits: Sequence[Fit]) -> Blame:
    """One row, counted from 1, by every method."""
    scaled = prepared.row(row)
    found = []
    for fit in fits:
        expected = fit.detector.expected(scaled)
        found.append(
            MethodBlame(
                method=fit.method,
                score=_score(row, prepared, fit),
                amounts=floats(fit.detector.blame(scaled)),
                expected=None if expected is None else floats(prepared.scale.back(expected)),
            )
        )
    return Blame(
        row=row,
        label=prepared.cases.labels[row - 1],
        values=floats(prepared.cases.values[row - 1]),
        usual=floats(prepared.scale.usual),
        spread=floats(prepared.scale.spread),
        methods=tuple(found),
    )


def _score(row: int, prepared: Prepared, fit: Fit) -> float:
    """The score of a row, known if it was tested."""
    (at,) = np.nonzero(prepared.places == row - 1)
    return float(fit.scores[at[0]] if len(at) else fit.detector.scores(prepared.row(row)[None])[0])


def strangest(prepared: Prepared, fit: Fit) -> int:
    """The tested row with the highest score, counted from 1."""
    return int(prepared.places[int(fit.scores.argmax())]) + 1


def floats(values: NDArray[Any]) -> tuple[float, ...]:
    """Plain numbers for a result."""
    return tuple(values.tolist())
