"""The generator: what is drawn is what the nets say, ways end where they should, and what cannot be asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from app.core.contract import SilentProgress, UserError
from app.core.pictures import small_pictures
from app.demos.generator.checks import small
from app.demos.generator.contract import GeneratorRequest, GeneratorResult, pixels_of
from app.demos.generator.engine import Generator, sheet
from app.demos.generator.exports import views
from model_zoo import cards
from model_zoo.latent.generating import Generators
from model_zoo.loaders.variational import load


@pytest.fixture(scope="module")
def model() -> Generators:
    return load(cards.default("variational"), torch.device("cpu"), torch.float32, lambda share, note: None)


def answer(model: Generators, **fields: Any) -> GeneratorResult:
    return Generator(model).run(GeneratorRequest(**fields), SilentProgress())


def test_the_variational_net_draws_what_the_judge_knows_and_the_plain_one_does_not(model: Generators) -> None:
    """Figures measured anew, and those on the card."""
    for width in (8, 16):
        found = answer(model, latents=width, count=400, seed=5)
        variational, plain = found.walls
        assert variational.recognised > 4 * plain.recognised
        here = {one.net: one for one in found.measures if one.way == "normal"}
        ours, theirs = here[f"vae-{width}"], here[f"plain-{width}"]
        assert ours.frechet is not None and theirs.frechet is not None and ours.frechet < theirs.frechet / 2
        assert ours.recognised == pytest.approx(variational.recognised, abs=0.1)
        assert ours.elbo is not None and theirs.elbo is None
    assert found.real_frechet is not None and found.real_frechet < 3


def test_a_told_net_draws_what_it_is_told(model: Generators) -> None:
    found = answer(model, label="each", count=100, seed=2)
    wall = found.walls[0]
    assert wall.net == "classes-8" and wall.heads == model.classes and wall.columns == 10
    right = [said == model.classes[number // 10] for number, said in enumerate(wall.said)]
    assert np.mean(right) > 0.75
    one = answer(model, label=model.classes[1], count=30).walls[0]
    assert np.mean([said == model.classes[1] for said in one.said]) > 0.75


def test_samples_are_decoded_codes_and_a_seed_draws_them_again(model: Generators) -> None:
    found = answer(model, latents=2, count=7, seed=3)
    wall = found.walls[0]
    made = model.decode("vae-2", np.array(wall.codes))
    shown = pixels_of(wall).reshape(28, 7, 28).swapaxes(0, 1)
    assert np.abs(shown.astype(int) - made).max() <= 1  # codes are told with four decimals
    assert answer(model, latents=2, count=7, seed=3).walls[0].codes == wall.codes
    assert answer(model, latents=2, count=7, seed=4).walls[0].codes != wall.codes
    fitted = answer(model, latents=2, count=400, seed=3, plain_codes="fitted").walls[1]
    assert np.allclose(
        np.mean(fitted.codes, 0), model.clouds["plain-2"].mean, atol=0.5 * np.std(fitted.codes)
    )


def test_a_way_begins_with_one_picture_and_ends_with_the_other(model: Generators) -> None:
    for path in ("linear", "spherical"):
        found = answer(
            model, task="interpolate", latents=16, start="sneaker", end="fashion:3", steps=5, path=path
        )
        assert [wall.net for wall in found.walls] == ["vae-16", "plain-16", "pixels"]
        ends = np.stack([small("sneaker", "start"), small("fashion:3", "end")])
        mean, _ = model.encode("vae-16", ends)
        codes = np.array(found.walls[0].codes)
        assert np.allclose(codes[[0, 4]], mean, atol=1e-4)
        if path == "linear":
            assert np.allclose(codes[2], mean.mean(0), atol=1e-4)
        pixels = pixels_of(found.walls[2])
        assert np.array_equal(pixels[:, :28], ends[0]) and np.array_equal(pixels[:, -28:], ends[1])


def test_a_walk_is_in_the_middle_of_its_map(model: Generators) -> None:
    found = answer(model, task="walk", latents=8, axes=(3, 5), at=(0.0, 0.0), steps=5)
    here, around = found.walls[0], found.maps[0]
    assert around.count == 25 and np.array_equal(pixels_of(here), pixels_of(around)[56:84, 56:84])
    right = answer(model, task="walk", latents=8, axes=(3, 5), at=(3.0, 0.0), steps=5).walls[0]
    assert np.array_equal(pixels_of(right), pixels_of(around)[56:84, 112:140])
    assert list(right.codes[0]) == [0, 0, 3.0, 0, 0, 0, 0, 0]
    assert len(found.places) == 2 and len(found.places[0]) == 200
    mean, _ = model.encode("vae-8", small_pictures("fashion").images[:1])
    assert (found.places[0][0].x, found.places[0][0].y) == pytest.approx((mean[0, 2], mean[0, 4]), abs=1e-3)


def test_a_traversal_moves_one_latent_a_row(model: Generators) -> None:
    found = answer(model, task="traverse", latents=8, steps=7)
    wall = found.walls[0]
    assert wall.count == 56 and len(wall.heads) == 8 and len(wall.captions) == 7
    codes = np.array(wall.codes).reshape(8, 7, 8)
    for row, head in enumerate(wall.heads):
        latent = int(head[1:]) - 1
        assert np.allclose(codes[row, :, latent], np.linspace(-3, 3, 7), atol=1e-4)
        assert np.count_nonzero(np.delete(codes[row], latent, 1)) == 0
    busy = np.diag(model.clouds["vae-8"].covariance)
    assert [int(head[1:]) - 1 for head in wall.heads] == np.argsort(-busy, kind="stable").tolist()


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"latents": 3}, "latents"), ({"count": 0}, "count"), ({"count": 10**6}, "count"), ({"steps": 1}, "steps"),
        ({"label": "spaceship"}, "label"), ({"label": "each", "latents": 2}, "label"),
        ({"label": "each", "task": "walk"}, "label"), ({"task": "walk", "axes": (1, 1)}, "axes"),
        ({"task": "walk", "axes": (1, 9)}, "axes"), ({"task": "walk", "at": (float("nan"), 0.0)}, "at"),
        ({"task": "walk", "at": (0.0, 9.0)}, "at"), ({"task": "interpolate", "start": "", "end": "dress"}, "start"),
        ({"task": "interpolate", "start": "dress", "end": "fashion:200"}, "end"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(model: Generators, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as caught:
        answer(model, **fields)
    assert caught.value.field == field and str(caught.value).endswith(".")


def test_pictures_of_any_kind_become_small_grey_and_light_on_dark(model: Generators) -> None:
    owl = small("owl", "start")  # an emoji on white
    assert owl.shape == (28, 28) and owl.dtype == np.uint8 and np.median(owl[0]) < 10
    assert small("coast", "start").shape == (28, 28)
    assert np.array_equal(small("fashion:0", "start"), small_pictures("fashion").images[0])


def test_sheets_and_views(model: Generators) -> None:
    some = np.arange(5 * 4, dtype=np.uint8).reshape(5, 2, 2)
    whole = sheet(some, 2)
    assert whole.shape == (6, 4) and np.array_equal(whole[2:4, 2:], some[3]) and not whole[4:, 2:].any()
    request = GeneratorRequest(task="walk", latents=2, steps=3)
    made = {view.id: view for view in views(request, Generator(model).run(request, SilentProgress()))}
    assert list(made) == [
        "variational", "plain", "variational_map", "variational_places", "plain_map", "plain_places", "measures",
    ]  # fmt: skip
    table = made["measures"].table
    assert table is not None and {row[0] for row in table.rows} >= {"vae-2", "plain-16", "classes-8"}
