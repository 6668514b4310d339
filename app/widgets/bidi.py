"""Put words of mixed direction into the order in which they are read on a line.

The words themselves are shaped by Qt; this orders whole words, after UAX #9: levels from strong characters,
numbers and neutrals from their neighbours (rules W2, N1, N2, I1, I2), and reversal by level (L2).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Literal

Kind = Literal["L", "R", "N", "?"]  # left to right, right to left, number, neutral

_RIGHT = ("R", "AL", "RLE", "RLO", "RLI")
_LEFT = ("L", "LRE", "LRO", "LRI")


def kind_of(text: str) -> Kind:
    """Give the direction of a word: that of its first strong character, else whether it is a number."""
    number = False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in _RIGHT:
            return "R"
        if direction in _LEFT:
            return "L"
        number = number or direction in ("EN", "AN")
    return "N" if number else "?"


def base_level(texts: Sequence[str]) -> int:
    """Give 1 if the paragraph reads from the right, else 0: what its first strong character says."""
    return next((int(kind == "R") for kind in map(kind_of, texts) if kind in "LR"), 0)


def levels(texts: Sequence[str], base: int) -> list[int]:
    """Give each word's embedding level; odd levels read from the right."""
    kinds = [kind_of(text) for text in texts]
    strong: list[Kind] = []
    before: Kind = "R" if base else "L"
    for kind in kinds:
        if kind in "LR":
            before = kind
        # A number belongs to the direction around it, but its digits always read from the left.
        strong.append(before if kind == "N" else kind)
    resolved = _fill_neutrals(strong, "R" if base else "L")
    result = []
    for kind, direction in zip(kinds, resolved, strict=True):
        if direction == "R":
            result.append(2 if kind == "N" else 1)
        else:
            result.append(2 if base else 0)
    return result


def _fill_neutrals(kinds: Sequence[Kind], base: Kind) -> list[Kind]:
    """Neutrals between two of a kind are of that kind, all others take the paragraph's direction."""
    result = list(kinds)
    at = 0
    while at < len(result):
        if result[at] != "?":
            at += 1
            continue
        stop = at
        while stop < len(result) and result[stop] == "?":
            stop += 1
        left = result[at - 1] if at else base
        right = result[stop] if stop < len(result) else base
        result[at:stop] = [left if left == right else base] * (stop - at)
        at = stop
    return result


def visual_order(line: Sequence[int]) -> list[int]:
    """Give the places of a line's words from left to right, from their levels in reading order."""
    order = list(range(len(line)))
    for level in range(max(line, default=0), 0, -1):
        at = 0
        while at < len(order):
            if line[order[at]] < level:
                at += 1
                continue
            stop = at
            while stop < len(order) and line[order[stop]] >= level:
                stop += 1
            order[at:stop] = reversed(order[at:stop])
            at = stop
    return order
