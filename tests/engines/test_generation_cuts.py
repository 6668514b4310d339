"""What the page shows of the sampling rule is what the engine draws by."""

from __future__ import annotations

import numpy as np
import pytest

from app.demos.text_generation.contract import Distribution
from app.demos.text_generation.cuts import curve, cuts
from app.demos.text_generation.sampling import rule
from app.demos.text_generation.state import TextGenerationState


def distribution(size: int, seed: int) -> Distribution:
    """Scores with ties, in falling order; every fifth token was there."""
    random = np.random.default_rng(seed)
    logits = np.sort(random.normal(0, 3, size).round(2))[::-1].astype(np.float32).copy()
    shares = np.exp(logits - logits.max())
    seen = np.arange(size) % 5 == 0
    ids = random.permutation(size).astype(np.int32)
    return Distribution(3, ids, logits, (shares / shares.sum()).astype(np.float32), seen, ())


@pytest.mark.parametrize("temperature", [0.0, 0.5, 1.0, 1.7])
@pytest.mark.parametrize("top_k", [0, 1, 7, 400, 5000])
@pytest.mark.parametrize(
    ("top_p", "min_p"), [(1.0, 0.0), (0.9, 0.0), (0.3, 0.1), (1.0, 0.4), (0.0, 0.0), (1.0, 1.0)]
)
@pytest.mark.parametrize("penalty", [1.0, 1.3, 0.8])
def test_steps_end_where_the_rule_does(
    temperature: float, top_k: int, top_p: float, min_p: float, penalty: float
) -> None:
    found = distribution(1000, top_k)
    state = TextGenerationState(
        temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p, repetition_penalty=penalty
    )
    expected = rule(
        found.logits,
        found.seen,
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        min_p=min_p,
        repetition_penalty=penalty,
    )
    shown = cuts(found, state)
    np.testing.assert_allclose(shown.drawn, expected, rtol=1e-9, atol=1e-15)
    assert ((shown.by < 0) == (shown.drawn > 0)).all()
    assert list(shown.kept) == sorted(shown.kept, reverse=True)
    assert shown.left == (shown.kept[-1] if shown.kept else 1000)


def test_a_mark_that_is_never_drawn_is_cut_first() -> None:
    found = distribution(1000, 3)
    found.logits[[0, 5]] = -np.inf
    state = TextGenerationState(temperature=0.8, top_p=0.9)
    shown = cuts(found, state)
    np.testing.assert_allclose(
        shown.drawn, rule(found.logits, found.seen, temperature=0.8, top_p=0.9), atol=1e-15
    )
    assert shown.reason(0) == shown.reason(5) == "never end" and shown.reason(1) == ""


def test_each_cut_has_its_name() -> None:
    found = distribution(1000, 1)
    shown = cuts(found, TextGenerationState(temperature=1.0, top_k=50, top_p=0.5, min_p=0.2))
    assert shown.reason(0) == "" and shown.reason(999) == "top-k 50"
    names = {shown.reason(row) for row in range(1000)}
    assert names >= {"", "top-k 50"} and names <= {"", "top-k 50", "top-p 0.5", "min-p 0.2"}
    assert 0 < shown.share <= 1


def test_a_curve_falls_and_reaches_both_ends() -> None:
    points = curve(distribution(100_000, 2).probabilities)
    assert points[0][0] == 1 and points[-1][0] == 100_000 and len(points) <= 160
    assert [value for _, value in points] == sorted((value for _, value in points), reverse=True)
