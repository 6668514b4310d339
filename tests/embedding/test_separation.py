"""Silhouette and neighbours against scikit-learn and plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import silhouette_score
from sklearn.model_selection import LeaveOneOut, cross_val_score
from sklearn.neighbors import KNeighborsClassifier

from model_zoo.embedding.separation import neighbour_accuracy, silhouette
from model_zoo.embedding.similarity import cosines


def sample(seed: int) -> tuple[np.ndarray, list[str]]:
    draw = np.random.default_rng(seed)
    groups = [("a", "b", "c")[number % 3] for number in range(17)]
    middles = {"a": 0.0, "b": 1.2, "c": -1.0}
    data = np.stack([draw.normal(size=6) + middles[group] for group in groups])
    return data.astype(np.float32), groups


@pytest.mark.parametrize("seed", range(5))
def test_the_silhouette_is_that_of_scikit_learn(seed: int) -> None:
    data, groups = sample(seed)
    wanted = silhouette_score(data.astype(np.float64), groups, metric="cosine")
    assert silhouette(cosines(data), groups) == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_accuracy_is_that_of_scikit_learn(seed: int) -> None:
    data, groups = sample(seed)
    judge = KNeighborsClassifier(1, metric="cosine", algorithm="brute")
    wanted = cross_val_score(judge, data.astype(np.float64), groups, cv=LeaveOneOut()).mean()
    assert neighbour_accuracy(cosines(data), groups) == pytest.approx(wanted)


def test_who_is_alone_counts_nothing_and_is_not_asked() -> None:
    data, groups = sample(0)
    groups[-1] = "alone"
    wanted = silhouette_score(data.astype(np.float64), groups, metric="cosine")
    assert silhouette(cosines(data), groups) == pytest.approx(wanted, abs=1e-9)
    two = np.array([[1, 0], [1, 0.1], [0, 1]], np.float32)
    assert neighbour_accuracy(cosines(two), ["x", "x", "y"]) == 1.0


def test_who_has_no_group_is_left_out() -> None:
    data, groups = sample(1)
    some = [group if number < 12 else "" for number, group in enumerate(groups)]
    assert silhouette(cosines(data), some) == pytest.approx(silhouette(cosines(data[:12]), groups[:12]))
    assert neighbour_accuracy(cosines(data), some) == neighbour_accuracy(cosines(data[:12]), groups[:12])


@pytest.mark.parametrize("groups", [["a", "a", "a"], ["", "", ""], ["a", "b", "c"], ["a", "", ""]])
def test_nothing_to_tell_apart(groups: list[str]) -> None:
    matrix = cosines(np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32))
    assert silhouette(matrix, groups) is None and neighbour_accuracy(matrix, groups) is None


def test_points_that_coincide_are_not_separated() -> None:
    assert silhouette(np.ones((4, 4)), ["a", "a", "b", "b"]) == 0.0
