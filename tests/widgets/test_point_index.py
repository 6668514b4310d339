"""What lies in a box, in a lasso, and where words find room: always what looking at every one gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from app.core import label_places as labels
from app.widgets.point_map.camera import Camera
from app.widgets.point_map.index import BITS, TILE, Index
from app.widgets.point_map.lasso import Lasso
from app.widgets.point_map.scan import Scan

NUMBERS = st.floats(-1e6, 1e6, width=32)
#: Points that share places, lie on one line, or far outside.
POINTS = st.integers(0, 300).flatmap(
    lambda n: arrays(np.float32, (n, 2), elements=st.one_of(NUMBERS, st.sampled_from([0.0, 1.0, 1.5, -1e6])))
)
BOX = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS).map(
    lambda v: (min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3]))
)


def build(points: NDArray[np.float32]) -> Index:
    return Index.build(points[:, 0].copy(), points[:, 1].copy(), np.arange(len(points)) * 3)


def brute(points: NDArray[np.float32], box: tuple[float, float, float, float]) -> set[int]:
    return {
        3 * row
        for row, (x, y) in enumerate(points.tolist())
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]
    }


@given(POINTS, BOX)
@settings(deadline=None)
def test_a_box_holds_what_it_holds(
    points: NDArray[np.float32], box: tuple[float, float, float, float]
) -> None:
    expected = brute(points, box)
    rows = np.arange(len(points)) * 3
    for ground in (build(points), Scan(points[:, 0].copy(), points[:, 1].copy(), rows)):
        found = ground.rows[ground.places_in(box)].tolist()
        assert len(found) == len(set(found)) and set(found) == expected
        assert ground.count_in(box) == len(expected)


@pytest.mark.parametrize("seed", range(4))
def test_a_box_among_many(seed: int) -> None:
    """More than one slice is asked point by point; outliers squeeze the others into one corner."""
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(200_000, 2)).astype(np.float32)
    points[:5] *= 10.0**seed
    index = build(points)
    for turn in range(24):
        x, y = rng.normal(size=2)
        wide, high = rng.gamma(1.0, 1.0, 2)
        ends = points[rng.integers(0, len(points), 2)].astype(np.float64)  # edges that go through points
        exact = (*ends.min(0).tolist(), *ends.max(0).tolist())
        box = (x, y, x + wide, y + high) if turn % 2 else exact
        wide_points = points.astype(np.float64)
        inside = (wide_points >= box[:2]).all(1) & (wide_points <= box[2:]).all(1)
        assert index.count_in(box) == inside.sum()
        assert (np.sort(index.rows[index.places_in(box)]) == 3 * np.flatnonzero(inside)).all()


@given(POINTS, st.integers(1, BITS))
@settings(deadline=None)
def test_tiles_count_every_point_once(points: NDArray[np.float32], depth: int) -> None:
    index = build(points)
    if depth > TILE + 2:  # too many tiles to look at each
        depth = TILE + 2
    inner = min(TILE, depth)
    total = 0
    size = index.side / 2 ** (depth - inner)
    for up in range(2 ** (depth - inner)):
        for across in range(2 ** (depth - inner)):
            part, cells = index.tile(depth, across, up)
            total += len(cells)
            slack = index.side * 1e-6
            left, bottom = index.left + across * size, index.bottom + up * size
            cell = size / 2**inner
            x0, y0 = left + cells % 2**inner * cell, bottom + cells // 2**inner * cell
            assert (np.abs(index.x[part] - x0 - cell / 2) <= cell / 2 + slack).all()
            assert (np.abs(index.y[part] - y0 - cell / 2) <= cell / 2 + slack).all()
    assert total == len(points)


def test_a_part_of_the_points_has_the_same_order() -> None:
    points = np.random.default_rng(0).normal(size=(1_000, 2)).astype(np.float32)
    index = Index.build(points[:, 0].copy(), points[:, 1].copy(), np.arange(1_000))
    keep = np.arange(1_000) % 3 == 0
    part = index.subset(keep)
    box = (-0.5, -0.5, 0.7, 0.9)
    expected = {row for row in index.rows[index.places_in(box)].tolist() if keep[row]}
    assert set(part.rows[part.places_in(box)].tolist()) == expected


def crossing(corners: list[tuple[float, float]], x: float, y: float) -> bool:
    """Count crossings one by one, in plain Python."""
    inside = False
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside


SMALL = st.floats(-100, 100, width=32)


@given(
    st.lists(st.tuples(SMALL, SMALL), min_size=3, max_size=25), arrays(np.float64, (60, 2), elements=SMALL)
)
@settings(deadline=None, max_examples=60)
def test_a_lasso_holds_what_it_holds(corners: list[tuple[float, float]], points: NDArray[np.float64]) -> None:
    points[:25] = [corners[place % len(corners)] for place in range(25)]  # on the line itself
    found = Lasso(np.array(corners)).inside(points[:, 0], points[:, 1])
    low, high = np.min(corners, 0), np.max(corners, 0)
    expected = [
        bool((low <= point).all() and (point <= high).all()) and crossing(corners, *point.tolist())
        for point in points
    ]
    assert found.tolist() == expected


def test_a_lasso_among_many() -> None:
    """The cells away from the line are decided as a whole; a spiral has many."""
    angle = np.linspace(0, 9, 400)
    corners = np.stack([np.cos(angle) * (1 + angle), np.sin(angle) * (1 + angle)], 1)
    points = np.random.default_rng(0).uniform(-11, 11, (20_000, 2))
    found = Lasso(corners).inside(points[:, 0], points[:, 1])
    pairs = [(float(x), float(y)) for x, y in corners]
    assert 0.2 < found.mean() < 0.8
    assert found[:2_000].tolist() == [crossing(pairs, float(x), float(y)) for x, y in points[:2_000]]


WORDS = st.integers(1, 25).flatmap(
    lambda n: st.tuples(
        arrays(np.float64, (n, 2), elements=st.floats(0, 200)),
        arrays(np.float64, (n, 2), elements=st.floats(4, 60)),
    )
)


@given(WORDS, st.integers(0, 3))
@settings(deadline=None)
def test_words_never_overlap_and_none_is_left_out_that_fits(
    words: tuple[NDArray[np.float64], NDArray[np.float64]], urgent: int
) -> None:
    points, sizes = words
    order = list(range(len(points)))
    area, taken = (0.0, 0.0, 200.0, 200.0), np.array([[0.0, 180.0, 90.0, 200.0]])
    gaps = np.full(len(points), 6.0)
    found = labels.place(points, sizes, order, area, gaps, taken=taken, radius=3.0, urgent=urgent)
    full = [taken[0]]
    for which in order:
        tried = labels.boxes(points[which], sizes[which], 6.0)

        def fits(box: NDArray[np.float64], rank: int = which) -> bool:
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= 200 and box[3] <= 200
            free = all(
                box[2] <= one[0] or one[2] <= box[0] or box[3] <= one[1] or one[3] <= box[1] for one in full
            )
            covered = sum(
                box[0] - 3 < x < box[2] + 3 and box[1] - 3 < y < box[3] + 3 for x, y in points.tolist()
            )
            return inside and free and (rank < urgent or covered <= 2)

        if which in found:
            box = tried[found[which]]
            assert fits(box)
            full.append(box)
        else:
            assert not any(fits(box) for box in tried)


@given(st.floats(0.1, 10), st.floats(0, 800), st.floats(0, 600), st.floats(-50, 50), st.floats(-50, 50))
def test_zooming_keeps_what_is_under_the_pointer(
    factor: float, across: float, down: float, x: float, y: float
) -> None:
    camera = Camera(800, 600, x, y, 12.0, home=12.0)
    before = camera.to_plane(across, down)
    after = camera.zoomed(factor, across, down).to_plane(across, down)
    assert after == pytest.approx(before, abs=1e-9)


def test_turning_is_a_rotation() -> None:
    camera = Camera(800, 600).turned(123, -45)
    assert camera.turn @ camera.turn.T == pytest.approx(np.eye(3))
    assert np.linalg.det(camera.turn) == pytest.approx(1.0)
