"""Compression: files that decode to the picture shown, rivals at their bytes, and what cannot be compressed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from app.core.contract import Cancelled, SilentProgress, UserError
from app.core.pictures import read_picture
from app.demos.compression.contract import CompressionRequest, CompressionResult, data_of, pixels_of
from app.demos.compression.engine import Compression
from app.demos.compression.exports import views
from model_zoo import cards
from model_zoo.latent.compression import ImageCompression
from model_zoo.latent.likeness import psnr
from model_zoo.loaders.image_codec import load
from tests.latent.tiny_codec import picture


@pytest.fixture(scope="module")
def model() -> ImageCompression:
    return load(cards.default("image_codec"), torch.device("cpu"), torch.float32, lambda share, note: None)


def answer(model: ImageCompression, progress: Any = None, **fields: Any) -> CompressionResult:
    return Compression(model).run(CompressionRequest(**fields), progress or SilentProgress())


def test_it_beats_jpeg_by_a_decibel_on_held_out_landscapes(model: ImageCompression) -> None:
    """The issue's figure, on the bundled landscapes: files of ours against JPEG files of at least as many bytes."""
    gains = []
    for name in ("coast", "cypresses", "summit"):
        for quality in (1.0, 4.0, 7.0):
            found = answer(model, input=name, quality=quality)
            jpeg = next(one for one in found.rivals if one.codec == "jpeg")
            assert jpeg.bytes >= found.bytes and found.psnr is not None and jpeg.psnr is not None
            gains.append(found.psnr - jpeg.psnr)
    assert float(np.mean(gains)) >= 1.0


def test_what_is_shown_is_what_the_file_holds(model: ImageCompression, tmp_path: Path) -> None:
    found = answer(model, input="coast", quality=3.0)
    assert found.bytes == len(data_of(found.file))
    assert found.bits_per_pixel == pytest.approx(8 * found.bytes / (256 * 128))
    assert found.psnr == pytest.approx(psnr(read_picture("coast").pixels, pixels_of(found.picture)))
    assert sum(one.bits for one in found.spent) == pytest.approx(8 * found.bytes, abs=1)
    assert sum(map(sum, found.bits)) == pytest.approx(
        sum(one.bits for one in found.spent if one.part in ("brightness", "colour")), rel=1e-3
    )
    path = tmp_path / "coast.ikp"
    path.write_bytes(data_of(found.file))
    opened = answer(model, input=str(path))
    assert np.array_equal(pixels_of(opened.picture), pixels_of(found.picture))
    assert opened.original is None and opened.psnr is None and opened.quality == 3.0
    assert not opened.rivals and opened.bytes == found.bytes
    for rival in found.rivals:
        with Image.open(io.BytesIO(data_of(rival.file))) as image:
            again = np.asarray(image.convert("RGB"))
        assert np.array_equal(again, pixels_of(rival.picture)) and rival.bytes == len(data_of(rival.file))


def test_more_quality_is_more_bytes_and_less_error(model: ImageCompression) -> None:
    found = [answer(model, input="summit", quality=quality) for quality in (1.0, 2.5, 4.0, 5.5, 8.0)]
    assert [one.bytes for one in found] == sorted(one.bytes for one in found)
    assert [one.psnr for one in found] == sorted(one.psnr or 0 for one in found)
    assert [one.ms_ssim for one in found] == sorted(one.ms_ssim or 0 for one in found)


def test_the_curve_grows_and_is_kept(model: ImageCompression) -> None:
    parts: list[CompressionResult] = []

    class Watching(SilentProgress):
        def partial(self, value: object) -> None:
            assert isinstance(value, CompressionResult)
            parts.append(value)

    engine = Compression(model)
    found = engine.run(CompressionRequest("owl", 2.0, True), Watching())
    assert [len(one.curves) for one in parts[:3]] == [1, 2, 3]
    assert [curve.codec for curve in found.curves] == ["ours", "jpeg", "webp"]
    own = found.curves[0].points
    assert [one.quality for one in own] == [float(level) for level in range(1, 9)]
    assert own[1].psnr == found.psnr and own[1].bits_per_pixel == found.bits_per_pixel
    count = len(parts)
    again = engine.run(CompressionRequest("owl", 4.0, True), Watching())
    assert again.curves == found.curves and len(parts) == count
    assert answer(model, input="owl").curves == ()


