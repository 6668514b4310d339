"""Maps of codes of any size, tiles that leave no seam, edits that decode no more than they must."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from model_zoo.cards import Card, find
from model_zoo.errors import ModelError
from model_zoo.latent import image_codes
from model_zoo.latent.image_codes import ImageCodes, psnr
from model_zoo.latent.windows import Window, tiles
from model_zoo.loaders.image_codes import metadata
from model_zoo.loaders.latent_codes import load
from model_zoo.nets.image_trunk import ImageCoder, TrunkShape
from model_zoo.nets.quantizer import Quantizer
from model_zoo.nets.scalar_quantizer import ScalarQuantizer
from model_zoo.nets.vector_quantizer import VectorQuantizer

SHAPE = TrunkShape(channels=12, blocks=1, width=3)
RANDOM = np.random.default_rng(4)


def quiet(share: float | None, note: str) -> None:
    """Hear a report."""


def coder(quantizer: Quantizer) -> ImageCoder:
    """Give a coder whose untrained codes differ from place to place."""
    net = ImageCoder(SHAPE, quantizer).train()
    with torch.no_grad():
        for one in net.parameters():
            one.mul_(2.0)
        net.encoder(torch.rand(4, 3, 32, 32))
        net(torch.rand(4, 3, 32, 32) * 2 - 1)
    return net.eval()


@pytest.fixture
def model() -> ImageCodes:
    """Give two coders that never learnt anything."""
    torch.manual_seed(0)
    coders = {"vq": coder(VectorQuantizer(32, 3)), "fsq": coder(ScalarQuantizer((4, 4, 2)))}
    card = Card("small", "Small", "latent_codes", Path(), 0, "0" * 64)
    return ImageCodes(card, coders, {}, (), torch.device("cpu"))


def picture(height: int, width: int, grey: bool = False) -> Any:
    """Give noise in large blots."""
    rough = RANDOM.integers(0, 256, (height // 8 + 1, width // 8 + 1, 3), dtype=np.uint8)
    large = np.kron(rough, np.ones((8, 8, 1), np.uint8))[:height, :width]
    return large[..., 0] if grey else large


@pytest.mark.parametrize("kind", ["vq", "fsq"])
@pytest.mark.parametrize("size", [(4, 4), (30, 50), (64, 64), (1, 9)])
def test_any_size_has_a_map(model: ImageCodes, kind: str, size: tuple[int, int]) -> None:
    numbers = model.encode(picture(*size), kind)
    assert numbers.shape == (-(-size[0] // 4), -(-size[1] // 4)) and 0 <= numbers.min() <= numbers.max() < 32
    made = model.decode(numbers, kind)
    assert made.dtype == np.uint8 and made.shape == (4 * numbers.shape[0], 4 * numbers.shape[1], 3)


def test_grey_is_grey_in_three_channels(model: ImageCodes) -> None:
    grey = picture(32, 32, grey=True)
    assert np.array_equal(model.encode(grey, "vq"), model.encode(np.stack([grey] * 3, axis=2), "vq"))


@pytest.mark.parametrize("kind", ["vq", "fsq"])
def test_tiles_leave_no_seam(model: ImageCodes, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = picture(100, 132)
    numbers, made = model.encode(given, kind), model.decode(model.encode(given, kind), kind)
    monkeypatch.setattr(image_codes, "_TILE", 7)
    again = model.encode(given, kind)
    assert (numbers == again).mean() > 0.999  # a vector on a border may fall to the other side
    assert np.abs(model.decode(numbers, kind).astype(int) - made).max() <= 1


def test_an_edit_decodes_what_it_is_felt_in_and_nothing_else(model: ImageCodes) -> None:
    numbers = RANDOM.integers(0, 32, (40, 60))
    before = model.decode(numbers, "vq")
    after = numbers.copy()
    after[20:22, 30:33] = (after[20:22, 30:33] + 7) % 32
    shown = before.copy()
    felt = model.repaint(shown, numbers, after, "vq")
    reach = SHAPE.reach
    assert len(felt) <= 3
    left, top = min(one.left for one in felt), min(one.top for one in felt)
    right, bottom = max(one.right for one in felt), max(one.bottom for one in felt)
    assert (left, top, right, bottom) == (30 - reach, 20 - reach, 33 + reach, 22 + reach)
    assert np.abs(shown.astype(int) - model.decode(after, "vq")).max() <= 1
    untouched = np.ones(shown.shape[:2], bool)
    for one in felt:
        untouched[one.times(4).slices()] = False
    assert np.array_equal(shown[untouched], before[untouched])
    assert not np.array_equal(shown, before)
    assert model.repaint(shown, after, after, "vq") == ()


def test_far_edits_are_each_decoded_and_what_lies_between_is_not(model: ImageCodes) -> None:
    numbers = RANDOM.integers(0, 32, (64, 64))
    after = numbers.copy()
    after[0, 0], after[63, 63] = (after[0, 0] + 1) % 32, (after[63, 63] + 1) % 32
    shown = model.decode(numbers, "vq")
    shown[128:132, 128:132] = 77  # would be overwritten if the middle were decoded
    model.repaint(shown, numbers, after, "vq")
    assert (shown[128:132, 128:132] == 77).all()
    shown[128:132, 128:132] = model.decode(after, "vq")[128:132, 128:132]
    assert np.abs(shown.astype(int) - model.decode(after, "vq")).max() <= 1


def test_a_code_replaced_everywhere_is_decoded_in_tiles(model: ImageCodes) -> None:
    numbers = RANDOM.integers(0, 32, (70, 70))
    after = np.where(numbers == 3, 4, numbers)
    shown = model.decode(numbers, "fsq")
    assert len(model.repaint(shown, numbers, after, "fsq")) == 4
    assert np.abs(shown.astype(int) - model.decode(after, "fsq")).max() <= 1


def test_a_book_shows_every_code_among_its_like(model: ImageCodes) -> None:
    book = model.book("fsq")  # by one matrix for each convolution
    assert book.shape == (32, 12, 12, 3)
    field = model.decode(np.full((21, 21), 5), "fsq")
    assert np.abs(book[5].astype(int) - field[36:48, 36:48]).max() <= 1


def test_windows() -> None:
    whole = Window(0, 0, 10, 7)
    parts = list(tiles(whole, 4))
    assert sum(one.width * one.height for one in parts) == 70 and len(parts) == 6
    assert Window(3, 3, 4, 4).grown(5, whole) == Window(0, 0, 9, 7)
    assert Window(3, 3, 5, 6).seen_from(Window(2, 1, 9, 7)) == Window(1, 2, 3, 5)


def test_signal_to_noise_is_what_it_is() -> None:
    black = np.zeros((8, 8, 3), np.uint8)
    assert psnr(black, black) == 99.0
    assert psnr(black, black + 255) == pytest.approx(0.0)
    assert psnr(black[..., 0], black + 16) == pytest.approx(10 * np.log10(255**2 / 256))


# -- files -----------------------------------------------------------------------------------------------------


def written(model: ImageCodes, path: Path, **changed: torch.Tensor) -> Path:
    """Write a model as the recipe does."""
    tensors = {
        f"{name}.{key}": value.clone()
        for name, one in model.coders.items()
        for key, value in one.state_dict().items()
    }
    facts = metadata(
        {
            "vq": (SHAPE, {"kind": "vq", "size": 32, "width": 3}),
            "fsq": (SHAPE, {"kind": "fsq", "levels": [4, 4, 2]}),
        },
        {},
        [],
    )
    save_file(tensors | changed, path, metadata=facts)
    return path


def loaded(path: Path) -> ImageCodes:
    """Load a file as the application does."""
    model = load(find(str(path)), torch.device("cpu"), torch.float32, quiet)
    assert isinstance(model, ImageCodes)
    return model


def test_what_was_written_is_loaded(model: ImageCodes, tmp_path: Path) -> None:
    found = loaded(written(model, tmp_path / "model.safetensors"))
    given = picture(40, 40)
    for kind in ("vq", "fsq"):
        assert np.array_equal(found.encode(given, kind), model.encode(given, kind))
    assert found.kind == "picture" and found.quantizers == ("vq", "fsq") and found.size("fsq") == 32


def test_each_damage_is_a_sentence(model: ImageCodes, tmp_path: Path) -> None:
    name = "vq.encoder.leave.weight"
    good = load_file(written(model, tmp_path / "good.safetensors"))[name]
    bad = {
        "none": good * float("nan"),
        "wider": torch.zeros(5, *good.shape[1:]),
        "huge": torch.full_like(good, 3e38),
    }
    for what, value in bad.items():
        with pytest.raises(ModelError, match=r"fit together|numbers that are none") as caught:
            loaded(written(model, tmp_path / f"{what}.safetensors", **{name: value}))
        assert str(caught.value).endswith(".")
    with pytest.raises(ModelError, match="fit together"):
        loaded(written(model, tmp_path / "more.safetensors", **{"vq.more": good}))
    save_file({"a": good}, tmp_path / "other.safetensors")
    with pytest.raises(ModelError, match="layout"):
        loaded(tmp_path / "other.safetensors")
    (tmp_path / "text.safetensors").write_text("no tensors")
    with pytest.raises(ModelError, match="cannot be read"):
        loaded(tmp_path / "text.safetensors")


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "vq", "size": 10**9, "width": 3},
        {"kind": "fsq", "levels": [4, 4, 4, 4, 4, 4, 4, 4, 4]},
        {"kind": "binary", "width": 60},
        {"kind": "sorcery"},
        {"kind": "vq", "size": 8, "width": 3, "colour": 1},
    ],
)
def test_impossible_quantisers_are_a_sentence(
    model: ImageCodes, tmp_path: Path, given: dict[str, Any]
) -> None:
    path = written(model, tmp_path / "model.safetensors")
    tensors = load_file(path)
    save_file(tensors, path, metadata=metadata({"vq": (SHAPE, given)}, {}, []))
    with pytest.raises(ModelError, match="fit together"):
        loaded(path)
