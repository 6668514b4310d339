"""Every method of anomaly detection on every bundled set: AUROC over seeds, its 95 % intervals, and seconds."""

from __future__ import annotations

import sys
import time

from app.core.contract import SilentProgress
from app.demos.anomaly_detection.contract import METHODS, AnomalyDetectionRequest, AnomalyDetectionResult
from app.demos.anomaly_detection.engine import AnomalyDetection
from app.demos.anomaly_detection.tables import bundled
from tests.benchmarks.report import finish, median, table

SEEDS = 3
#: Widths by set where the usual one does not suit.
WIDTHS = {"digits-14": 16, "clothes": 32, "sonar": 8}


def answers(data: str) -> list[AnomalyDetectionResult]:
    """Answer the usual request for a set, once for each seed."""
    engine = AnomalyDetection(None)
    width = WIDTHS.get(data, 4)
    return [
        engine.run(AnomalyDetectionRequest(data=data, width=width, seed=seed), SilentProgress())
        for seed in range(SEEDS)
    ]


def main() -> None:
    """Measure the sets named, or all."""
    AnomalyDetection(None).warm()
    figures: dict[str, dict[str, list[float]]] = {}
    rows, areas = [], []
    for one in bundled():
        if sys.argv[1:] and one.id not in sys.argv[1:]:
            continue
        begin = time.perf_counter()
        found = answers(one.id)
        seconds = (time.perf_counter() - begin) / SEEDS
        figures[one.id] = {
            method: [result.methods[place].auroc for result in found] for place, method in enumerate(METHODS)
        }
        first = found[0].methods
        areas.append(
            (one.id, *(f"{sum(figures[one.id][method]) / SEEDS:.3f}" for method in METHODS), f"{seconds:.2f}")
        )
        rows.append((one.id, *("{:.3f}-{:.3f}".format(*method.auroc_interval) for method in first)))
    table(f"AUROC, mean of {SEEDS} seeds", ("set", *METHODS, "seconds"), areas)
    table("95 % intervals, first seed", ("set", *METHODS), rows)
    spread = [max(areas) - min(areas) for by in figures.values() for areas in by.values()]
    finish("anomaly", {"auroc": figures, "median_spread_over_seeds": median(spread)})


if __name__ == "__main__":
    main()
