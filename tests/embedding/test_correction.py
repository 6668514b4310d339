"""Corrections do what their papers say, also with fewer vectors than dimensions."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.covariance import ledoit_wolf_shrinkage

from model_zoo.embedding.correction import Correction, Kind, fit, published_components, shrinkage
from model_zoo.embedding.similarity import cosines

KINDS: tuple[Kind, ...] = ("centred", "whitened", "all_but_top")


def cone(count: int, width: int, seed: int = 0) -> np.ndarray:
    """Vectors with a strong mean and one direction that dominates, as a model's are."""
    draw = np.random.default_rng(seed)
    strengths = np.linspace(1.0, 0.1, width)
    strengths[0] = 8.0
    return (draw.normal(size=(count, width)) * strengths + 5.0).astype(np.float32)


def mean_cosine(vectors: np.ndarray) -> float:
    return float(cosines(vectors)[np.triu_indices(len(vectors), 1)].mean())


def test_none_changes_nothing() -> None:
    data = cone(20, 6)
    np.testing.assert_array_equal(fit("none", data)(data), data)


def test_centred_takes_the_mean_of_the_background() -> None:
    data = cone(50, 6)
    np.testing.assert_allclose(fit("centred", data)(data[:3]), data[:3] - data.mean(axis=0), atol=1e-5)


def test_all_but_the_top_is_the_published_algorithm() -> None:
    """Mu and Viswanath's algorithm 1, step by step: subtract the mean, then each top component's part."""
    data = cone(300, 12)
    mean = data.mean(axis=0)
    _, _, components = np.linalg.svd((data - mean).astype(np.float64), full_matrices=False)
    wanted = []
    for vector in data[:10]:
        processed = vector - mean
        for component in components[:3]:
            processed = processed - (component @ (vector - mean)) * component
        wanted.append(processed)
    np.testing.assert_allclose(fit("all_but_top", data, 3)(data[:10]), wanted, atol=1e-4)
    assert published_components(300) == 3 and published_components(32) == 1


def test_no_direction_taken_away_is_centring() -> None:
    data = cone(40, 8)
    np.testing.assert_allclose(fit("all_but_top", data, 0)(data), fit("centred", data)(data), atol=1e-5)


def test_whitened_vectors_have_the_unit_covariance_and_keep_their_axes() -> None:
    data = cone(200_000, 5)
    white = fit("whitened", data)(data).astype(np.float64)
    np.testing.assert_allclose(np.cov(white.T), np.eye(5), atol=0.02)
    matrix = fit("whitened", data).matrix
    assert matrix is not None
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-9)  # ZCA: symmetric, nothing is turned


def test_whitening_is_the_inverse_root_of_the_shrunk_covariance() -> None:
    data = cone(30, 8).astype(np.float64)
    centred = data - data.mean(axis=0)
    covariance = centred.T @ centred / len(data)
    share = ledoit_wolf_shrinkage(centred, assume_centered=True)
    shrunk = (1 - share) * covariance + share * np.trace(covariance) / 8 * np.eye(8)
    matrix = fit("whitened", data.astype(np.float32)).matrix
    assert matrix is not None
    np.testing.assert_allclose(matrix @ shrunk @ matrix, np.eye(8), atol=1e-4)


@pytest.mark.parametrize("shape", [(30, 8), (10, 200), (500, 20)])
def test_shrinkage_is_that_of_ledoit_and_wolf(shape: tuple[int, int]) -> None:
    data = cone(*shape).astype(np.float64)
    centred = data - data.mean(axis=0)
    assert shrinkage(centred) == pytest.approx(ledoit_wolf_shrinkage(centred, assume_centered=True), abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_corrections_open_the_cone_with_fewer_vectors_than_dimensions(kind: Kind) -> None:
    background, new = cone(40, 100), cone(30, 100, seed=1)
    corrected = fit(kind, background)(new)
    assert np.isfinite(corrected).all()
    assert mean_cosine(new) > 0.5 and abs(mean_cosine(corrected)) < 0.2


def test_whitening_can_keep_the_strongest_directions_only() -> None:
    data = cone(500, 10)
    white = fit("whitened", data, 3)(data)
    assert np.linalg.matrix_rank(white, tol=1e-3) == 3


def test_a_background_that_is_one_point_is_survived() -> None:
    same = np.ones((5, 4), np.float32)
    for kind in KINDS:
        correct = fit(kind, same)
        assert isinstance(correct, Correction) and np.isfinite(correct(same)).all()
