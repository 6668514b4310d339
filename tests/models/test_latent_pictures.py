"""What is done to pictures and rows: noise, principal components, maps, charts; against plain computations."""

from __future__ import annotations

import numpy as np
import pytest

from model_zoo.latent import maps
from model_zoo.latent.corruption import MASK, corrupt, psnr, squares
from model_zoo.latent.principal import principal
from model_zoo.latent.spaces import HeldOut, Space, bars

RANDOM = np.random.default_rng(5)


def test_gaussian_noise_has_its_deviation_and_stays_in_range() -> None:
    grey = np.full((50, 28, 28), 0.5, np.float32)
    noisy, level = corrupt(grey, "gaussian", 0.1, np.random.default_rng(0))
    assert float((noisy - grey).std()) == pytest.approx(0.1, rel=0.02)
    assert float(level.min()) == float(level.max()) == pytest.approx(0.1)
    strong, _ = corrupt(grey, "gaussian", 1.0, np.random.default_rng(0))
    assert strong.min() >= 0 and strong.max() <= 1


def test_specks_are_black_or_white_and_as_many_as_told() -> None:
    grey = np.full((50, 28, 28), 0.5, np.float32)
    noisy, level = corrupt(grey, "salt_and_pepper", 0.3, np.random.default_rng(0))
    assert set(np.unique(noisy)) == {0.0, 0.5, 1.0}
    assert float(level.mean()) == pytest.approx(0.3, abs=0.01)
    assert ((noisy != 0.5) == (level == 1)).all()


@pytest.mark.parametrize("amount", [0.0, 0.15, 0.5, 1.0])
def test_a_share_of_the_squares_is_masked_whole(amount: float) -> None:
    hidden = squares((20, 28, 28), amount, np.random.default_rng(0), 4)
    each = hidden.reshape(20, 7, 4, 7, 4).mean(axis=(2, 4))
    assert set(np.unique(each)) <= {0.0, 1.0}
    assert (each.sum(axis=(1, 2)) == round(amount * 49)).all()
    noisy, _ = corrupt(np.zeros((1, 30, 29), np.float32), "squares", 1.0, np.random.default_rng(0), 7)
    assert (noisy == MASK).all()  # also where the last squares are cut


def test_psnr_is_that_of_the_definition() -> None:
    one = RANDOM.random((28, 28)).astype(np.float32)
    assert psnr(one, one) == float("inf")
    assert psnr(one, one + 0.1) == pytest.approx(20.0, abs=1e-4)


def test_principal_components_are_those_of_scikit_learn() -> None:
    from sklearn.decomposition import PCA

    for shape in ((200, 12), (9, 30)):
        rows = (RANDOM.random(shape) @ RANDOM.random((shape[1], shape[1]))).astype(np.float32)
        mine, theirs = principal(rows, 4), PCA(4).fit(rows)
        back = theirs.inverse_transform(theirs.transform(rows))
        assert np.allclose(mine.reconstructed(rows, 4), back, atol=1e-3)
        assert np.allclose(np.abs(mine.components @ theirs.components_.T), np.eye(4), atol=1e-3)
    assert principal(rows, 99).most == 8


def test_separate_groups_agree_and_shuffled_labels_do_not() -> None:
    labels = np.repeat(np.arange(4), 40)
    points = np.stack([labels * 10.0, np.zeros(160)], axis=1) + RANDOM.normal(0, 1, (160, 2))
    assert maps.agreement(points.astype(np.float32), labels) == 1.0
    shuffled = maps.agreement(points.astype(np.float32), RANDOM.permutation(labels))
    assert shuffled is not None and shuffled < 0.5
    assert maps.agreement(points.astype(np.float32), np.full(160, -1)) is None
    rows = np.concatenate([points, RANDOM.normal(0, 0.1, (160, 3))], axis=1).astype(np.float32)
    assert maps.trustworthiness(rows, points.astype(np.float32)) > 0.95


def test_pictures_and_tables_go_and_come_back() -> None:
    raw = RANDOM.integers(0, 256, (3, 5, 7), np.uint8)
    space = Space("pictures", "p", 5, 7)
    assert (space.pictures(space.rows(raw)) == raw).all()
    table = Space("table", "t", columns=("a", "b"), mean=(1.0, 2.0), scale=(2.0, 0.5))
    assert table.rows(np.array([[3.0, 2.0]])).tolist() == [[1.0, 0.0]]
    for one, wrong in ((space, raw[:, :4]), (table, np.ones((2, 3)))):
        with pytest.raises(ValueError, match="not"):
            one.rows(wrong)


def test_bars_go_up_and_down_from_the_middle() -> None:
    (chart,) = bars(np.array([[3.0, -3.0, 0.0]], np.float32))
    middle = len(chart) // 2
    dark = chart < 128
    assert dark[: middle + 1, 0].all() and not dark[middle + 1 :, 0].any()
    assert dark[middle:, 4].all() and not dark[:middle, 4].any()
    assert dark[:, 8].sum() == 1


def test_held_out_rows_have_no_maps_unless_given() -> None:
    assert HeldOut(np.zeros((2, 3), np.float32), np.zeros(2, np.int64), ()).maps == {}
