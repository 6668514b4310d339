"""CKA has the properties that Kornblith et al. 2019 ask of it, and is right where the plain estimate is not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ortho_group

from model_zoo.embedding.cka import between, gram


def layer(seed: int, count: int = 100, width: int = 32) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)


def plain(one: np.ndarray, two: np.ndarray) -> float:
    """Kornblith et al.'s equation by features: ||Y'X||² / (||X'X|| ||Y'Y||), biased with few examples."""
    x, y = (data.astype(np.float64) - data.mean(axis=0, dtype=np.float64) for data in (one, two))
    return float(np.linalg.norm(y.T @ x) ** 2 / (np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y)))


def test_turned_scaled_and_moved_it_is_the_same() -> None:
    data = layer(0)
    turned = (3 * data @ ortho_group.rvs(32, random_state=0) + 7).astype(np.float32)
    assert between([gram(data)], [gram(turned)])[0, 0] == pytest.approx(1, abs=1e-6)


def test_with_many_examples_it_is_the_published_value() -> None:
    one = layer(1, 3000, 6)
    two = (one[:, :4] @ np.random.default_rng(2).normal(size=(4, 9)) + layer(3, 3000, 9)).astype(np.float32)
    assert between([gram(one)], [gram(two)])[0, 0] == pytest.approx(plain(one, two), abs=0.005)


def test_unrelated_layers_are_near_zero_where_the_plain_estimate_is_not() -> None:
    values = [between([gram(layer(a, 100, 256))], [gram(layer(a + 50, 100, 256))])[0, 0] for a in range(10)]
    assert abs(np.mean(values)) < 0.02
    assert plain(layer(0, 100, 256), layer(50, 100, 256)) > 0.5


def test_rows_are_the_first_models_layers() -> None:
    first, second = [gram(layer(seed)) for seed in (0, 1, 2)], [gram(layer(seed)) for seed in (2, 0)]
    found = between(first, second)
    assert found.shape == (3, 2)
    assert found[2, 0] == pytest.approx(1) and found[0, 1] == pytest.approx(1) and abs(found[1]).max() < 0.2


def test_a_layer_without_differences_is_like_nothing() -> None:
    assert np.isfinite(between([gram(np.ones((8, 3), np.float32))], [gram(layer(0, 8, 3))])).all()
