"""Which word of a sentence stands for which of its translation, by similarity alone (Jalili Sabet et al. 2020)."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Matrix = NDArray[np.float64]
Links = set[tuple[int, int]]

#: Itermax (section 3.2): rounds, and what a similarity is worth where one of its two words is linked already.
ROUNDS = 2
DISCOUNT = 0.9

_GOLD = re.compile(r"(\d+)([-?p])(\d+)")


def argmax(similarity: Matrix) -> Links:
    """Pairs of words [m, n] that are each other's most similar."""
    if not similarity.size:
        return set()
    best, back = similarity.argmax(axis=1), similarity.argmax(axis=0)
    return {(row, int(column)) for row, column in enumerate(best) if back[column] == row}


def itermax(similarity: Matrix) -> Links:
    """Argmax, then again among what is left: words that have a link already may get another, at a discount."""
    # Below nought a factor less than one would raise a similarity.
    base = similarity - min(0.0, float(similarity.min(initial=0.0)))
    found = argmax(base)
    for _ in range(ROUNDS - 1):
        rows = np.zeros(base.shape[0], bool)
        columns = np.zeros(base.shape[1], bool)
        for row, column in found:
            rows[row] = columns[column] = True
        taken = rows[:, None] & columns[None]
        free = ~rows[:, None] & ~columns[None]
        left = base * np.where(taken, 0.0, np.where(free, 1.0, DISCOUNT))
        more = {(row, column) for row, column in argmax(left) if left[row, column] > 0} - found
        if not more:
            break
        found |= more
    return found


def match(similarity: Matrix) -> Links:
    """The pairs, each word in one at most, whose similarities sum to the most (maximum-weight matching)."""
    rows, columns = linear_sum_assignment(similarity, maximize=True)
    return {(int(row), int(column)) for row, column in zip(rows, columns, strict=True)}


METHODS: dict[str, Callable[[Matrix], Links]] = {"argmax": argmax, "itermax": itermax, "match": match}


def read_gold(text: str) -> tuple[Links, Links]:
    """Gold links "0-0 1-2 3?4" counted from 0: sure ones, and possible ones (the sure ones among them).

    Raises ValueError with the part that is no link.
    """
    sure: Links = set()
    possible: Links = set()
    for part in text.split():
        found = _GOLD.fullmatch(part)
        if found is None:
            raise ValueError(part)
        link = int(found[1]), int(found[3])
        possible.add(link)
        if found[2] == "-":
            sure.add(link)
    return sure, possible


def error_rate(found: Links, sure: Links, possible: Links) -> float:
    """Alignment error rate, 0 to 1 (Och and Ney 2003): 1 - (|A & S| + |A & P|) / (|A| + |S|)."""
    every = len(found) + len(sure)
    return 1.0 - (len(found & sure) + len(found & possible)) / every if every else 0.0
