"""One method learned, and what it makes of the rows that it has not seen. torch comes with the auto-encoder."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.demos.anomaly_detection.cases import Cases
from app.demos.anomaly_detection.contract import AnomalyDetectionRequest, Interval, Method
from app.demos.anomaly_detection.tables import Report
from model_zoo.latent.anomaly import measures
from model_zoo.latent.anomaly.detector import Detector, Rows
from model_zoo.latent.anomaly.preparation import Scale, Split, split


@dataclass(frozen=True)
class Prepared:
    """A table made ready for one seed. `tested` are numbers of rows, normal ones first."""

    cases: Cases
    seed: int
    parts: Split
    scale: Scale
    training: Rows  # scaled
    held_out: Rows
    tested: Rows
    places: NDArray[np.intp]
    strange: NDArray[np.bool_]

    def row(self, number: int) -> Rows:
        """Row `number`, counted from 1, scaled."""
        return self.scale.put(self.cases.values[number - 1])


def prepare(cases: Cases, seed: int) -> Prepared:
    """Split and scale: what is learned is learned from the training rows only, their scale included."""
    parts = split(cases.strange, seed)
    scale = Scale(cases.values[parts.training], cases.white)
    places = np.concatenate([parts.tested, parts.strange])
    return Prepared(
        cases=cases,
        seed=seed,
        parts=parts,
        scale=scale,
        training=scale.put(cases.values[parts.training]),
        held_out=scale.put(cases.values[parts.held_out]),
        tested=scale.put(cases.values[places]),
        places=places,
        strange=cases.strange[places],
    )


@dataclass(frozen=True)
class Fit:
    """A method that has learned, with all that does not depend on the threshold."""

    method: Method
    detector: Detector
    scores: NDArray[np.float64]  # of the tested rows
    held_out: NDArray[np.float64]  # rising
    auroc: float
    auroc_interval: Interval
    average_precision: float
    average_precision_interval: Interval
    by_class: dict[str, float]
    seconds: float


def fit(method: Method, prepared: Prepared, request: AnomalyDetectionRequest, report: Report) -> Fit:
    """Learn one method from the training rows and score what was held out and tested."""
    begin = time.perf_counter()
    detector = _learn(method, prepared, request, report)
    report(0.9, "Scoring")
    scores = np.asarray(detector.scores(prepared.tested), dtype=np.float64)
    held_out = np.sort(np.asarray(detector.scores(prepared.held_out), dtype=np.float64))
    seconds = time.perf_counter() - begin
    report(0.95, "Drawing rows anew for the intervals")
    areas, precisions = measures.intervals(scores, prepared.strange, prepared.seed)
    return Fit(
        method=method,
        detector=detector,
        scores=scores,
        held_out=held_out,
        auroc=measures.auroc(scores, prepared.strange),
        auroc_interval=areas,
        average_precision=measures.average_precision(scores, prepared.strange),
        average_precision_interval=precisions,
        by_class=_by_class(scores, prepared),
        seconds=seconds,
    )


def _learn(method: Method, prepared: Prepared, request: AnomalyDetectionRequest, report: Report) -> Detector:
    rows, seed = prepared.training, prepared.seed
    if method == "autoencoder":
        from model_zoo.latent.anomaly.autoencoder import train_autoencoders

        told: Any = partial(_part, report)
        return train_autoencoders(rows, [request.width], request.epochs, [seed], told).member(0)
    report(0.1, "Learning")
    if method == "pca":
        from model_zoo.latent.anomaly.pca import PCA

        return PCA(rows, request.width)
    if method == "neighbours":
        from model_zoo.latent.anomaly.neighbours import Neighbours

        return Neighbours(rows)
    if method == "forest":
        from model_zoo.latent.anomaly.forest import Forest

        return Forest(rows, seed)
    from model_zoo.latent.anomaly.ecod import ECOD

    return ECOD(rows)


def _part(report: Report, fraction: float | None, note: str) -> None:
    """Training is most of the work; scoring comes behind it."""
    report(None if fraction is None else 0.9 * fraction, note)


def _by_class(scores: NDArray[np.float64], prepared: Prepared) -> dict[str, float]:
    """AUROC of each strange class against all normal tested rows."""
    labels = np.array([prepared.cases.labels[place] for place in prepared.places])
    normal = ~prepared.strange
    found = {}
    for name in prepared.cases.classes:
        chosen = prepared.strange & (labels == name)
        if chosen.any():
            kept = normal | chosen
            found[name] = measures.auroc(scores[kept], chosen[kept])
    return found
