"""An n-gram model with modified Kneser-Ney smoothing, interpolated (Chen and Goodman 1999): what a GPT must beat.

Counted exactly, in numpy: an n-gram is named by the number of its first n - 1 tokens and its last token.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class _Order:
    """All n-grams of one length, sorted by key, with their discounted shares; and the rest of each beginning.

    keys = number of the (n - 1)-gram before * vocabulary + last token. `left` [(n - 1)-grams] is the mass that the
    shorter model gets after each.
    """

    keys: Ids
    share: NDArray[np.float64]
    left: NDArray[np.float64]


class KneserNey:
    """An n-gram model of one stream of tokens."""

    def __init__(self, stream: Ids, vocabulary: int, order: int = 5) -> None:
        self._vocabulary = vocabulary
        self._orders: list[_Order] = []
        levels = list(_levels(stream, vocabulary, order))
        for number, (keys, counts, _, _) in enumerate(levels):
            if number + 1 < order:
                # How many different tokens were seen before it, not how often it was seen itself.
                above = levels[number + 1][2]
                ends = levels[number][3][above]
                counts = np.bincount(ends, minlength=len(keys))
                # The stream's very beginning has nothing before it.
                counts = np.maximum(counts, 1)
            before = len(levels[number - 1][0]) if number else 1
            self._orders.append(_discounted(keys, counts, vocabulary, before))

    def log_probabilities(self, stream: Ids) -> NDArray[np.float64]:
        """Natural log-probability of every token of another stream after those before it: [len(stream)]."""
        found = np.full(len(stream), 1.0 / self._vocabulary)
        before = np.zeros(
            len(stream), dtype=np.int64
        )  # number of the (n - 1)-gram before each token; -1: unknown
        for number, order in enumerate(self._orders):
            keys = before * self._vocabulary + stream
            known = before >= 0
            if number:
                known &= np.arange(len(stream)) >= number
            place = np.minimum(np.searchsorted(order.keys, keys), len(order.keys) - 1)
            there = known & (order.keys[place] == keys)
            share = np.where(there, order.share[place], 0.0)
            left = np.where(known, order.left[np.maximum(before, 0)], 1.0)
            found = share + left * found
            numbers = np.where(there, place, -1)
            before = np.concatenate([[-1], numbers[:-1]])
        return np.log(found)


def _levels(stream: Ids, vocabulary: int, order: int) -> list[tuple[Ids, Ids, Ids, NDArray[np.int32]]]:
    """For each length: sorted keys, counts, where each was first seen, and the number of the n-gram at each place."""
    found: list[tuple[Ids, Ids, Ids, NDArray[np.int32]]] = []
    before = np.zeros(len(stream), dtype=np.int64)
    for number in range(order):
        places = np.arange(number, len(stream))
        keys, first, inverse, counts = np.unique(
            before[places] * vocabulary + stream[places],
            return_index=True,
            return_inverse=True,
            return_counts=True,
        )
        numbers = np.full(len(stream), -1, dtype=np.int32)
        numbers[places] = inverse
        found.append((keys, counts, places[first], numbers))
        before = np.concatenate([[0], numbers[:-1]]).astype(np.int64)
    return found


def _discounted(keys: Ids, counts: Ids, vocabulary: int, contexts: int) -> _Order:
    many = [max(int((counts == size).sum()), 1) for size in (1, 2, 3, 4)]
    ratio = many[0] / (many[0] + 2 * many[1])
    discounts = np.array(
        [0.0] + [size - (size + 1) * ratio * many[size] / many[size - 1] for size in (1, 2, 3)]
    )
    off = np.clip(discounts, 0.0, None)[np.minimum(counts, 3)]
    context = keys // vocabulary
    total = np.bincount(context, weights=counts, minlength=contexts)
    lost = np.bincount(context, weights=off, minlength=contexts)
    seen = total > 0
    left = np.ones(contexts)
    left[seen] = lost[seen] / total[seen]
    return _Order(keys, (counts - off) / total[context], left)
