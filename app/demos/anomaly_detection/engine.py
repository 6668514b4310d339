"""Learns what is normal, on the spot, and tells what is not. What was learned last is kept: thresholds are free."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import torch

from app.core.contract import Progress, SilentProgress
from app.demos.anomaly_detection import tables
from app.demos.anomaly_detection.cases import Cases, cases
from app.demos.anomaly_detection.checks import check, check_row
from app.demos.anomaly_detection.contract import (
    AnomalyDetectionRequest,
    AnomalyDetectionResult,
    Method,
    Sweep,
)
from app.demos.anomaly_detection.explaining import explain, strangest
from app.demos.anomaly_detection.fitting import Fit, Prepared, fit, prepare
from app.demos.anomaly_detection.sweeping import Sweeper
from app.demos.anomaly_detection.telling import case, learned, score, warnings
from app.demos.anomaly_detection.words import TITLES

T = TypeVar("T")
_Key = tuple[Hashable, ...]

_KEPT = 24


class AnomalyDetection:
    """The engine of the demo. It needs no model: everything is trained here, on the processor."""

    def __init__(self, model: None) -> None:
        self._kept: OrderedDict[_Key, Any] = OrderedDict()

    def warm(self) -> None:
        """Pay for first use now: torch's first backward pass."""
        self.run(AnomalyDetectionRequest(data="wine", epochs=1), SilentProgress())

    def run(self, request: AnomalyDetectionRequest, progress: Progress) -> AnomalyDetectionResult:
        """Answer one request; of a sweep the curve so far is handed over every few epochs.

        Raises UserError for a request that cannot be answered, Cancelled on Stop.
        """
        check(request)
        progress.report(0.0, "Reading the table")
        key, prepared = self._prepared(request, progress)
        check_row(request.row, len(prepared.cases.labels))
        if request.task == "sweep":
            return self._sweep(request, prepared, progress)
        return self._detect(request, key, prepared, progress)

    def _detect(
        self, request: AnomalyDetectionRequest, data: _Key, prepared: Prepared, progress: Progress
    ) -> AnomalyDetectionResult:
        fits: list[Fit] = []
        for number, method in enumerate(request.methods):
            told = partial(_part, progress, number, len(request.methods), TITLES[method])
            told(0.0, "learning")
            fits.append(
                self._keep(
                    (*data, method, *_settings(method, request)),
                    partial(fit, method, prepared, request, told),
                )
            )
        row = request.row or strangest(prepared, fits[0])
        progress.report(1.0, "Explaining a row")
        return AnomalyDetectionResult(
            learned=learned(prepared),
            quantile=request.quantile,
            cases=tuple(case(prepared, place) for place in range(len(prepared.places))),
            methods=tuple(score(prepared, one, request.quantile) for one in fits),
            blame=explain(row, prepared, fits),
            sweep=None,
            warnings=warnings(prepared, request),
            seconds={one.method: one.seconds for one in fits},
        )

    def _sweep(
        self, request: AnomalyDetectionRequest, prepared: Prepared, progress: Progress
    ) -> AnomalyDetectionResult:
        told = warnings(prepared, request)

        def result(sweep: Sweep) -> AnomalyDetectionResult:
            return AnomalyDetectionResult(
                learned(prepared), request.quantile, (), (), blame=None, sweep=sweep, warnings=told
            )

        def show(sweep: Sweep) -> None:
            progress.partial(result(sweep))

        return result(Sweeper(prepared, request, progress).run(show))

    def _prepared(self, request: AnomalyDetectionRequest, progress: Progress) -> tuple[_Key, Prepared]:
        """Give the table ready for a seed, and what it is kept under."""
        seed = torch.initial_seed() % 2**63 if request.seed is None else request.seed
        read: _Key = (request.data, _stamp(request.data), request.label, request.normal)
        found = self._keep(read, partial(self._cases, request, progress))
        key = (*read, seed)
        return key, self._keep(key, partial(prepare, found, seed))

    def _cases(self, request: AnomalyDetectionRequest, progress: Progress) -> Cases:
        sheet = tables.read(request.data, progress.report)
        return cases(sheet, request.label, request.normal, progress.report)

    def _keep(self, key: _Key, make: Callable[[], T]) -> T:
        """Give what was made for this key, or make it and forget the oldest."""
        if key in self._kept:
            self._kept.move_to_end(key)
            found: T = self._kept[key]
            return found
        made = self._kept[key] = make()
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made


def _settings(method: Method, request: AnomalyDetectionRequest) -> tuple[int, ...]:
    """What a method's training depends on beside the data and the seed."""
    if method == "autoencoder":
        return request.width, request.epochs
    return (request.width,) if method == "pca" else ()


def _stamp(data: str) -> tuple[int, int]:
    """When a file was written and how large it is: one that changed is read anew. (0, 0) for what is no file."""
    if tables.known(data) is not None or tables.is_text(data):
        return 0, 0
    try:
        state = Path(data).expanduser().stat()
    except (OSError, ValueError, RuntimeError):
        return 0, 0
    return state.st_mtime_ns, state.st_size


def _part(progress: Progress, number: int, count: int, title: str, fraction: float | None, note: str) -> None:
    """Tell of one method's work as a part of all."""
    done = None if fraction is None else (number + fraction) / count
    progress.report(done, f"{title}: {note[:1].lower()}{note[1:]}")
