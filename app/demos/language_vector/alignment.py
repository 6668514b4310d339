"""A dictionary out of sentence pairs: IBM model 1 in both directions (Brown et al. 1993), on sparse counts.

Two words are translations where each explains the other: the score is the geometric mean of p(target | source) and
p(source | target), so that a word that stands in every sentence translates none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Word = TypeVar("Word", bound=Hashable)

_ROUNDS = 6
_LEAST = 0.15  # score of a translation
_BESIDE = 0.4  # of the best one's score
_MOST = 6  # translations of one word
_LEAST_TOGETHER = 2  # pairs that hold both: once is chance
#: Of longer sides the first pieces are aligned: the links of a pair grow with the square.
_LONGEST = 60


def dictionary(
    pairs: Sequence[tuple[Sequence[Word], Sequence[Word]]], report: Callable[[], None] = lambda: None
) -> dict[Word, frozenset[Word]]:
    """The translations of each source word that has any. `report` is called at every round and may raise."""
    sides: tuple[dict[Word, int], dict[Word, int]] = ({}, {})  # 0 is the empty word
    coded = [
        tuple(
            [known.setdefault(word, len(known) + 1) for word in dict.fromkeys(side[:_LONGEST])]
            for known, side in zip(sides, pair, strict=True)
        )
        for pair in pairs
    ]
    if not coded or not sides[0] or not sides[1]:
        return {}
    size = len(sides[1]) + 1
    forward = _model_1([(one, two) for one, two in coded], size, report)
    backward = _model_1([(two, one) for one, two in coded], len(sides[0]) + 1, report)
    together: dict[int, int] = {}
    for one, two in coded:
        for link in (s * size + t for s in one for t in two):
            together[link] = together.get(link, 0) + 1
    return _pick(forward, backward, together, list(sides[0]), list(sides[1]))


def _model_1(
    pairs: Sequence[tuple[list[int], list[int]]], size: int, report: Callable[[], None]
) -> dict[int, float]:
    """p(t | s) by s * size + t, for all pairs of words that meet. `size` is one more than the largest t."""
    links, groups, group = [], [], 0
    for given, made in pairs:
        for word in made:
            links.append(np.array([0, *given], dtype=np.int64) * size + word)
            groups.append(np.full(len(given) + 1, group, dtype=np.int64))
            group += 1
    keys, place = np.unique(np.concatenate(links), return_inverse=True)
    within = np.concatenate(groups)
    owner = keys // size
    chance: NDArray[np.float64] = np.ones(len(keys))
    for _ in range(_ROUNDS):
        report()
        weight = chance[place]
        weight /= np.bincount(within, weight, group)[within]
        counts = np.bincount(place, weight, len(keys))
        chance = counts / np.bincount(owner, counts)[owner]
    return dict(zip(keys.tolist(), chance.tolist(), strict=True))


def _pick(
    forward: dict[int, float],
    backward: dict[int, float],
    together: dict[int, int],
    sources: list[Word],
    targets: list[Word],
) -> dict[Word, frozenset[Word]]:
    size, back = len(targets) + 1, len(sources) + 1
    scored: dict[int, list[tuple[float, int]]] = {}
    for link, count in together.items():
        source, target = divmod(link, size)
        score = (forward[link] * backward[target * back + source]) ** 0.5
        if count >= _LEAST_TOGETHER and score >= _LEAST:
            scored.setdefault(source, []).append((score, target))
    found = {}
    for source, candidates in scored.items():
        candidates.sort(reverse=True)
        best = candidates[0][0]
        kept = [target for score, target in candidates[:_MOST] if score >= _BESIDE * best]
        found[sources[source - 1]] = frozenset(targets[target - 1] for target in kept)
    return found
