"""Where the points of a new answer come from, so that one sees what arrived and what stayed. No Qt, no torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model_zoo.embedding.projection import turn

Places = NDArray[np.float64]


def turned(fresh: Sequence[str], places: Places, known: Sequence[str], before: Places) -> Places:
    """The rotation [2, 2] that lays a new map's points on those of the old one that stand for the same sentences."""
    pairs = _pairs(fresh, known)
    if len(pairs) < 2:
        return np.eye(2)
    new, old = (np.array(one) for one in zip(*pairs, strict=True))
    return turn(places[new] - places[new].mean(axis=0), before[old] - before[old].mean(axis=0))


def starts(
    fresh: Sequence[str], neighbours: Sequence[Sequence[int]], known: Sequence[str], before: Places
) -> Places | None:
    """Where each point begins its way [n, 2]: where it was, or beside the nearest one that was there.

    `neighbours` are the others' numbers for each point, the nearest first. None if no sentence was there before.
    """
    was = dict(_pairs(fresh, known))
    if not was:
        return None
    found = np.empty((len(fresh), 2))
    for row in range(len(fresh)):
        at = was.get(row)
        if at is None:
            at = next((was[near] for near in neighbours[row] if near in was), next(iter(was.values())))
        found[row] = before[at]
    return found


def _pairs(fresh: Sequence[str], known: Sequence[str]) -> list[tuple[int, int]]:
    """(new, old) numbers of the same sentences; one that stands there twice is found twice."""
    left: dict[str, list[int]] = {}
    for at, sentence in enumerate(known):
        left.setdefault(sentence, []).append(at)
    return [(row, left[sentence].pop(0)) for row, sentence in enumerate(fresh) if left.get(sentence)]