def test_stop_ends_the_curve(model: ImageCompression) -> None:
    class Stopping(SilentProgress):
        def report(self, fraction: float | None, note: str = "") -> None:
            if fraction is not None and fraction > 0.4:
                raise Cancelled

    with pytest.raises(Cancelled):
        answer(model, Stopping(), input="owl", curve=True)


def test_grey_pictures_stay_grey(model: ImageCompression) -> None:
    found = answer(model, input="sneaker", quality=8.0)
    assert pixels_of(found.picture).shape == (28, 28) and all(
        pixels_of(one.picture).ndim == 2 for one in found.rivals
    )


@pytest.mark.parametrize("quality", [0.5, 8.5, float("nan"), float("inf"), -1.0])
def test_qualities_that_are_none(model: ImageCompression, quality: float) -> None:
    with pytest.raises(UserError, match="from 1") as caught:
        answer(model, input="coast", quality=quality)
    assert caught.value.field == "quality"


def test_files_that_are_none(model: ImageCompression, tmp_path: Path) -> None:
    written = answer(model, input="owl").file
    assert written is not None
    whole = written.data
    cases = {
        "cut.ikp": (whole[:40], "damaged"),
        "empty.ikp": (b"", "no picture that this page compressed"),
        "other.ikp": (b"hello", "no picture that this page compressed"),
        "head.ikp": (whole[:5], "middle of its head"),
        "text.png": (b"hello", "cannot be read as a picture"),
    }
    for name, (data, words) in cases.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UserError, match=words) as caught:
            answer(model, input=str(tmp_path / name))
        assert caught.value.field == "input" and name in str(caught.value)
    disguised = tmp_path / "picture.dat"
    disguised.write_bytes(whole)
    assert answer(model, input=str(disguised)).original is None
    for name in ("", "nowhere.png", str(tmp_path)):
        with pytest.raises(UserError):
            answer(model, input=name)
    Image.fromarray(np.zeros((2100, 2100), np.uint8)).save(tmp_path / "large.png")
    with pytest.raises(UserError, match=r"at most 4 million"):
        answer(model, input=str(tmp_path / "large.png"))


def test_it_says_where_jpeg_wins(model: ImageCompression, tmp_path: Path) -> None:
    """A picture that was a JPEG is written again as it was, if it is asked for at its own quality."""
    whole = picture(256, 256)
    Image.fromarray(whole).save(tmp_path / "was.jpg", quality=60, subsampling=0, optimize=True)
    size = (tmp_path / "was.jpg").stat().st_size
    found = [answer(model, input=str(tmp_path / "was.jpg"), quality=quality) for quality in (4.0, 6.0, 8.0)]
    beyond = [one for one in found if one.bytes >= size]
    assert beyond and any("JPEG wins" in " ".join(one.notes) for one in beyond)


def test_views_hold_files_and_tables(model: ImageCompression) -> None:
    request = CompressionRequest("owl", 3.0, True)
    found = Compression(model).run(request, SilentProgress())
    made = {view.id: view for view in views(request, found)}
    assert list(made) == ["ours", "original", "jpeg", "webp", "curves", "bits", "spent"]
    assert made["ours"].encoded is found.file and made["ours"].picture is found.picture
    assert made["jpeg"].encoded is not None and made["jpeg"].encoded.data[:2] == b"\xff\xd8"
    table = made["ours"].table
    assert table is not None and [row[0] for row in table.rows] == ["ours", "jpeg", "webp"]
