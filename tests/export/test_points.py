"""Maps of points as figures: true vectors while they are few, small files however many they are."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

from app.core.contract import View
from app.core.export import save_figure
from app.core.export.points import MOST_POINTS, draw_points, rotation
from tests.export.sample import NASTY, record

MOST_BYTES = 5_000_000


def view(count: int, dimensions: int = 2, **more: Any) -> View:
    rng = np.random.default_rng(0)
    middles = rng.normal(size=(20, dimensions)) * 3
    points = middles[rng.integers(0, 20, count)] + rng.normal(size=(count, dimensions))
    return View(
        "map", "Map", draw=partial(draw_points, points=points.astype(np.float32), title="Map", **more)
    )


@pytest.mark.parametrize("suffix", [".svg", ".pdf"])
@pytest.mark.parametrize("what", ["plain", "groups", "values", "space"])
def test_a_million_points_stay_under_five_megabytes(tmp_path: Path, suffix: str, what: str) -> None:
    count = 1_000_000
    which = np.arange(count) % 12
    more: dict[str, Any] = {
        "plain": {},
        "groups": {"groups": which, "group_names": [f"group {n}" for n in range(12)]},
        "values": {"values": np.random.default_rng(1).normal(size=count), "value_name": "nats"},
        "space": {"dimensions": 3, "groups": which},
    }[what]
    path = save_figure(tmp_path / f"map{suffix}", view(count, **more), record())
    assert 50_000 < path.stat().st_size < MOST_BYTES
    caption = "1,000,000 points, shown as their density at 300 dots per inch"
    if suffix == ".pdf":
        (page,) = PdfReader(path).pages
        assert caption in " ".join(page.extract_text().split())
        assert any(image.image is not None and min(image.image.size) > 500 for image in page.images)
    else:
        text = path.read_text("utf-8")
        assert caption in text and "<image" in text and text.count("<path") > 10  # the frame is vectors


@pytest.mark.parametrize("suffix", [".svg", ".pdf"])
def test_a_large_sheet_is_no_larger(tmp_path: Path, suffix: str) -> None:
    path = save_figure(tmp_path / f"map{suffix}", view(1_000_000), record(), size_cm=(100, 80))
    assert path.stat().st_size < MOST_BYTES


def test_few_points_are_vectors_with_their_words(tmp_path: Path) -> None:
    labels = ["apple", "北京", NASTY, *(f"word {n}" for n in range(17))]
    few = view(
        20,
        labels=labels,
        groups=[n % 3 - 1 for n in range(20)],
        group_names=["fruit", "firm"],
        links=[(0, 1)],
    )
    text = save_figure(tmp_path / "map.svg", few, record()).read_text("utf-8")
    assert "<image" not in text
    assert re.search("<title>apple</title>", text) and "<title>北京</title>" in text
    assert "<title>fruit</title>" in text


def test_the_most_vectors_stay_small(tmp_path: Path) -> None:
    for suffix in (".svg", ".pdf"):
        path = save_figure(
            tmp_path / f"map{suffix}", view(MOST_POINTS, groups=np.arange(MOST_POINTS) % 6), record()
        )
        assert path.stat().st_size < MOST_BYTES
    assert "<image" not in (tmp_path / "map.svg").read_text("utf-8")


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    points = np.zeros((10, 2), np.float32)
    points[:3] = np.nan
    labels = [f"the same place {n}" for n in range(10)]
    figure = View("map", "Map", draw=partial(draw_points, points=points, labels=labels))
    text = save_figure(tmp_path / "map.svg", figure, record()).read_text("utf-8")
    assert re.search("[1-6] of 7 labels have room", text) and "3 points have no place" in text


@pytest.mark.parametrize("count", [0, 1, 6_000])
def test_hardly_anything_to_draw(tmp_path: Path, count: int) -> None:
    figure = View("map", "Map", draw=partial(draw_points, points=np.ones((count, 3), np.float32)))
    assert save_figure(tmp_path / "map.svg", figure, record()).stat().st_size > 0


def test_the_same_points_give_the_same_bytes(tmp_path: Path) -> None:
    first = save_figure(tmp_path / "a.svg", view(8_000), record()).read_bytes()
    assert first == save_figure(tmp_path / "b.svg", view(8_000), record()).read_bytes()


def test_rotation_looks_from_the_front_and_from_above() -> None:
    assert rotation(0.0, 0.0) == pytest.approx(np.eye(3))
    assert rotation(0.0, np.pi / 2)[2] == pytest.approx([0.0, 1.0, 0.0])  # the eye is above: y points at it
