"""Methods and measures of anomaly detection against other libraries, slow definitions, and cases done by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn import decomposition, ensemble, metrics

from model_zoo.latent.anomaly import measures
from model_zoo.latent.anomaly.adam import Adam
from model_zoo.latent.anomaly.autoencoder import train_autoencoders
from model_zoo.latent.anomaly.detector import Detector, Rows
from model_zoo.latent.anomaly.ecod import ECOD
from model_zoo.latent.anomaly.forest import Forest
from model_zoo.latent.anomaly.neighbours import Neighbours
from model_zoo.latent.anomaly.pca import PCA
from model_zoo.latent.anomaly.preparation import MOST_TESTED, Scale, split
from model_zoo.nets.parallel_autoencoders import ParallelAutoencoders


def silent(_fraction: float | None, _note: str) -> None:
    """Nobody watches."""


def line(count: int, seed: int) -> Rows:
    """Rows near a line through eight features: one number tells nearly all of each."""
    generator = np.random.default_rng(seed)
    along = generator.normal(size=(count, 1))
    slopes = np.array([[1.0, -1.0, 0.5, 2.0, -0.5, 1.5, 0.8, -1.2]])
    return (along * slopes + generator.normal(scale=0.1, size=(count, 8))).astype(np.float32)


@pytest.fixture(scope="module")
def methods() -> dict[str, Detector]:
    """Give every method, taught the line."""
    rows = line(300, 0)
    return {
        "autoencoder": train_autoencoders(rows, [1], 60, [0], silent).member(0),
        "pca": PCA(rows, 1),
        "neighbours": Neighbours(rows),
        "forest": Forest(rows, 0),
        "ecod": ECOD(rows),
    }


def random_scores(seed: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Scores with many ties, and who is strange."""
    generator = np.random.default_rng(seed)
    strange = generator.random(200) < 0.3
    return np.round(generator.normal(size=200) + strange, 1), strange


@pytest.mark.parametrize("seed", range(4))
def test_areas_are_those_of_scikit_learn(seed: int) -> None:
    scores, strange = random_scores(seed)
    assert measures.auroc(scores, strange) == pytest.approx(metrics.roc_auc_score(strange, scores))
    expected = metrics.average_precision_score(strange, scores)
    assert measures.average_precision(scores, strange) == pytest.approx(expected)


def test_areas_of_cases_done_by_hand() -> None:
    strange = np.array([True, True, False, False])
    assert measures.auroc(np.array([4.0, 3.0, 2.0, 1.0]), strange) == 1
    assert measures.auroc(np.array([1.0, 2.0, 3.0, 4.0]), strange) == 0
    assert measures.auroc(np.ones(4), strange) == 0.5 == measures.average_precision(np.ones(4), strange)
    # The strange ones come second and fourth: precision 1/2 at the first, 2/4 at the second.
    assert measures.average_precision(np.array([3.0, 1.0, 4.0, 2.0]), strange) == pytest.approx(0.5)


def test_intervals_hold_the_area_of_many_more_rows() -> None:
    """Normal scores at distance 1: the area is Phi(1 / sqrt 2) = 0.760. Of 40 intervals about 38 should hold it."""
    held = 0
    for seed in range(40):
        generator = np.random.default_rng(seed)
        scores = np.concatenate([generator.normal(size=80), generator.normal(1.0, size=60)])
        strange = np.arange(140) >= 80
        (low, high), (least, most) = measures.intervals(scores, strange, seed, draws=300)
        assert low <= measures.auroc(scores, strange) <= high
        assert least <= measures.average_precision(scores, strange) <= most
        held += low <= 0.7602 <= high
    assert held >= 34


def test_intervals_are_narrow_where_there_are_many_rows_and_the_same_for_one_seed() -> None:
    scores, strange = random_scores(0)
    few = measures.intervals(scores, strange, 0)
    assert few == measures.intervals(scores, strange, 0)
    many = measures.intervals(np.tile(scores, 16), np.tile(strange, 16), 0)
    assert (many[0][1] - many[0][0]) * 3 < few[0][1] - few[0][0] < (many[0][1] - many[0][0]) * 5


