"""The sampling rule, in numpy: the engine draws by it, and the page tries it on a distribution while sliders move.

Order and meaning are those of transformers' logits processors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def penalised(
    logits: NDArray[np.float32], seen: NDArray[np.bool_], repetition_penalty: float
) -> NDArray[np.float32]:
    """Scores with those of `seen` tokens pushed down (Keskar et al. 2019, sec. 4.1): [vocabulary]."""
    if repetition_penalty == 1.0:
        return logits
    scores = logits.copy()
    there = scores[seen]
    scores[seen] = np.where(there > 0, there / repetition_penalty, there * repetition_penalty)
    return scores


def favourite(logits: NDArray[np.float32], seen: NDArray[np.bool_], repetition_penalty: float = 1.0) -> int:
    """The token that temperature 0 leaves: the most probable one, of equals the first."""
    return int(penalised(logits, seen, repetition_penalty).argmax())


def rule(
    logits: NDArray[np.float32],
    seen: NDArray[np.bool_],
    *,
    temperature: float,
    top_k: int = 0,
    top_p: float = 1.0,
    min_p: float = 0.0,
    repetition_penalty: float = 1.0,
) -> NDArray[np.float64]:
    """Probabilities to draw by, [vocabulary] in the order of `logits`; 0 for what the rule cuts off.

    `seen` [vocabulary] marks the tokens that were there. Temperature 0 leaves the most probable token alone.
    """
    if temperature == 0:
        only = np.zeros(len(logits))
        only[favourite(logits, seen, repetition_penalty)] = 1.0
        return only
    scores = penalised(logits, seen, repetition_penalty)
    chances = softmax(scores.astype(np.float64) / temperature)
    if 0 < top_k < len(chances):
        chances = _kept(chances, chances >= np.partition(chances, -top_k)[-top_k])
    if top_p < 1.0:
        chances = _kept(chances, chances >= _nucleus_edge(chances, top_p))
    if min_p > 0.0:
        chances = _kept(chances, chances >= min_p * chances.max())
    return chances


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of scores, [n]."""
    raised = np.exp(scores - scores.max())
    total: NDArray[np.float64] = raised / raised.sum()
    return total


def number(seed: int, place: int) -> float:
    """The random number in [0, 1) of one place of the text: it depends on nothing but the seed and the place."""
    return float(np.random.Generator(np.random.Philox(key=seed, counter=place)).random())


def draw(chances: NDArray[np.float64], at: float) -> int:
    """The token that the number `at` in [0, 1) falls on when the chances are laid end to end."""
    ends = np.cumsum(chances)
    found = int(np.searchsorted(ends, at * ends[-1], side="right"))
    # Rounding may put `at` on the very end.
    return found if found < len(chances) else int(chances.nonzero()[0][-1])


def _kept(chances: NDArray[np.float64], keep: NDArray[np.bool_]) -> NDArray[np.float64]:
    left = np.where(keep, chances, 0.0)
    total: NDArray[np.float64] = left / left.sum()
    return total


def _nucleus_edge(chances: NDArray[np.float64], top_p: float) -> float:
    """The least probability in the smallest set of tokens that holds `top_p` of the whole."""
    # Those below a fair share of what may be cut off hold less than that together: the edge lies above them.
    falling = np.sort(chances[chances >= (1.0 - top_p) / len(chances)])[::-1]
    place = int(np.searchsorted(np.cumsum(falling), top_p))
    return float(falling[min(place, len(falling) - 1)])
