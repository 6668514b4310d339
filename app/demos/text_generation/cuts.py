"""Where a sampling rule cuts a distribution: the rule applied step by step, on numbers only.

It gives what `sampling.rule` gives, but on tokens that are in order already, so that it follows a slider also on a
vocabulary of 150,000.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.demos.text_generation.contract import Distribution
from app.demos.text_generation.sampling import penalised, softmax
from app.demos.text_generation.state import TextGenerationState

#: Points of a curve: every rank at first, then ever fewer.
_POINTS = 160

#: The step that bars the marks that end a text.
NEVER_END = "never end"


@dataclass(frozen=True, slots=True)
class Cuts:
    """A distribution under a rule. All arrays are [vocabulary], in the order of falling natural probability.

    `drawn` are the probabilities to draw by and `falling` those above 0, in falling order; `by` holds for each
    token the number of the step in `steps` that cut it off, -1 for those that stay; `kept` how many stay after each.
    """

    natural: NDArray[np.float32]
    drawn: NDArray[np.float64]
    falling: NDArray[np.float64]
    by: NDArray[np.int8]
    steps: tuple[str, ...]
    kept: tuple[int, ...]

    @property
    def left(self) -> int:
        """How many tokens stay in the draw."""
        return len(self.falling)

    @property
    def share(self) -> float:
        """What those that stay hold of the natural probability."""
        return float(self.natural[self.by < 0].sum())

    def reason(self, row: int) -> str:
        """The step that cut a token off, "" if it stays."""
        return self.steps[self.by[row]] if self.by[row] >= 0 else ""


def cuts(found: Distribution, state: TextGenerationState) -> Cuts:
    """Apply the state's rule to a distribution, one step after the other."""
    penalty = max(1e-3, state.repetition_penalty)
    scores = penalised(found.logits, found.seen, penalty)
    barred = bool(np.isneginf(scores).any())  # marks that end a text, when it is never to end
    order = np.argsort(-scores, kind="stable") if penalty != 1 or barred else None
    if order is not None:
        scores = scores[order]
    steps: list[str] = []
    kept: list[int] = []
    if state.temperature <= 0:
        chances = np.ones(1)
        steps, kept = ["temperature 0"], [1]
    else:
        chances = softmax(scores.astype(np.float64) / min(100.0, state.temperature))
        plan = (
            (f"top-k {state.top_k}", state.top_k > 0, lambda: _by_count(chances, state.top_k)),
            (f"top-p {state.top_p:g}", state.top_p < 1, lambda: _by_share(chances, max(0.0, state.top_p))),
            (
                f"min-p {state.min_p:g}",
                state.min_p > 0,
                lambda: _at_least(chances, min(1.0, state.min_p) * chances[0]),
            ),
        )
        if barred:
            chances = chances[chances > 0]
            steps, kept = [NEVER_END], [len(chances)]
        for name, wanted, count in plan:
            left = count() if wanted else len(chances)
            if left < len(chances):
                chances = chances[:left] / chances[:left].sum()
                steps.append(name)
                kept.append(left)
    by = np.full(len(scores), -1, dtype=np.int8)
    for number in reversed(range(len(kept))):
        by[kept[number] :] = number
    drawn = np.zeros(len(scores))
    drawn[: len(chances)] = chances
    if order is not None:
        by[order], drawn[order] = by.copy(), drawn.copy()
    return Cuts(found.probabilities, drawn, chances[chances > 0], by, tuple(steps), tuple(kept))


def curve(falling: NDArray[np.floating]) -> list[tuple[int, float]]:
    """Points (rank from 1, probability) of falling probabilities; fewer of them further down."""
    if not len(falling):
        return []
    ranks = np.unique(np.geomspace(1, len(falling), _POINTS).round().astype(int))
    return [(int(rank), float(falling[rank - 1])) for rank in ranks if falling[rank - 1] > 0]


def _by_count(chances: NDArray[np.float64], most: int) -> int:
    """How many are at least as probable as the one of this rank."""
    return _at_least(chances, chances[most - 1]) if 0 < most < len(chances) else len(chances)


def _by_share(chances: NDArray[np.float64], share: float) -> int:
    """The fewest that hold this share together, and those that are as probable as the last of them."""
    last = min(int(np.searchsorted(np.cumsum(chances), share)), len(chances) - 1)
    return _at_least(chances, chances[last])


def _at_least(chances: NDArray[np.float64], edge: float) -> int:
    return int(np.searchsorted(-chances, -edge, side="right"))
