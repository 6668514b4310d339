"""Pictures read: every kind of file, every mistake, and what is bundled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.contract import UserError
from app.core.pictures import MOST_PIXELS, bundled_pictures, picture_path, read_picture, small_pictures

RED = np.zeros((20, 30, 3), np.uint8)
RED[..., 0] = 200


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp", ".gif", ".bmp", ".tif"])
def test_each_format_gives_the_colour_back(tmp_path: Path, ending: str) -> None:
    Image.fromarray(RED).save(tmp_path / f"a{ending}")
    found = read_picture(tmp_path / f"a{ending}")
    assert found.pixels.shape == (20, 30, 3) and found.pixels.dtype == np.uint8
    assert np.abs(found.pixels.astype(int) - RED).max() <= 6 and found.file == str(tmp_path / f"a{ending}")


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    image = Image.fromarray(RED).convert("RGBA")
    image.putalpha(0)
    image.save(tmp_path / "clear.png")
    assert (read_picture(tmp_path / "clear.png").pixels == 255).all()


def test_grey_stays_grey_and_sixteen_bits_become_eight(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)[None].repeat(4, 0)
    Image.fromarray(ramp).save(tmp_path / "deep.png")
    found = read_picture(tmp_path / "deep.png").pixels
    assert found.shape == (4, 256) and np.abs(found[0].astype(int) - np.arange(256)).max() <= 1
    Image.fromarray(np.eye(8, dtype=bool)).save(tmp_path / "bits.png")
    assert np.array_equal(read_picture(tmp_path / "bits.png").pixels, np.eye(8, dtype=np.uint8) * 255)


def test_a_photograph_is_turned_as_the_camera_was_held(tmp_path: Path) -> None:
    image = Image.fromarray(RED)
    exif = image.getexif()
    exif[0x0112] = 6  # orientation: a quarter turn
    image.save(tmp_path / "tall.jpg", exif=exif)
    assert read_picture(tmp_path / "tall.jpg").pixels.shape == (30, 20, 3)


def test_each_mistake_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    Image.fromarray(RED).save(tmp_path / "whole.png")
    (tmp_path / "half.png").write_bytes((tmp_path / "whole.png").read_bytes()[:60])
    side = int(MOST_PIXELS**0.5) + 10
    Image.new("1", (side, side)).save(tmp_path / "large.png")
    for name, words in {
        "none.png": "is not there",
        "text.png": "cannot be read as a picture",
        "half.png": "cannot be read as a picture",
        "large.png": "at most 24 million",
        "": "is a folder",
        "x" * 5000: "is not there",
    }.items():
        with pytest.raises(UserError, match=words) as caught:
            read_picture(tmp_path / name, field="input")
        assert caught.value.field == "input" and str(caught.value).endswith(".")
    with pytest.raises(UserError, match="Choose a picture first"):
        picture_path(" ")


def test_the_bundled_pictures_are_what_their_list_says() -> None:
    samples = bundled_pictures()
    assert len({one.id for one in samples}) == len(samples) >= 12
    folder = samples[0].path.parent
    assert sum(path.stat().st_size for path in folder.iterdir()) < 400_000
    for one in samples:
        pixels = read_picture(one.id).pixels
        assert pixels.shape == {"emoji": (64, 64, 3), "landscape": (128, 256, 3)}.get(one.kind, (28, 28))
        assert one.licence and pixels.std() > 10
    assert {path.name for path in folder.glob("*.png")} == {one.path.name for one in samples}


@pytest.mark.parametrize("name", ["fashion", "digits"])
def test_the_small_sets_are_balanced(name: str) -> None:
    found = small_pictures(name)
    assert found.images.shape == (200, 28, 28) and np.bincount(found.labels).tolist() == [20] * 10
    assert len(found.classes) == 10
