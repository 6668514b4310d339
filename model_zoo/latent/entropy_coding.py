"""Whole numbers to bytes and back, each as long as it is surprising: range coding over tables of whole counts.

The coder is constriction's (Bamler 2022, *Understanding entropy coding with asymmetric numeral systems*). Tables are
counts that sum to 2^16 and lie in the checkpoint, so that nobody computes a probability twice differently. The last
symbol of a table is the way out: what is beyond the table follows as plain bits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int32]
Counts = NDArray[np.int64]

TOTAL = 1 << 16
_PLAIN_BITS = 20
_LARGEST = (1 << (_PLAIN_BITS - 1)) - 1


class Table:
    """Counts [2 reach + 2] of the numbers from -reach to reach, and of the way out at the end."""

    def __init__(self, counts: Counts) -> None:
        """Raises ValueError for counts that are no table."""
        if counts.ndim != 1 or len(counts) % 2 or len(counts) < 4:
            raise ValueError("a table of counts has another length")
        if int(counts.sum()) != TOTAL or int(counts.min()) < 1:
            raise ValueError(f"a table's counts are not positive or do not sum to {TOTAL}")
        import constriction

        self.reach = len(counts) // 2 - 1
        self.bits: NDArray[np.float64] = math.log2(TOTAL) - np.log2(counts.astype(np.float64))
        self.model = constriction.stream.model.Categorical(counts.astype(np.float64) / TOTAL, perfect=False)

    def cost(self, numbers: Whole) -> NDArray[np.float64]:
        """Bits of each number."""
        beyond = np.abs(numbers) > self.reach
        place = np.where(beyond, 2 * self.reach + 1, numbers + self.reach)
        return self.bits[place] + beyond * float(_PLAIN_BITS)


def counts_of(weights: NDArray[np.float64]) -> Counts:
    """Positive whole counts that sum to TOTAL, in proportion to non-negative `weights` as nearly as that goes."""
    spare = TOTAL - len(weights)
    if not float(weights.sum()) > 0:
        weights = np.ones(len(weights))
    exact = weights / float(weights.sum()) * spare
    counts: Counts = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - counts), kind="stable")
    counts[order[: spare - int(counts.sum())]] += 1
    counts += 1
    return counts


def normal_counts(spread: float, reach: int, seen: NDArray[np.float64] | None = None) -> Counts:
    """The table of a rounded normal variable of this standard deviation; `seen` counts [2 reach + 2] join it."""
    edges = (np.arange(-reach, reach + 2) - 0.5) / (spread * math.sqrt(2))
    below = np.array([0.5 * math.erfc(-edge) for edge in edges])
    inside = np.diff(below)
    weights = np.append(inside, max(0.0, 1.0 - float(inside.sum())))
    if seen is not None:
        weights = weights * 2000 + seen  # as much as two thousand observations
    return counts_of(weights)


def reach_of(spread: float) -> int:
    """How far a table of this standard deviation goes."""
    return min(255, math.ceil(5 * spread) + 2)


class Writer:
    """Numbers in, in any portions; the bytes at the end."""

    def __init__(self) -> None:
        import constriction

        self._coder = constriction.stream.queue.RangeEncoder()

    def put(self, numbers: Whole, table: Table) -> None:
        """Append numbers [count] that share a table."""
        if not len(numbers):
            return
        beyond = np.abs(numbers) > table.reach
        place = np.where(beyond, 2 * table.reach + 1, numbers + table.reach)
        self._coder.encode(place.astype(np.int32), table.model)
        if beyond.any():
            plain = np.clip(numbers[beyond], -_LARGEST, _LARGEST) + _LARGEST
            for part in _halves(plain):
                self._coder.encode(part, _plain())

    def bytes(self) -> bytes:
        """All that was put. Zeros at the end are left out: the reader adds them."""
        words = self._coder.get_compressed()
        return bytes(words.astype(">u4").tobytes().rstrip(b"\0"))


class Reader:
    """The same numbers, asked for in the same portions. Raises ValueError for bytes that no Writer made."""

    def __init__(self, data: bytes) -> None:
        import constriction

        whole = data + b"\0" * (-len(data) % 4) + b"\0" * 8
        self._coder = constriction.stream.queue.RangeDecoder(np.frombuffer(whole, ">u4").astype(np.uint32))

    def take(self, count: int, table: Table) -> Whole:
        """The next numbers [count]."""
        if not count:
            return np.zeros(0, np.int32)
        try:
            place = np.asarray(self._coder.decode(table.model, count), np.int32)
            numbers: Whole = place - table.reach
            beyond = place == 2 * table.reach + 1
            if beyond.any():
                high, low = (
                    np.asarray(self._coder.decode(_plain(), int(beyond.sum())), np.int32) for _ in range(2)
                )
                numbers[beyond] = (high << (_PLAIN_BITS // 2)) + low - _LARGEST
        except (AssertionError, RuntimeError, ValueError) as error:
            raise ValueError("the bytes are no code") from error
        return numbers


def _halves(plain: NDArray[np.int32]) -> Iterator[Whole]:
    half = _PLAIN_BITS // 2
    yield (plain >> half).astype(np.int32)
    yield (plain & ((1 << half) - 1)).astype(np.int32)


def _plain() -> object:
    import constriction

    return constriction.stream.model.Uniform(1 << (_PLAIN_BITS // 2))
