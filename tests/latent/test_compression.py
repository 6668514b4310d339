"""Pictures to files and back, with a small codec: to the last bit, on any number of threads, and hostile files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from model_zoo.cards import find
from model_zoo.latent.compression import ImageCompression, as_pixels
from model_zoo.latent.likeness import psnr
from model_zoo.latent.picture_file import PictureFile, packed, unpacked
from model_zoo.loaders.image_codec import load
from tests.latent.tiny_codec import checkpoint, picture


@pytest.fixture(scope="module")
def codec(tmp_path_factory: pytest.TempPathFactory) -> ImageCompression:
    return read(checkpoint(tmp_path_factory.mktemp("codec")))


def read(folder: Path) -> ImageCompression:
    return load(find(str(folder)), torch.device("cpu"), torch.float32, silent)


def silent(share: float | None, note: str) -> None:
    """Nobody asked."""


def test_more_quality_is_more_bytes_and_less_error(codec: ImageCompression) -> None:
    found = []
    for quality in (1.0, 2.0, 4.0):  # its tables were counted at levels
        made = codec.encode(picture(), quality, silent)
        again, told = codec.decode(made.data, silent)
        assert again.shape == picture().shape and told == quality
        found.append((len(made.data), psnr(picture(), again)))
    assert found == sorted(found) and len({size for size, _ in found}) == 3
    assert found[-1][1] > 34


@pytest.mark.parametrize("shape", [(1, 1), (7, 9), (8, 8), (33, 50), (50, 33, 3), (128, 3, 3)])
def test_any_size_grey_or_in_colour_comes_back(codec: ImageCompression, shape: tuple[int, ...]) -> None:
    whole = picture(130, 130)[: shape[0], : shape[1]]
    given = whole if len(shape) == 3 else whole[..., 0]
    again, _ = codec.decode(codec.encode(given, 4.0, silent).data, silent)
    assert again.shape == given.shape and again.dtype == np.uint8
    assert psnr(given, again) > 26


def test_the_decoder_hears_what_the_encoder_rounded(codec: ImageCompression) -> None:
    """The picture of a file is that of the latents that the encoder had: not one symbol is off."""
    heard = []
    synthesis = codec._synthesis

    class Listening(torch.nn.Module):
        def forward(self, latents: torch.Tensor, quality: torch.Tensor) -> torch.Tensor:
            heard.append(latents)
            painted: torch.Tensor = synthesis(latents, quality)
            return painted

    made = codec.encode(picture(), 3.0, silent)
    codec._synthesis = Listening()
    try:
        again, _ = codec.decode(made.data, silent)
    finally:
        codec._synthesis = synthesis
    with torch.inference_mode():
        quality = codec._quality(codec.place(3.0))
        mine = codec.net.analysis(
            torch.from_numpy(picture()).permute(2, 0, 1)[None].float() / 255 - 0.5, quality
        )
        off = (heard[0] / codec.net.returned(quality) - mine * codec.net.gain(quality)).abs()
        painted = as_pixels(synthesis(heard[0], quality.double())[0], False)
    assert float(off.max()) <= 0.5 + 1e-3  # rounding to the nearest whole, off the mean: at most half
    assert np.array_equal(again, painted)


def test_threads_change_nothing(codec: ImageCompression) -> None:
    before = torch.get_num_threads()
    found = set()
    try:
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            data = codec.encode(picture(), 3.0, silent).data
            found.add((data, codec.decode(data, silent)[0].tobytes()))
    finally:
        torch.set_num_threads(before)
    assert len(found) == 1


def test_bits_add_up_to_the_file(codec: ImageCompression) -> None:
    made = codec.encode(picture(), 4.0, silent)
    told = made.bits.sum() + made.side_bits
    assert made.bits.sum() == pytest.approx(made.channel_bits.sum())
    assert 0 < 8 * len(made.data) - told < 8 * 24
    assert made.bits.shape == (6, 9)


def test_another_model_cannot_read_it(codec: ImageCompression, tmp_path: Path) -> None:
    other = read(checkpoint(tmp_path / "other", seed=6))
    with pytest.raises(ValueError, match="another model"):
        other.decode(codec.encode(picture(), 2.0, silent).data, silent)


def test_hostile_files_end_in_a_sentence(codec: ImageCompression) -> None:
    whole = codec.encode(picture(), 4.0, silent).data
    file = unpacked(whole, codec.places)
    random = np.random.default_rng(0)
    for data in (b"", whole[:9], whole[:-7], whole + b"x", b"\x89PNG" + whole[4:]):
        with pytest.raises(ValueError):
            codec.decode(data, silent)
    for _ in range(8):  # the checksum fits, the code is noise: a sentence, or a picture of noise
        code = random.bytes(len(file.code))
        forged = packed(PictureFile(file.width, file.height, file.place, file.grey, file.made_by, code))
        try:
            assert codec.decode(forged, silent)[0].shape == picture().shape
        except ValueError as error:
            assert "no code" in str(error)
    short = PictureFile(400, 300, file.place, False, file.made_by, b"")
    try:
        codec.decode(packed(short), silent)
    except ValueError as error:
        assert "no code" in str(error)


def test_stop_is_heard_before_each_step(codec: ImageCompression) -> None:
    class StopError(Exception):
        pass

    told: list[float] = []

    def stop(share: float, note: str) -> None:
        told.append(share)
        if share > 0.3:
            raise StopError

    with pytest.raises(StopError):
        codec.encode(picture(), 3.0, stop)
    assert told == sorted(told) and told[-1] < 0.9
