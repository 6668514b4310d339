"""The torch part: mean states of a language, and what the model says when states are moved along a vector."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.demos.language_vector.reading import Reading
from model_zoo.loaders.masked_lm import MaskedLM

Floats = NDArray[np.float64]
#: Tokens in one pass, padding included.
_TOKENS = {"cpu": 2048}
_TOKENS_ELSEWHERE = 32_768

Said = tuple[NDArray[np.int64], NDArray[np.float32]]  # ids and their probabilities, one for each place


def mean_states(model: MaskedLM, readings: Sequence[Reading], report: Callable[[float], None]) -> Floats:
    """Mean over all ordinary tokens, at every layer: [layers, width]. `report` gets the share that is done."""
    sums: Tensor | None = None
    count = done = 0
    for batch in _batches(model, readings, list(range(len(readings)))):
        report(done / len(readings))
        ids, attention, ordinary = _padded(model, [readings[one] for one in batch])
        states = torch.stack(
            [layer[ordinary].double().sum(0) for layer in model.layer_states(ids, attention)]
        )
        sums = states if sums is None else sums + states
        count += int(ordinary.sum())
        done += len(batch)
    assert sums is not None, "a language without a sentence has no mean"
    found: Floats = (sums / count).cpu().numpy()
    return found


def predictions(
    model: MaskedLM,
    readings: Sequence[Reading],
    layer: int,
    alphas: Sequence[float],
    vector: Floats,
    report: Callable[[float], None],
) -> list[list[Said]]:
    """What the model says at every token, for each alpha and reading, when alpha * vector [width] is added to the
    states of the ordinary tokens as they leave `layer`. Nothing is masked. All alphas run in the same passes.
    """
    said: list[list[Said | None]] = [[None] * len(readings) for _ in alphas]
    direction = torch.tensor(vector, dtype=torch.float32, device=model.device)
    jobs = [(alpha, one) for one in range(len(readings)) for alpha in range(len(alphas))]
    done = 0
    for batch in _batches(model, [readings[one] for _, one in jobs], list(range(len(jobs)))):
        report(done / len(jobs))
        chosen = [jobs[number] for number in batch]
        ids, attention, ordinary = _padded(model, [readings[one] for _, one in chosen])
        amount = torch.tensor([alphas[alpha] for alpha, _ in chosen], device=model.device)
        shift = (ordinary * amount[:, None])[:, :, None] * direction
        rows, columns = ordinary.nonzero(as_tuple=True)
        answers = _best(model.logits_with(ids, layer, shift, rows, columns, attention))
        at = 0
        for alpha, one in chosen:
            count = len(readings[one].places)
            said[alpha][one] = (answers[0][at : at + count], answers[1][at : at + count])
            at += count
        done += len(batch)
    return [[one for one in row if one is not None] for row in said]


def _best(parts: Iterator[Tensor]) -> Said:
    ids, chances = [], []
    for logits in parts:
        top, best = logits.max(-1)
        ids.append(best.cpu().numpy())
        chances.append((top - logits.logsumexp(-1)).exp().cpu().numpy())
    return np.concatenate(ids), np.concatenate(chances)


def _batches(model: MaskedLM, readings: Sequence[Reading], numbers: list[int]) -> Iterator[list[int]]:
    """Readings of like length together, so that little is padded; few enough that a pass stays short."""
    most = _TOKENS.get(model.device.type, _TOKENS_ELSEWHERE)
    batch: list[int] = []
    for number in sorted(numbers, key=lambda one: len(readings[one].ids)):
        if batch and (len(batch) + 1) * len(readings[number].ids) > most:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _padded(model: MaskedLM, readings: Sequence[Reading]) -> tuple[Tensor, Tensor | None, Tensor]:
    """ids [batch, length]; attention, None where nothing is padded; and which tokens are ordinary (bool)."""
    length = max(len(reading.ids) for reading in readings)
    pad: Any = model.tokenizer.pad_token_id
    ids = torch.full((len(readings), length), 0 if pad is None else int(pad), dtype=torch.long)
    attention, ordinary = torch.zeros_like(ids), torch.zeros_like(ids, dtype=torch.bool)
    for row, reading in enumerate(readings):
        ids[row, : len(reading.ids)] = torch.tensor(reading.ids)
        attention[row, : len(reading.ids)] = 1
        ordinary[row, list(reading.places)] = True
    whole = bool(attention.all())
    device = model.device
    return ids.to(device), None if whole else attention.to(device), ordinary.to(device)
