"""Where a sampling rule cuts a distribution: the rule applied step by step, on numbers only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.demos.text_generation.contract import Distribution
from app.demos.text_generation.sampling import rule
from app.demos.text_generation.state import TextGenerationState

#: Points of a curve: every rank at first, then ever fewer.
_POINTS = 160


@dataclass(frozen=True, slots=True)
class Cuts:
    """A distribution under a rule. All arrays are [vocabulary], in the order of falling natural probability.

    `drawn` are the probabilities to draw by; `by` holds for each token the number of the step in `steps` that cut
    it off, -1 for those that stay; `kept` how many stay after each step.
    """

    natural: NDArray[np.float32]
    drawn: NDArray[np.float64]
    by: NDArray[np.int8]
    steps: tuple[str, ...]
    kept: tuple[int, ...]

    @property
    def left(self) -> int:
        """How many tokens stay in the draw."""
        return int((self.drawn > 0).sum())

    @property
    def share(self) -> float:
        """What those that stay hold of the natural probability."""
        return float(self.natural[self.drawn > 0].sum())

    def reason(self, row: int) -> str:
        """The step that cut a token off, "" if it stays."""
        return self.steps[self.by[row]] if self.by[row] >= 0 else ""


def cuts(found: Distribution, state: TextGenerationState) -> Cuts:
    """Apply the state's rule to a distribution, one step after the other."""
    kind = {
        "temperature": _finite(state.temperature),
        "repetition_penalty": max(1e-3, state.repetition_penalty),
    }
    plan: list[tuple[str, dict[str, float]]] = []
    if state.temperature == 0:
        plan.append(("temperature 0", {}))
    else:
        plan.append(("", {}))
        if state.top_k > 0:
            plan.append((f"top-k {state.top_k}", {"top_k": state.top_k}))
        if state.top_p < 1:
            plan.append((f"top-p {state.top_p:g}", {"top_p": max(1e-9, state.top_p)}))
        if state.min_p > 0:
            plan.append((f"min-p {state.min_p:g}", {"min_p": min(1.0, state.min_p)}))
    by = np.full(len(found.ids), -1, dtype=np.int8)
    steps, kept, settings = [], [], dict(kind)
    drawn = np.asarray(found.probabilities, dtype=np.float64)
    for number, (name, more) in enumerate(plan):
        settings |= more
        drawn = rule(found.logits, found.seen, **settings)  # type: ignore[arg-type]
        by[(drawn <= 0) & (by < 0)] = number
        steps.append(name or "rounding")
        kept.append(int((drawn > 0).sum()))
    return Cuts(found.probabilities, drawn, by, tuple(steps), tuple(kept))


def curve(chances: NDArray[np.floating]) -> list[tuple[int, float]]:
    """Points (rank from 1, probability) of a distribution, falling; fewer of them further down."""
    falling = np.sort(np.asarray(chances, dtype=np.float64))[::-1]
    falling = falling[falling > 0]
    if not len(falling):
        return []
    ranks = np.unique(np.geomspace(1, len(falling), _POINTS).round().astype(int))
    return [(int(rank), float(falling[rank - 1])) for rank in ranks]


def _finite(temperature: float) -> float:
    return min(100.0, max(0.0, temperature)) if temperature == temperature else 1.0