def test_the_threshold_leaves_the_share_below() -> None:
    held_out = np.arange(100.0)
    assert measures.threshold(held_out, 1.0) == 99 and measures.threshold(held_out, 0.0) == 0
    assert (held_out <= measures.threshold(held_out, 0.95)).mean() >= 0.95


def test_every_method_finds_what_leaves_the_line(methods: dict[str, Detector]) -> None:
    usual, moved = line(200, 1), line(200, 2)
    moved[:, 3] += 5.0
    strange = np.arange(400) >= 200
    for name, method in methods.items():
        area = measures.auroc(method.scores(np.concatenate([usual, moved])), strange)
        # The strange ones are usual in each feature: ECOD, which looks at one at a time, sees the tails only.
        assert area > {"forest": 0.85, "ecod": 0.6}.get(name, 0.99), name


def test_blame_adds_up_to_the_score_and_finds_the_feature(methods: dict[str, Detector]) -> None:
    row = line(1, 3)[0]
    row[3] += 6.0
    for name, method in methods.items():
        amounts = method.blame(row)
        assert amounts.shape == (8,) and (amounts >= 0).all()
        assert amounts.sum() == pytest.approx(method.scores(row[None])[0], rel=1e-4), name
        if name != "forest":  # which also blames what it cut first by chance
            assert amounts.argmax() == 3, name


def test_what_is_expected_of_a_strange_value_is_usual(methods: dict[str, Detector]) -> None:
    row = line(1, 4)[0]
    usual = row.copy()
    row[3] += 6.0
    for name in ("autoencoder", "pca", "neighbours"):
        expected = methods[name].expected(row)
        assert expected is not None and abs(expected[3] - usual[3]) < abs(row[3] - usual[3]) * 0.75, name
    assert methods["forest"].expected(row) is None and methods["ecod"].expected(row) is None


def test_components_are_those_of_scikit_learn() -> None:
    rows, others = line(60, 0), line(20, 1)
    known = decomposition.PCA(3).fit(rows)
    shown = known.inverse_transform(known.transform(others))
    assert PCA(rows, 3).scores(others) == pytest.approx(np.square(shown - others).mean(axis=1), rel=1e-3)
    assert PCA(rows, 50).scores(others).max() < 1e-8  # as wide as the data: nothing is lost


def test_neighbours_are_the_nearest() -> None:
    rows, others = line(40, 0), line(7, 1)
    distances = np.sort(np.sqrt(np.square(others[:, None] - rows[None]).sum(axis=2)), axis=1)[:, :5]
    assert Neighbours(rows).scores(others) == pytest.approx(distances.mean(axis=1), rel=1e-4)
    assert Neighbours(rows[:2]).count == 2


def test_the_forest_scores_as_that_of_scikit_learn() -> None:
    """Two forests of other random cuts: they agree as far as two of scikit-learn's do."""
    rows = line(600, 0)
    others = np.concatenate([line(100, 1), line(100, 2) * 3])
    known = [
        -ensemble.IsolationForest(n_estimators=100, random_state=seed).fit(rows).score_samples(others)
        for seed in (0, 1)
    ]
    own = Forest(rows, 0).scores(others)
    assert np.corrcoef(own, known[0])[0, 1] > np.corrcoef(*known)[0, 1] - 0.01 > 0.95
    assert own.mean() == pytest.approx(known[0].mean(), abs=0.02)


def test_a_forest_of_rows_that_are_all_alike_is_a_stump() -> None:
    forest = Forest(np.ones((50, 3), np.float32), 0)
    assert forest.scores(np.zeros((2, 3), np.float32)) == pytest.approx(0.5)
    assert forest.blame(np.zeros(3, np.float32)).sum() == 0


