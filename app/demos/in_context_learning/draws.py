"""Which examples stand in a prompt, and in which order. No torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.demos.in_context_learning.contract import Example


def order(examples: Sequence[Example], labels: Sequence[str], seed: int, repeat: int) -> tuple[int, ...]:
    """All examples in the order in which prompts take them: the first k are the k shots of this draw.

    Rounds through the labels, each round in an order of its own, so that every beginning is as balanced as the
    pool allows. Depends on nothing but the examples, the labels, the seed and the number of the draw.
    """
    dice = np.random.Generator(np.random.Philox(key=np.array([seed, repeat], dtype=np.uint64)))
    heaps: dict[str, list[int]] = {label: [] for label in labels}
    for place in dice.permutation(len(examples)).tolist():
        heaps[examples[place].label].append(place)
    found: list[int] = []
    while any(heaps.values()):
        for number in dice.permutation(len(labels)).tolist():
            heap = heaps[labels[number]]
            if heap:
                found.append(heap.pop())
    return tuple(found)


def shown(examples: Sequence[Example], drawn: Sequence[int], shots: int, query: str) -> tuple[int, ...]:
    """The first `shots` of a draw that do not give this query away: an example with its input is passed over."""
    found: list[int] = []
    own = query.strip()
    for place in drawn:
        if len(found) == shots:
            break
        if examples[place].input.strip() != own:
            found.append(place)
    return tuple(found)
