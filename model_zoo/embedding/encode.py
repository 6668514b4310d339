"""Vectors of many texts at once: sorted by length, so that next to nothing is computed for padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model_zoo.cards import Report
from model_zoo.embedding.reading import Reading
from model_zoo.loaders.encoder import Encoder

Floats = NDArray[np.float32]
Pooling = Literal["mean", "cls"]

#: Tokens of a batch: enough to keep the processor busy, few enough that a batch stays in its cache.
_TOKENS = {"cpu": 3072, "cuda": 65536, "mps": 16384}
#: A text is put beside longer ones only if it is at least so long in comparison.
_ALIKE = 0.85


def pooled(
    encoder: Encoder, readings: Sequence[Reading], pooling: Pooling, layers: Sequence[int], report: Report
) -> Floats:
    """One vector a text: [layers, texts, width].

    "mean" is the mean over the tokens that stand for text, "cls" the first token's vector.
    """
    return spans(
        encoder, readings, [[0] if pooling == "cls" else one.inner or [0] for one in readings], layers, report
    )


def spans(
    encoder: Encoder,
    readings: Sequence[Reading],
    places: Sequence[Sequence[int]],
    layers: Sequence[int],
    report: Report,
) -> Floats:
    """One vector a text, the mean over its tokens at `places`: [layers, texts, width]."""
    found = np.empty((len(layers), len(readings), encoder.width), np.float32)
    for rows, hidden in _layers(encoder, readings, layers, report):
        weights = torch.zeros(hidden[0].shape[:2])
        for at, row in enumerate(rows):
            weights[at, list(places[row])] = 1 / len(places[row])
        weights = weights.to(encoder.device)
        for number, layer in enumerate(hidden):
            found[number, rows] = torch.einsum("bl,blw->bw", weights, layer.float()).cpu().numpy()
    return found


def tokens(
    encoder: Encoder, readings: Sequence[Reading], layers: Sequence[int], report: Report
) -> Iterator[tuple[int, Floats]]:
    """Vectors of every token, special ones included: (number of the text, [layers, tokens, width]).

    Texts come by length, not in order: nothing has to be kept until the last one is there.
    """
    for rows, hidden in _layers(encoder, readings, layers, report):
        stacked = torch.stack([layer.float() for layer in hidden], dim=1).cpu().numpy()
        for at, row in enumerate(rows):
            yield row, stacked[at, :, : len(readings[row].ids)]


def _layers(
    encoder: Encoder, readings: Sequence[Reading], layers: Sequence[int], report: Report
) -> Iterator[tuple[list[int], list[Tensor]]]:
    every = sum(len(one.ids) for one in readings)
    done = 0
    padding = encoder.tokenizer.pad_token_id or 0
    for rows in batches([len(one.ids) for one in readings], _TOKENS.get(encoder.device.type, 3072)):
        report(done / max(1, every), f"Text {done_texts(done, every, len(readings)):,} of {len(readings):,}")
        lengths = [len(readings[row].ids) for row in rows]
        longest = max(lengths)
        ids = torch.full((len(rows), longest), padding)
        for at, row in enumerate(rows):
            ids[at, : lengths[at]] = torch.tensor(readings[row].ids)
        mask = None  # without padding there is nothing to hide, and attention has a faster way
        if min(lengths) < longest:
            mask = (torch.arange(longest)[None] < torch.tensor(lengths)[:, None]).long().to(encoder.device)
        with torch.inference_mode():
            yield rows, encoder.hidden(ids.to(encoder.device), mask, layers)
        done += sum(lengths)


def done_texts(tokens_done: int, every: int, texts: int) -> int:
    """About how many texts are done, from the share of tokens."""
    return min(texts, round(texts * tokens_done / max(1, every)))


def batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Rows that go together, the longest first: alike in length and together at most `most` tokens, padding included.

    The longest come first, so that a text that does not fit into memory is known at once.
    """
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    batch: list[int] = []
    for row in order:
        longest = lengths[batch[0]] if batch else lengths[row]
        if batch and ((len(batch) + 1) * longest > most or lengths[row] < _ALIKE * longest):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
