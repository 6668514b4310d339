"""The map of layers by alphas, a cell at a time: what is measured once is kept, so that Stop loses nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence

from app.core.contract import Progress
from app.demos.language_vector.contract import STEPS, LanguageVectorRequest, Sweep
from app.demos.language_vector.measures import Judge
from app.demos.language_vector.reading import Reading
from app.demos.language_vector.states import Floats, predictions
from model_zoo.loaders.masked_lm import MaskedLM

_REMEMBERED = 16  # maps

Row = tuple[tuple[float | None, float | None, float], ...]  # the measures at every alpha
_EMPTY = (None,) * len(STEPS)


class Mapper:
    """Measures rows of maps and keeps them."""

    def __init__(self, model: MaskedLM) -> None:
        self._model = model
        self._kept: OrderedDict[tuple[object, ...], tuple[dict[int, Row], float | None]] = OrderedDict()

    def known(self, request: LanguageVectorRequest, key: str, sentences: int) -> Sweep:
        """What there is of a map already, perhaps nothing."""
        rows, baseline = self._kept.get(_question(request, key), ({}, None))
        return self._sweep(rows, sentences, baseline)

    def run(
        self,
        request: LanguageVectorRequest,
        key: str,
        vectors: Floats,
        readings: Sequence[Reading],
        judge: Judge,
        progress: Progress,
    ) -> Iterator[Sweep]:
        """The map with ever more rows, the layer that is looked at first, the whole map last."""
        question = _question(request, key)
        if question not in self._kept:
            while len(self._kept) >= _REMEMBERED:
                self._kept.popitem(last=False)
            self._kept[question] = ({}, judge.baseline(readings)[0])
        self._kept.move_to_end(question)
        rows, baseline = self._kept[question]
        order = sorted(range(self._model.layers), key=lambda layer: (layer != request.layer, layer))
        for layer in order:
            if layer in rows:
                continue
            share, note = len(rows) / len(order), f"Measuring layer {layer} at {len(STEPS)} alphas"
            part = 1 / len(order)
            said = predictions(
                self._model,
                readings,
                layer,
                STEPS,
                vectors[layer],
                lambda done, share=share, note=note, part=part: progress.report(share + done * part, note),  # type: ignore[misc]
            )
            rows[layer] = tuple(judge.measure(readings, one) for one in said)
            yield self._sweep(rows, len(readings), baseline)
        yield self._sweep(rows, len(readings), baseline)

    def _sweep(self, rows: dict[int, Row], sentences: int, baseline: float | None) -> Sweep:
        def table(measure: int) -> tuple[tuple[float | None, ...], ...]:
            return tuple(
                tuple(cell[measure] for cell in rows[layer]) if layer in rows else _EMPTY
                for layer in range(self._model.layers)
            )

        return Sweep(STEPS, table(0), table(1), table(2), sentences, baseline)


def _question(request: LanguageVectorRequest, key: str) -> tuple[object, ...]:
    return key, request.source, request.target, request.sentences, request.others
