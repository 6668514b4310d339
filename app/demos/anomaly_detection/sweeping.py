"""The same rows through wider and wider bottlenecks: all auto-encoders of a sweep are trained together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Progress
from app.demos.anomaly_detection.checks import widths_of
from app.demos.anomaly_detection.contract import AnomalyDetectionRequest, Case, Sweep, Width
from app.demos.anomaly_detection.explaining import floats
from app.demos.anomaly_detection.fitting import Prepared
from app.demos.anomaly_detection.telling import case
from model_zoo.latent.anomaly import measures
from model_zoo.latent.anomaly.autoencoder import Autoencoders, train_autoencoders
from model_zoo.latent.anomaly.pca import PCA

#: The curve is drawn anew so many times while it grows.
_PICTURES = 20
#: Of each kind so many reconstructions are shown.
_EXAMPLES = 8


class Sweeper:
    """Trains `repeats` nets of every width; `partial` gets a Sweep after every few epochs."""

    def __init__(self, prepared: Prepared, request: AnomalyDetectionRequest, progress: Progress) -> None:
        self._prepared, self._request, self._progress = prepared, request, progress
        self._widths = widths_of(request, prepared.training.shape[1])
        self._linear: list[NDArray[np.float64]] = []

    def run(self, show: object) -> Sweep:
        """Give the sweep at the end of training; `show(sweep)` is called on the way."""
        prepared, request = self._prepared, self._request
        for width in self._widths:
            self._progress.report(0.0, f"Components, width {width}")
            self._linear.append(PCA(prepared.training, width).scores(prepared.tested))
        every = max(1, request.epochs // _PICTURES)

        def watch(epoch: int, nets: Autoencoders) -> None:
            if epoch % every == 0 and epoch < request.epochs:
                show(self._sweep(epoch, nets))  # type: ignore[operator]

        members = [width for width in self._widths for _ in range(request.repeats)]
        seeds = [prepared.seed + repeat for _ in self._widths for repeat in range(request.repeats)]
        nets = train_autoencoders(
            prepared.training, members, request.epochs, seeds, self._progress.report, watch
        )
        return self._sweep(request.epochs, nets)

    def _sweep(self, epoch: int, nets: Autoencoders) -> Sweep:
        errors = nets.errors(self._prepared.tested)
        examples = self._examples()
        shown = nets.reconstruct(self._prepared.tested[examples]) if examples else None
        repeats = self._request.repeats
        widths = []
        for place, width in enumerate(self._widths):
            first = place * repeats
            pictures = () if shown is None else tuple(map(self._back, shown[first]))
            widths.append(self._width(width, errors[first : first + repeats], self._linear[place], pictures))
        return Sweep(
            epoch=epoch,
            widths=tuple(widths),
            examples=tuple(self._case(place) for place in examples),
            values=tuple(
                floats(self._prepared.cases.values[self._prepared.places[place]]) for place in examples
            ),
        )

    def _width(
        self,
        width: int,
        errors: NDArray[np.float64],
        linear: NDArray[np.float64],
        examples: tuple[tuple[float, ...], ...],
    ) -> Width:
        """`errors` [nets, rows] of the auto-encoders, `linear` [rows] of the components."""
        strange = self._prepared.strange
        areas = [measures.auroc(one, strange) for one in errors]
        return Width(
            width=width,
            auroc=float(np.mean(areas)),
            by_net=tuple(areas),
            average_precision=float(np.mean([measures.average_precision(one, strange) for one in errors])),
            normal_error=float(errors[:, ~strange].mean()),
            strange_error=float(errors[:, strange].mean()),
            pca_auroc=measures.auroc(linear, strange),
            pca_normal_error=float(linear[~strange].mean()),
            pca_strange_error=float(linear[strange].mean()),
            examples=examples,
        )

    def _examples(self) -> list[int]:
        """Places among the tested rows: a few of each kind, spread evenly; none of a table."""
        if self._prepared.cases.shape is None:
            return []
        found: list[int] = []
        for kind in (~self._prepared.strange, self._prepared.strange):
            places = np.flatnonzero(kind)
            chosen = np.linspace(0, len(places) - 1, min(_EXAMPLES, len(places))).astype(int)
            found += places[chosen].tolist()
        return found

    def _case(self, place: int) -> Case:
        return case(self._prepared, place)

    def _back(self, scaled: NDArray[np.float32]) -> tuple[float, ...]:
        return floats(self._prepared.scale.back(scaled))
