"""Finding a text's translation among all translations by the cosine of their vectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model_zoo.embedding.similarity import unit

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: Similarities that are in memory at once: 64 MB.
_AT_ONCE = 16_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """Mean reciprocal rank, and the shares of rank 1 and of ranks 1 to 5."""

    mrr: float
    precision_at_1: float
    precision_at_5: float


def ranks(queries: Floats, candidates: Floats) -> Ints:
    """Rank, from 1, of candidate i for query i among all candidates: two arrays [n, width] -> [n].

    A candidate that is just as near ranks before the right one: what cannot be told apart was not found.
    """
    asked, given = unit(queries).astype(np.float32), unit(candidates).astype(np.float32)
    found = np.empty(len(asked), np.int64)
    step = max(1, _AT_ONCE // max(1, len(given)))
    for begin in range(0, len(asked), step):
        part = asked[begin : begin + step] @ given.T
        own = part[np.arange(len(part)), np.arange(begin, begin + len(part))]
        found[begin : begin + step] = (part >= own[:, None]).sum(axis=1)
    return found


def summary(found: Ints) -> Found:
    """Sum ranks up."""
    return Found(float((1.0 / found).mean()), float((found == 1).mean()), float((found <= 5).mean()))


def chance(count: int) -> float:
    """Mean reciprocal rank of guessing among `count` candidates: the mean of 1/1, 1/2, ... 1/count."""
    return float((1.0 / np.arange(1, count + 1)).mean())
