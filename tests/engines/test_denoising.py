"""The denoising engine with the bundled nets: what noise does, what brushes touch, and who cleans and who copies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from app.core.contract import UserError
from app.demos.denoising.contract import DenoisingRequest, DenoisingResult, Stroke, pixels
from app.demos.denoising.engine import Denoising, kept
from app.demos.denoising.spoiling import clean_picture, spoilt, touched
from app.demos.denoising.words import summary
from model_zoo import cards
from model_zoo.latent.auto_encoding import AutoEncoders
from model_zoo.loaders.auto_encoder import load
from tests.engines.listening import Listening

SHOE = DenoisingRequest("sneaker", seed=1)


@pytest.fixture(scope="module")
def model() -> AutoEncoders:
    return load(cards.default("auto_encoder"), torch.device("cpu"), torch.float32, lambda *_: None)


@pytest.fixture(scope="module")
def engine(model: AutoEncoders) -> Denoising:
    return Denoising(model)


def run(engine: Denoising, request: DenoisingRequest) -> DenoisingResult:
    return engine.run(request, Listening())


def psnrs(found: DenoisingResult) -> dict[str, float]:
    return {one.name: one.psnr or 99.0 for one in found.answers}


@pytest.mark.parametrize("name", ["sneaker", "dress", "seven", "three"])
@pytest.mark.parametrize("noise", ["gaussian", "salt_and_pepper", "squares"])
def test_the_denoiser_cleans_and_the_identity_net_copies(engine: Denoising, name: str, noise: str) -> None:
    found = run(engine, replace(SHOE, input=name, noise=noise, told=True))  # type: ignore[arg-type]
    assert found.psnr is not None
    by_name = {one.name: one for one in found.answers}
    gain = psnrs(found)["denoiser"] - found.psnr
    assert gain > 3, f"{gain:.1f} dB"
    copied = by_name["identity"]
    assert copied.kept is not None and copied.kept > 0.6, "what learnt to copy copies noise"
    assert (copied.psnr or 0) < found.psnr + 3
    assert by_name["denoiser"].kept is not None and by_name["denoiser"].kept < 0.5


def test_the_bottleneck_is_that_of_the_pictures_own_set(engine: Denoising, model: AutoEncoders) -> None:
    for name, data in (("dress", "fashion"), ("seven", "digits"), ("three", "digits")):
        found = run(engine, replace(SHOE, input=name))
        bottleneck = next(one for one in found.answers if one.name == "bottleneck")
        row = (pixels(found.noisy).reshape(1, -1) / 255).astype(np.float32)
        wanted = model.spaces[data].pictures(model.reconstructed(data, 16, row))[0].astype(int)
        assert np.abs(pixels(bottleneck.picture).astype(int) - wanted).max() <= 4, name


def test_being_told_where_the_squares_are_helps(engine: Denoising) -> None:
    gains = []
    for name in ("sneaker", "dress", "seven", "three"):
        request = replace(SHOE, input=name, noise="squares", amount=0.3)
        told, blind = run(engine, replace(request, told=True)), run(engine, request)
        gains.append(psnrs(told)["denoiser"] - psnrs(blind)["denoiser"])
    assert float(np.mean(gains)) > 1.0


def test_the_psnr_is_that_of_the_pictures(engine: Denoising) -> None:
    found = run(engine, SHOE)
    clean, noisy = (pixels(one) / 255.0 for one in (found.clean, found.noisy))
    assert found.psnr == pytest.approx(-10 * np.log10(np.square(clean - noisy).mean()), abs=0.02)
    for one in found.answers:
        error = np.square(pixels(one.picture) / 255.0 - clean).mean()
        assert one.psnr == pytest.approx(-10 * np.log10(error), abs=0.02)


def test_a_stroke_touches_what_is_under_the_brush_and_nothing_else() -> None:
    clean, _ = clean_picture("dress")
    stroke = Stroke("squares", ((5.5, 5.5), (9.5, 5.5)), 1.2, 1.0)
    noisy, level = spoilt(clean, replace(SHOE, noise="none", strokes=(stroke,)), 1)
    where = touched(clean.shape, stroke)
    assert where[5, 5] and where[5, 9] and where[6, 5] and not where[5, 7] and where.sum() == 10
    assert (noisy[where] == 0.5).all() and (noisy[~where] == clean[~where]).all()
    assert (level == where).all()


def test_strokes_lie_on_one_another_and_come_off(engine: Denoising) -> None:
    first = Stroke("salt_and_pepper", ((14.0, 14.0),), 5.0, 1.0)
    second = Stroke("gaussian", ((4.0, 20.0),), 3.0, 0.5)
    wiped = Stroke("clean", ((14.0, 14.0),), 9.0, 0.5)
    clean, _ = clean_picture("dress")
    one, _ = spoilt(clean, replace(SHOE, noise="none", strokes=(first,)), 1)
    both, _ = spoilt(clean, replace(SHOE, noise="none", strokes=(first, second)), 1)
    under = touched(clean.shape, second)
    assert (both[~under] == one[~under]).all() and (both[under] != one[under]).any()
    again, level = spoilt(clean, replace(SHOE, strokes=(wiped,)), 1)
    rubbed = touched(clean.shape, wiped)
    assert (again[rubbed] == clean[rubbed]).all() and (level[rubbed] == 0).all()
    assert run(engine, replace(SHOE, noise="none")).psnr is None
    assert summary(run(engine, replace(SHOE, noise="none"))).startswith("There is no noise")


def test_the_same_seed_gives_the_same_noise(engine: Denoising) -> None:
    one, two = run(engine, SHOE), run(engine, SHOE)
    other = run(engine, replace(SHOE, seed=2))
    assert (pixels(one.noisy) == pixels(two.noisy)).all() and (pixels(one.noisy) != pixels(other.noisy)).any()


def test_a_picture_of_any_size_goes_through(engine: Denoising, tmp_path: Path) -> None:
    Image.new("RGB", (900, 301), (200, 40, 10)).save(tmp_path / "wide.png")
    found = run(engine, replace(SHOE, input=str(tmp_path / "wide.png")))
    assert pixels(found.clean).shape == (86, 256)
    assert {one.name for one in found.answers} == {"denoiser", "identity", "filter"}
    assert (
        "made grey" in found.notes[0] and "256 × 86" in found.notes[1] and "far from home" in found.notes[2]
    )
    Image.new("L", (3, 50)).save(tmp_path / "thin.png")
    with pytest.raises(UserError, match="less than 4 pixels"):
        run(engine, replace(SHOE, input=str(tmp_path / "thin.png")))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": float("nan")}, "amount"),
        ({"square": 0}, "square"),
        ({"input": "nothing there"}, "input"),
        ({"strokes": (Stroke("clean", ((float("inf"), 0.0),)),)}, "strokes"),
        ({"strokes": (Stroke("clean", (), -1.0),)}, "strokes"),
        ({"strokes": (Stroke("clean", ()),) * 501}, "strokes"),
    ],
)
def test_what_cannot_be_is_told(engine: Denoising, change: dict[str, object], field: str) -> None:
    with pytest.raises(UserError) as caught:
        run(engine, replace(SHOE, **change))  # type: ignore[arg-type]
    assert caught.value.field == field


def test_how_much_noise_is_kept() -> None:
    clean = np.zeros((4, 4), np.float32)
    noisy = clean + 0.2
    assert kept(clean, noisy, noisy) == pytest.approx(1)
    assert kept(clean, noisy, clean) == 0
    assert kept(clean, noisy, clean + 0.05) == pytest.approx(0.25)
    assert kept(clean, clean, noisy) is None


def test_the_curves_are_measured_for_the_noise_that_is_asked(engine: Denoising) -> None:
    found = run(engine, SHOE)
    assert found.amounts and {"noisy", "denoiser", "identity"} <= {one.name for one in found.curves}
    by_name = {one.name: one.psnr for one in found.curves}
    at = found.amounts.index(0.3)
    assert by_name["denoiser"][at] > by_name["filter"][at] > by_name["noisy"][at]
