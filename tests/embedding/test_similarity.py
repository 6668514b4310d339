"""Cosines and the band of random pairs against plain loops and known values."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from model_zoo.embedding.similarity import cosines, random_pairs


def test_cosines_are_those_of_a_plain_loop() -> None:
    data = np.random.default_rng(0).normal(size=(7, 5)).astype(np.float32)
    found = cosines(data)
    for a, b in itertools.product(range(7), repeat=2):
        one, two = data[a].astype(float), data[b].astype(float)
        assert found[a, b] == pytest.approx(one @ two / np.sqrt((one @ one) * (two @ two)), abs=1e-6)


def test_a_vector_without_direction_is_like_nothing() -> None:
    found = cosines(np.array([[0, 0], [1, 0], [2, 0]], np.float32))
    assert found.tolist() == [[0, 0, 0], [0, 1, 1], [0, 1, 1]]


def test_the_band_is_that_of_all_allowed_pairs() -> None:
    draw = np.random.default_rng(1)
    data = (draw.normal(size=(60, 8)) + 1).astype(np.float32)
    texts = [row // 6 for row in range(60)]
    words = [f"w{row % 9}" if row % 2 else f"W{row % 9}" for row in range(60)]
    every = cosines(data)
    allowed = [
        every[a, b]
        for a, b in itertools.combinations(range(60), 2)
        if texts[a] != texts[b] and words[a].lower() != words[b].lower()
    ]
    band = random_pairs(data, texts, words, np.random.default_rng(2), pairs=40_000)
    assert band.mean == pytest.approx(np.mean(allowed), abs=0.01)
    assert (band.p05, band.p95) == pytest.approx(tuple(np.percentile(allowed, (5, 95))), abs=0.02)


def test_random_directions_have_no_band_above_zero() -> None:
    data = np.random.default_rng(3).normal(size=(500, 400)).astype(np.float32)
    band = random_pairs(data, range(500), [f"w{row}" for row in range(500)], np.random.default_rng(0))
    assert abs(band.mean) < 0.005  # isotropic: no cone
    assert band.p95 == pytest.approx(1.645 / np.sqrt(400), rel=0.1)  # the normal law of random directions


def test_without_a_pair_of_different_words_nothing_is_told() -> None:
    with pytest.raises(ValueError, match="no two different words"):
        random_pairs(
            np.ones((4, 2), np.float32), [0, 1, 2, 3], ["a", "A", "a", "A"], np.random.default_rng(0)
        )
