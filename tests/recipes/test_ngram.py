"""The n-gram model is a probability distribution, and context helps it."""

from __future__ import annotations

import numpy as np
import pytest

from model_zoo.recipes.ngram import KneserNey


def stream(count: int, seed: int) -> np.ndarray:
    """Tokens of which each depends on the two before it."""
    draw = np.random.default_rng(seed)
    out = [1, 2]
    for _ in range(count):
        out.append((out[-1] * 3 + out[-2] * 5 + int(draw.random() < 0.1)) % 11)
    return np.asarray(out, dtype=np.int64)


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_probabilities_of_all_continuations_sum_to_one(order: int) -> None:
    model = KneserNey(stream(2000, 0), 11, order)
    context = stream(30, 1)
    total = sum(np.exp(model.log_probabilities(np.append(context, last))[-1]) for last in range(11))
    assert total == pytest.approx(1.0, abs=1e-9)


def test_the_true_order_finds_the_rule() -> None:
    train, test = stream(5000, 0), stream(1000, 1)
    bits = [-KneserNey(train, 11, order).log_probabilities(test).mean() / np.log(2) for order in (1, 3, 5)]
    # Nine times in ten the next token is certain: 0.47 bits are in the draws themselves.
    assert bits[0] > 3.4
    assert bits[1] < 0.65
    # Nothing is to be won beyond three, and little may be lost.
    assert bits[2] < bits[1] + 0.05


def test_unknown_contexts_fall_back() -> None:
    model = KneserNey(stream(500, 0), 12, 5)
    logs = model.log_probabilities(np.array([11, 11, 11, 3, 11]))
    assert np.isfinite(logs).all()
