"""Pictures written, and opened again by Pillow."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.core.contract import Picture, UserError, View
from app.core.export import save_all, save_picture
from app.core.schema import decode, dumps, json_schema
from tests.export.sample import NASTY, SHA256, bars, record


@dataclass(frozen=True, slots=True)
class Answer:
    """What a demo with a picture gives."""

    reconstruction: Picture | None


def pixels(colour: bool) -> NDArray[np.uint8]:
    """Give a small picture, tall rather than wide."""
    return np.random.default_rng(0).integers(0, 256, (9, 5, 3) if colour else (9, 5)).astype(np.uint8)


@pytest.mark.parametrize("colour", [True, False])
def test_pixels_and_settings_come_back(tmp_path: Path, colour: bool) -> None:
    picture = Picture(pixels(colour))
    assert json.loads(dumps({"reconstruction": picture}))["reconstruction"] is None
    path = save_picture(tmp_path / "a.png", picture, record(), "reconstruction")
    with Image.open(path) as image:
        assert image.mode == ("RGB" if colour else "L") and image.info["Title"] == "reconstruction"
        assert image.info["inkling.model_sha256"] == SHA256
        assert json.loads(image.info["inkling.request"])["text"] == NASTY
        assert np.array_equal(np.asarray(image), picture.pixels)
    assert picture.file == str(path)
    again = decode(Answer, json.loads(dumps({"reconstruction": picture})))
    assert again.reconstruction is not None and np.array_equal(again.reconstruction.pixels, picture.pixels)
    assert (
        "file" in json.dumps(json_schema(Answer))
        and decode(Answer, {"reconstruction": None}).reconstruction is None
    )


def test_another_ending_is_a_sentence(tmp_path: Path) -> None:
    picture = Picture(pixels(True))
    with pytest.raises(UserError, match=r"\.png"):
        save_picture(tmp_path / "a.jpg", picture, record(), "t")
    assert picture.file is None


def test_the_runs_json_names_the_file(tmp_path: Path) -> None:
    picture, run = Picture(pixels(True)), record()
    object.__setattr__(run, "result", Answer(picture))
    written = save_all(
        tmp_path, [bars(), View("reconstruction", "Reconstruction", picture=picture)], run, dpi=50
    )
    assert [path.name for path in written][:2] == ["reconstruction.png", "run.json"]
    found = json.loads((tmp_path / "run.json").read_text())
    assert found["result"]["reconstruction"] == str(tmp_path / "reconstruction.png")


def test_a_view_is_a_figure_or_a_picture() -> None:
    with pytest.raises(ValueError, match=r"twice\.png"):
        View("twice", "Twice", draw=lambda figure: None, picture=Picture(pixels(True)))
