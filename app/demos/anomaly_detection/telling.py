"""From what was learned to what is told: results, and warnings where the figures are worth less. No torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.demos.anomaly_detection.contract import AnomalyDetectionRequest, Case, Learned, MethodScore
from app.demos.anomaly_detection.fitting import Fit, Prepared
from model_zoo.latent.anomaly.measures import threshold

_FEW = 30


def case(prepared: Prepared, place: int) -> Case:
    """The tested row at `place`."""
    row = int(prepared.places[place])
    return Case(row + 1, prepared.cases.labels[row], bool(prepared.strange[place]))


def learned(prepared: Prepared) -> Learned:
    """What was learned from what."""
    cases, parts = prepared.cases, prepared.parts
    return Learned(
        title=cases.title,
        label=cases.label,
        normal=cases.normal,
        classes=cases.classes,
        features=cases.names,
        left_out=cases.left_out,
        shape=cases.shape,
        training=len(parts.training),
        held_out=len(parts.held_out),
        tested=len(parts.tested),
        strange=len(parts.strange),
        seed=prepared.seed,
    )


def score(prepared: Prepared, fit: Fit, quantile: float) -> MethodScore:
    """One method with the threshold drawn."""
    limit = threshold(fit.held_out, quantile)
    above = fit.scores > limit
    order = np.argsort(-fit.scores, kind="stable")
    flagged = [int(prepared.places[place]) + 1 for place in order[: int(above.sum())]]
    return MethodScore(
        method=fit.method,
        auroc=fit.auroc,
        auroc_interval=fit.auroc_interval,
        average_precision=fit.average_precision,
        average_precision_interval=fit.average_precision_interval,
        threshold=limit,
        flagged=tuple(flagged),
        caught=int((above & prepared.strange).sum()),
        false_alarms=int((above & ~prepared.strange).sum()),
        scores=tuple(fit.scores.tolist()),
        held_out=tuple(fit.held_out.tolist()),
        by_class=fit.by_class,
    )


def warnings(prepared: Prepared, request: AnomalyDetectionRequest) -> tuple[str, ...]:
    """What makes the figures worth less."""
    told = []
    left_out = prepared.cases.left_out
    if left_out:
        told.append(f"Without numbers, and so left out: {_listed(left_out)}.")
    parts = prepared.parts
    few = min(len(parts.tested), len(parts.strange))
    if few < _FEW:
        told.append(f"Only {few} rows of one kind are tested: the intervals are wide.")
    used = sum(map(len, (parts.training, parts.held_out, parts.tested, parts.strange)))
    if used < len(prepared.cases.labels):
        told.append(f"Of {len(prepared.cases.labels):,} rows {used:,} are used, drawn at random.")
    features = prepared.training.shape[1]
    wide = request.task == "detect" and "autoencoder" in request.methods and request.width >= features
    if wide:
        told.append(
            f"The bottleneck is as wide as the data ({features}): what goes through it need not be understood."
        )
    return tuple(told)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name[:30]}”" for name in names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
