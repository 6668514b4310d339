"""Ranks against sorting everything."""

from __future__ import annotations

import numpy as np
import pytest

from model_zoo.embedding import retrieval
from model_zoo.embedding.retrieval import chance, ranks, summary


def by_hand(queries: np.ndarray, candidates: np.ndarray) -> list[int]:
    found = []
    for row, query in enumerate(queries):
        similar = [float(query @ one / np.linalg.norm(query) / np.linalg.norm(one)) for one in candidates]
        found.append(
            1 + sum(value > similar[row] + 1e-6 for place, value in enumerate(similar) if place != row)
        )
    return found


def test_ranks_are_places_in_the_sorted_list(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(1)
    first = draw.normal(size=(60, 8)).astype(np.float32)
    second = (first + draw.normal(size=(60, 8))).astype(np.float32)
    wanted = by_hand(first, second)
    assert ranks(first, second).tolist() == wanted
    monkeypatch.setattr(retrieval, "_AT_ONCE", 500)  # in blocks of eight
    assert ranks(first, second).tolist() == wanted


def test_the_same_vectors_find_themselves_and_equal_ones_do_not() -> None:
    draw = np.random.default_rng(2)
    vectors = draw.normal(size=(20, 6)).astype(np.float32)
    assert summary(ranks(vectors, vectors)).mrr == 1.0
    same = np.ones((5, 6), np.float32)
    assert ranks(same, same).tolist() == [5] * 5  # what cannot be told apart was not found


def test_guessing_reaches_chance() -> None:
    draw = np.random.default_rng(3)
    found = [
        summary(
            ranks(
                draw.normal(size=(50, 40)).astype(np.float32), draw.normal(size=(50, 40)).astype(np.float32)
            )
        )
        for _ in range(60)
    ]
    assert np.mean([one.mrr for one in found]) == pytest.approx(chance(50), abs=0.01)
    assert np.mean([one.precision_at_5 for one in found]) == pytest.approx(0.1, abs=0.02)
    assert chance(2) == 0.75
