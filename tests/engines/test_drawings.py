"""Figures of long and foreign texts stay legible at a page's size: nothing runs out, nothing lies on another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from app.core.export.style import settings
from app.demos.masked_words.contract import Candidate, Guess, Mask, TargetScore
from app.demos.masked_words.drawings import draw_candidates, draw_lens, draw_surprise, draw_targets, fitting

WORDS = ("the", "internationalisation", "São", "incomprehensible", "of", "electromagnetism", "a")


@pytest.fixture(autouse=True)
def _paper() -> Iterator[None]:
    with mpl.rc_context(settings(dark=False)):
        yield


def drawn(width_cm: float = 16, height_cm: float = 10) -> Figure:
    figure = Figure(figsize=(width_cm / 2.54, height_cm / 2.54), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def assert_inside(figure: Figure) -> None:
    figure.canvas.draw()
    box = figure.get_tightbbox()  # of everything that is drawn, in inches
    width, height = figure.get_size_inches()
    assert box.x0 >= -0.02
    assert box.y0 >= -0.02
    assert box.x1 <= width + 0.02
    assert box.y1 <= height + 0.02


@pytest.mark.parametrize("count", [1, 4, 40])
def test_candidates(count: int) -> None:
    candidates = tuple(Candidate(word, 1, 0.5 / (rank + 1)) for rank, word in enumerate(WORDS * 4))
    figure = drawn()
    draw_candidates(figure, [Mask(place, candidates, 7.5) for place in range(count)])
    assert_inside(figure)
    for axes in figure.axes:
        names = sorted((one.get_window_extent() for one in axes.get_yticklabels()), key=lambda box: box.y0)
        assert all(lower.y1 <= upper.y0 + 2 for lower, upper in pairwise(names))


def test_many_targets() -> None:
    figure = drawn()
    draw_targets(figure, [TargetScore(word * 5, -9.5, 0, 9) for word in WORDS * 9], several=True)
    assert_inside(figure)


@pytest.mark.parametrize(("places", "layers"), [(1, 3), (9, 7), (70, 7), (70, 25)])
def test_cells_of_the_lens_do_not_overlap(places: int, layers: int) -> None:
    names = [WORDS[place % len(WORDS)] for place in range(places)]
    guesses = [[Guess(name, 0.3) for name in names] for _ in range(layers)]
    figure = drawn()
    draw_lens(figure, names, guesses)
    assert_inside(figure)
    for axes in figure.axes[:-1]:  # the last is the colour bar
        rows: dict[int, list[tuple[float, float]]] = {}
        for text in axes.texts:
            box = text.get_window_extent()
            rows.setdefault(round(box.y0), []).append((box.x0, box.x1))
        for row in rows.values():
            row.sort()
            assert all(left[1] <= right[0] + 2 for left, right in pairwise(row))


@pytest.mark.parametrize("many", [1, 12, 300])
def test_surprise(many: int) -> None:
    figure = drawn()
    draw_surprise(figure, [(WORDS[place % len(WORDS)], place % 7 + 0.5) for place in range(many)])
    assert_inside(figure)


def test_names_are_cut_by_their_width() -> None:
    assert fitting("electromagnetism", 8) == "electro…"
    assert fitting("北京大学北京", 8) == "北京大…"
    assert fitting("short", 8) == "short"
