"""What needs no model: templates, draws, calibration and intervals."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from app.demos.in_context_learning import calibration, draws, intervals
from app.demos.in_context_learning.contract import Example
from app.demos.in_context_learning.template import parse

EXAMPLES = tuple(Example(f"case {number}", label) for number in range(8) for label in ("is", "are"))


@pytest.mark.parametrize(
    ("template", "prompt"),
    [
        ("{input} -> {label}\n", "D\n\na -> x\nq ->"),
        ("{input} -> {label}", "D\n\na -> x\nq ->"),
        ("Task: {description}\n{input}: {label};", "Task: D\na: x;q:"),
        ("{input}\n{label}\n\n", "D\n\na\nx\n\nq\n"),
        ("{x} {input}{label}.\n", "D\n\n{x} ax.\n{x} q"),
    ],
)
def test_templates(template: str, prompt: str) -> None:
    assert parse(template).prompt("D", [Example("a", "x")], "q") == prompt


def test_an_empty_description_leaves_no_gap() -> None:
    assert parse("{description}\n\nQ: {input}\nA: {label}\n").prompt("", [], "q") == "Q: q\nA:"


def test_fields_in_the_users_text_are_only_text() -> None:
    parts = parse("{description}\n{input} {label}\n")
    assert parts.prompt("{input}", [Example("{label}", "{input}")], "{description}") == (
        "{input}\n{label} {input}\n{description}"
    )


def test_draws_are_balanced_nested_and_fixed_by_the_seed() -> None:
    labels = ("is", "are")
    drawn = draws.order(EXAMPLES, labels, seed=5, repeat=0)
    assert sorted(drawn) == list(range(len(EXAMPLES)))
    for shots in (2, 4, 8):
        tally = Counter(EXAMPLES[place].label for place in drawn[:shots])
        assert set(tally.values()) == {shots // 2}
    assert drawn == draws.order(EXAMPLES, labels, seed=5, repeat=0)
    assert len({draws.order(EXAMPLES, labels, seed, repeat) for seed in (5, 6) for repeat in (0, 1)}) == 4


def test_no_bias_leaves_the_shares_as_they_are() -> None:
    logs = [-3.0, -4.0, -9.0]
    fair = calibration.calibrated(logs, np.full(3, 1 / 3))
    assert np.exp(fair) == pytest.approx(calibration.shares(logs))


def test_wilsons_interval() -> None:
    assert intervals.wilson(0.5, 20) == pytest.approx((0.2993, 0.7007), abs=1e-4)
    assert intervals.wilson(1.0, 44) == pytest.approx((0.9197, 1.0), abs=1e-4)


def test_repeats_do_not_make_an_interval_narrower_than_its_queries_allow() -> None:
    dice = np.random.default_rng(0)
    right = (dice.random(40) < 0.7).astype(float)
    alone = intervals.interval(right[None])
    assert intervals.interval(np.tile(right, (5, 1))) == pytest.approx(
        alone, abs=0.005
    )  # the same five times
    uneven = np.stack([np.ones(40), np.zeros(40)])  # all hangs on which examples were drawn
    low, high = intervals.interval(uneven)
    assert low < 0.15 and high > 0.85


def test_two_models_are_compared_on_the_same_prompts() -> None:
    dice = np.random.default_rng(2)
    one = (dice.random((3, 40)) < 0.6).astype(float)
    assert intervals.difference(one, one) == (0.0, 0.0)
    better = np.maximum(one, (dice.random((3, 40)) < 0.5).astype(float))
    low, high = intervals.difference(one, better)
    assert 0 < low < high
    assert intervals.difference(better, one) == pytest.approx((-high, -low))


def test_the_interval_covers_in_simulation() -> None:
    """Queries of unequal difficulty, draws of unequal worth: at least 90 % of intervals hold the truth."""
    dice = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        ease, worth = dice.normal(0.6, 1.0, 40), dice.normal(0, 0.4, 5)
        chance = 1 / (1 + np.exp(-(ease[None] + worth[:, None])))
        low, high = intervals.interval((dice.random((5, 40)) < chance).astype(float))
        truth = float(np.mean(1 / (1 + np.exp(-(dice.normal(0.6, 1.0, 4000) + dice.normal(0, 0.4, 4000))))))
        held += low <= truth <= high
    assert held >= 360
