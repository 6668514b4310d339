"""The sampling rule is transformers' own, and the draws are what the chances say."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from transformers import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from app.demos.text_generation.sampling import draw, number, rule


def logits(seed: int, size: int = 3000) -> np.ndarray:
    return (np.random.default_rng(seed).standard_normal(size) * 3).astype(np.float32)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("temperature", "top_k", "top_p", "min_p", "penalty"),
    [
        (1.0, 0, 1.0, 0.0, 1.0),
        (0.7, 0, 1.0, 0.0, 1.0),
        (1.3, 50, 1.0, 0.0, 1.0),
        (1.0, 0, 0.9, 0.0, 1.0),
        (2.5, 0, 0.999, 0.0, 1.0),
        (1.0, 0, 1.0, 0.05, 1.0),
        (0.8, 40, 0.95, 0.02, 1.3),
        (1.0, 0, 0.0, 0.0, 1.0),
    ],
)
def test_it_equals_transformers(
    seed: int, temperature: float, top_k: int, top_p: float, min_p: float, penalty: float
) -> None:
    scores = logits(seed)
    there = np.array([5, 17, 400])
    seen = np.zeros(len(scores), dtype=np.bool_)
    seen[there] = True
    ids, theirs = torch.from_numpy(there)[None], torch.from_numpy(scores)[None].clone()
    if penalty != 1.0:
        theirs = RepetitionPenaltyLogitsProcessor(penalty)(ids, theirs)
    theirs = TemperatureLogitsWarper(temperature)(ids, theirs)
    if top_k:
        theirs = TopKLogitsWarper(top_k)(ids, theirs)
    if top_p < 1:
        theirs = TopPLogitsWarper(top_p)(ids, theirs)
    if min_p:
        theirs = MinPLogitsWarper(min_p)(ids, theirs)
    ours = rule(
        scores,
        seen,
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        min_p=min_p,
        repetition_penalty=penalty,
    )
    np.testing.assert_allclose(ours, theirs.softmax(-1)[0].numpy(), atol=1e-6)
    assert ours.sum() == pytest.approx(1.0)


def test_temperature_zero_leaves_the_best_alone() -> None:
    scores = logits(3)
    chances = rule(scores, np.zeros(len(scores), dtype=np.bool_), temperature=0)
    assert chances.argmax() == scores.argmax() and chances.max() == 1.0


def test_draws_follow_the_chances() -> None:
    chances = np.array([0.0, 0.5, 0.0, 0.3, 0.2, 0.0])
    drawn = [draw(chances, number(7, place)) for place in range(4000)]
    shares = np.bincount(drawn, minlength=6) / 4000
    np.testing.assert_allclose(shares, chances, atol=0.03)
    assert draw(chances, 0.0) == 1 and draw(chances, 1.0 - 1e-16) == 4


def test_a_place_has_its_own_number() -> None:
    assert number(1, 5) == number(1, 5)
    assert len({number(seed, place) for seed in range(5) for place in range(20)}) == 100
