"""Maps: PCA against scikit-learn, Procrustes against scipy, and the smallest inputs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import pdist
from scipy.stats import ortho_group
from sklearn.decomposition import PCA

from model_zoo.embedding.projection import Method, aligned, project, turn
from model_zoo.embedding.similarity import unit

pytestmark = pytest.mark.timeout(600)  # UMAP compiles itself when it is first used

METHODS: tuple[Method, ...] = ("pca", "tsne", "umap")


def clouds(each: int, width: int = 16) -> np.ndarray:
    """Two groups of directions, far apart."""
    draw = np.random.default_rng(0)
    middles = draw.normal(size=(2, width)) * 4
    return np.concatenate([middle + draw.normal(size=(each, width)) for middle in middles]).astype(np.float32)


def test_pca_is_that_of_scikit_learn_on_directions() -> None:
    data = clouds(9)
    wanted = PCA(2).fit_transform(unit(data))
    np.testing.assert_allclose(np.abs(project(data, "pca", 0)), np.abs(wanted), atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_groups_stay_groups_and_the_seed_decides(method: Method) -> None:
    found = project(clouds(8), method, 7)
    assert found.shape == (16, 2)
    one, two = found[:8], found[8:]
    between = np.linalg.norm(one.mean(axis=0) - two.mean(axis=0))
    assert between > max(pdist(one).mean(), pdist(two).mean())
    np.testing.assert_array_equal(found, project(clouds(8), method, 7))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_few_points_have_a_map(method: Method, count: int) -> None:
    data = np.random.default_rng(1).normal(size=(count, 12)).astype(np.float32)
    found = project(data, method, 3)
    assert found.shape == (count, 2) and np.isfinite(found).all()


@pytest.mark.parametrize("method", METHODS)
def test_points_that_coincide_have_a_map(method: Method) -> None:
    found = project(np.ones((12, 6), np.float32), method, 0)
    assert not found.any()
    half = project(np.repeat(np.eye(2, 6, dtype=np.float32), 5, axis=0), method, 0)
    assert np.isfinite(half).all()


def test_a_turned_mirrored_and_scaled_map_is_laid_upon_the_first() -> None:
    first = np.random.default_rng(2).normal(size=(11, 2))
    mirror = np.array([[np.cos(2.0), np.sin(2.0)], [np.sin(2.0), -np.cos(2.0)]])
    one, two = aligned([first, 3.7 * first @ mirror + [5.0, -2.0]])
    np.testing.assert_allclose(one, two, atol=1e-9)
    assert (one**2).sum(axis=1).mean() == pytest.approx(1) and np.allclose(one.mean(axis=0), 0)


def test_no_other_turn_is_nearer() -> None:
    draw = np.random.default_rng(3)
    moving, fixed = draw.normal(size=(20, 2)), draw.normal(size=(20, 2))
    best = np.linalg.norm(moving @ turn(moving, fixed) - fixed)
    for number in range(200):
        other = ortho_group.rvs(2, random_state=number)
        assert np.linalg.norm(moving @ other - fixed) >= best - 1e-9


def test_a_map_that_agrees_badly_does_not_shrink() -> None:
    draw = np.random.default_rng(4)
    maps = aligned([draw.normal(size=(30, 2)) for _ in range(8)])
    for one in maps:
        assert (one**2).sum(axis=1).mean() == pytest.approx(1)
