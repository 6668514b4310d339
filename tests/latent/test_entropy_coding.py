"""Numbers to bytes and back: nothing is lost, the length is what was predicted, and foreign bytes are refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model_zoo.latent.entropy_coding import (
    TOTAL,
    Reader,
    Table,
    Writer,
    counts_of,
    normal_counts,
    reach_of,
)

TABLES = [Table(normal_counts(spread, reach_of(spread))) for spread in (0.11, 0.7, 5.0, 64.0)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(-3000, 3000), max_size=30)), max_size=6))
def test_whatever_goes_in_comes_out(portions: list[tuple[int, list[int]]]) -> None:
    writer = Writer()
    for which, numbers in portions:
        writer.put(np.array(numbers, np.int32), TABLES[which])
    reader = Reader(writer.bytes())
    for which, numbers in portions:
        assert reader.take(len(numbers), TABLES[which]).tolist() == numbers


@pytest.mark.parametrize("spread", [0.11, 0.7, 5.0, 64.0])
def test_bytes_are_as_many_as_the_numbers_are_surprising(spread: float) -> None:
    table = Table(normal_counts(spread, reach_of(spread)))
    numbers = np.round(np.random.default_rng(1).normal(0, spread, 20_000)).astype(np.int32)
    writer = Writer()
    writer.put(numbers, table)
    bits = 8 * len(writer.bytes())
    cost = float(table.cost(numbers).sum())
    assert abs(bits - cost) < 64 + 0.002 * cost
    if spread >= 0.7:  # and that is the entropy of a rounded normal variable, 1/2 log2(2 pi e (s^2 + 1/12))
        entropy = 0.5 * math.log2(2 * math.pi * math.e * (spread**2 + 1 / 12))
        assert cost / len(numbers) == pytest.approx(entropy, rel=0.02)


def test_counts_are_positive_and_sum_up() -> None:
    for weights in (np.zeros(12), np.array([1e9, *[0.0] * 99]), np.random.default_rng(0).random(512)):
        counts = counts_of(weights)
        assert counts.sum() == TOTAL and counts.min() >= 1
    assert counts_of(np.array([3.0, 1.0])).tolist() == pytest.approx([TOTAL * 3 / 4, TOTAL / 4], abs=2)
    seen = np.zeros(2 * reach_of(1.0) + 2)
    seen[reach_of(1.0) + 2] = 1e6
    learned = normal_counts(1.0, reach_of(1.0), seen)
    assert learned.argmax() == reach_of(1.0) + 2


@pytest.mark.parametrize("counts", [[1, 2, 3], [TOTAL - 3, 1, 1], [TOTAL, 0, 0, 0], [1, 1, 1, 1]])
def test_what_is_no_table_is_refused(counts: list[int]) -> None:
    with pytest.raises(ValueError):
        Table(np.array(counts))


def test_foreign_bytes_are_refused_or_read_as_numbers() -> None:
    random = np.random.default_rng(3)
    refused = 0
    for _ in range(60):
        try:
            found = Reader(random.bytes(int(random.integers(0, 60)))).take(5000, TABLES[2])
            assert len(found) == 5000
        except ValueError as error:
            assert str(error) == "the bytes are no code"
            refused += 1
    assert refused > 0
