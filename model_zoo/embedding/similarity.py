"""Cosine similarity, and how similar any two words are that have nothing to do with each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: Pairs that a band is estimated on: the ends of the band are known to about 0.01.
PAIRS = 5000


@dataclass(frozen=True, slots=True)
class Band:
    """Cosine of random pairs: mean, 5th and 95th percentile."""

    mean: float
    p05: float
    p95: float


def unit(vectors: Floats) -> NDArray[np.float64]:
    """Vectors [n, width] of length 1; one without a direction stays zero, and is like nothing."""
    found = vectors.astype(np.float64)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, lengths, out=np.zeros_like(found), where=lengths > 1e-12)


def cosines(vectors: Floats) -> NDArray[np.float64]:
    """Cosine of every pair: [n, width] -> [n, n], -1 to 1, symmetric."""
    found = unit(vectors)
    return np.clip(found @ found.T, -1.0, 1.0)


def random_pairs(
    vectors: Floats,
    texts: Sequence[int],
    words: Sequence[str],
    draw: np.random.Generator,
    pairs: int = PAIRS,
) -> Band:
    """The band of random pairs among vectors [n, width]: different words of different texts (Ethayarajh 2019).

    `texts` numbers the text of each vector, `words` spells it (case does not count). Raises ValueError if there
    is no such pair.
    """
    _, kinds = np.unique([word.casefold() for word in words], return_inverse=True)
    places = np.asarray(texts)
    first, second = draw.integers(0, len(vectors), (2, 4 * pairs))
    fit = (kinds[first] != kinds[second]) & (places[first] != places[second])
    first, second = first[fit][:pairs], second[fit][:pairs]
    if not len(first):
        raise ValueError("no two different words of different texts")
    directions = unit(vectors)
    found = np.einsum("nw,nw->n", directions[first], directions[second])
    low, high = np.percentile(found, (5, 95))
    return Band(float(found.mean()), float(low), float(high))