def test_ecod_is_its_definition() -> None:
    """Li et al. 2022, sec. 3.2, with the row itself among the rows so that no tail is empty."""
    rows = line(30, 0)
    row = line(1, 1)[0]
    left = [-np.log((np.sum(rows[:, j] <= row[j]) + 1) / 31) for j in range(8)]
    right = [-np.log((np.sum(rows[:, j] >= row[j]) + 1) / 31) for j in range(8)]
    skewed = [((rows[:, j] - rows[:, j].mean()) ** 3).mean() < 0 for j in range(8)]
    auto = [one if minus else other for one, other, minus in zip(left, right, skewed, strict=True)]
    assert ECOD(rows).scores(row[None])[0] == pytest.approx(max(sum(left), sum(right), sum(auto)))


def test_members_learn_alone() -> None:
    """A net that is trained beside others is the net that is trained by itself."""
    rows = line(100, 0)
    alone = train_autoencoders(rows, [2], 3, [5], silent)
    together = train_autoencoders(rows, [2, 8], 3, [5, 5], silent)
    assert together.errors(rows)[0] == pytest.approx(alone.errors(rows)[0], rel=1e-3)


def test_a_member_is_as_wide_as_it_is_said_to_be() -> None:
    net = ParallelAutoencoders(8, 16, [1, 3], [0, 0])
    codes = net.encode(torch.randn(5, 8))
    assert codes.shape == (2, 5, 3)
    assert codes[0, :, 1:].abs().max() == 0 and codes[1].abs().min() > 0
    first, second = net.encode(torch.ones(1, 8))
    assert torch.equal(first[:, :1], second[:, :1])  # one seed: alike as far as the widths go
    with pytest.raises(ValueError, match="2 widths and 1 seeds"):
        ParallelAutoencoders(8, 16, [1, 3], [0])


def test_adam_is_that_of_torch() -> None:
    own, other = (torch.nn.Parameter(torch.linspace(-1, 2, 12)) for _ in range(2))
    mine = Adam([own], 0.05, 20)
    known = torch.optim.Adam([other], lr=0.05)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(known, 20)
    for _ in range(20):
        for one in (own, other):
            (one.sin() + 0.1 * one.square()).sum().backward()
        mine.step()
        known.step()
        schedule.step()
        known.zero_grad()
    assert torch.allclose(own, other, atol=1e-5) and not torch.allclose(
        own, torch.linspace(-1, 2, 12), atol=0.1
    )


def test_training_can_be_left() -> None:
    seen: list[str] = []

    def press(_fraction: float | None, note: str) -> None:
        seen.append(note)
        if len(seen) == 2:
            raise KeyboardInterrupt

    before = torch.get_num_threads()
    with pytest.raises(KeyboardInterrupt):
        train_autoencoders(line(50, 0), [1], 100, [0], press)
    assert seen[1].startswith("Epoch 2 of 100") and torch.get_num_threads() == before


def test_nothing_strange_is_learned_and_no_row_is_in_two_parts() -> None:
    strange = np.arange(1000) % 4 == 0
    parts = split(strange, 3)
    every = np.concatenate([parts.training, parts.held_out, parts.tested, parts.strange])
    assert len(every) == len(set(every.tolist())) == 1000
    assert strange[parts.strange].all() and not strange[np.setdiff1d(every, parts.strange)].any()
    assert (len(parts.training), len(parts.held_out), len(parts.tested)) == (450, 150, 150)
    assert (split(strange, 4).training != parts.training).any()
    assert len(split(np.arange(20_000) < 9_000, 0).strange) == MOST_TESTED


def test_scales_go_there_and_back() -> None:
    rows = line(50, 0) * 10 + 3
    rows[:, 2] = 7.0  # never changes
    scale = Scale(rows)
    put = scale.put(rows)
    assert put.mean(axis=0) == pytest.approx(0, abs=1e-5)
    assert np.delete(put.std(axis=0), 2) == pytest.approx(1, rel=1e-4)
    assert put[:, 2] == pytest.approx(0) and scale.back(put) == pytest.approx(rows, rel=1e-4)
    assert Scale(rows, white=16.0).put(np.full(8, 8.0, np.float32)) == pytest.approx(0.5)
