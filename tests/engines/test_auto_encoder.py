"""The auto-encoder engine with the bundled nets, and trainings of its own; numbers against plain computations."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors import safe_open

from app.core.contract import Cancelled, UserError
from app.demos.auto_encoder.contract import SMALL_DIGITS, AutoEncoderRequest, TrainProgress
from app.demos.auto_encoder.engine import AutoEncoderEngine
from app.demos.auto_encoder.exports import sheet
from app.demos.auto_encoder.tables import read_table
from app.demos.auto_encoder.words import same_error, sweep_words
from model_zoo import cards
from model_zoo.latent import maps
from model_zoo.latent.auto_encoding import AutoEncoders
from model_zoo.latent.spaces import HELD_OUT
from model_zoo.loaders.auto_encoder import load
from tests.engines.listening import Listening

TRAIN = AutoEncoderRequest("train", SMALL_DIGITS, 6, hidden=(24,), epochs=4, batch=64, seed=3, pictures=4)


@pytest.fixture(scope="module")
def model() -> AutoEncoders:
    card = cards.default("auto_encoder")
    return load(card, torch.device("cpu"), torch.float32, lambda *_: None)


@pytest.fixture
def engine(model: AutoEncoders) -> AutoEncoderEngine:
    return AutoEncoderEngine(model)


def test_the_errors_are_those_of_the_weights_in_the_file(
    engine: AutoEncoderEngine, model: AutoEncoders
) -> None:
    found = engine.run(AutoEncoderRequest("sweep", "fashion", 8), Listening())
    assert found.widths == (1, 2, 4, 8, 16, 32, 64) and found.width == 8
    rows = np.load(model.card.path / HELD_OUT)["fashion.rows"] / 255.0
    x = torch.tensor(rows, dtype=torch.float64)
    with safe_open(model.card.path / model.card.weights[0], "pt") as file:
        layers = [
            tuple(file.get_tensor(f"fashion.8.{way}.{n}.{part}").double() for part in ("weight", "bias"))
            for way in ("down", "up")
            for n in range(3)
        ]
        mean, axes = (
            file.get_tensor(f"fashion.principal.{name}").double() for name in ("mean", "components")
        )
    y = x
    for number, (weight, bias) in enumerate(layers):
        y = y @ weight.T + bias
        if number not in (2, 5):
            y = torch.nn.functional.gelu(y)
    assert found.error[3] == pytest.approx(float((y.clamp(0, 1) - x).square().mean()), rel=1e-4)
    linear = ((x - mean) @ axes[:8].T @ axes[:8] + mean).clamp(0, 1)
    assert found.pca_error[3] == pytest.approx(float((linear - x).square().mean()), rel=1e-4)


def test_wider_codes_restore_more_and_narrow_nets_beat_pca(engine: AutoEncoderEngine) -> None:
    for data in ("fashion", "digits"):
        found = engine.run(AutoEncoderRequest("sweep", data), Listening())
        narrow = [error for width, error in zip(found.widths, found.error, strict=True) if width <= 16]
        assert narrow == sorted(narrow, reverse=True)
        for width, mine, linear in zip(found.widths, found.error, found.pca_error, strict=True):
            assert width > 8 or mine < 0.85 * linear, f"{data} {width}"
        words = sweep_words(found, 8)
        assert f"Error {found.error[found.widths.index(8)]:.4f}" in words and "PCA needs" in words


def test_a_picture_of_ones_own_goes_first(engine: AutoEncoderEngine, tmp_path: Path) -> None:
    Image.new("RGB", (90, 40), (250, 250, 250)).save(tmp_path / "white.png")
    request = AutoEncoderRequest("sweep", "digits", 2, str(tmp_path / "white.png"), 5)
    found = engine.run(request, Listening())
    assert found.names[0] == "yours" and found.pictures.shape == (5, 28, 28)
    assert (found.pictures[0] == 250).all()
    assert found.reconstructions.shape == (5, 5, 28, 28) and found.codes.shape == (5, 2)
    assert sheet(found).shape == (4 * 30 * 11, 4 * 30 * 5)


def test_four_maps_of_the_same_rows(engine: AutoEncoderEngine, model: AutoEncoders) -> None:
    found = engine.run(AutoEncoderRequest("map", "fashion"), Listening())
    assert [one.name for one in found.coordinates] == ["code", "pca", "tsne", "umap"]
    by_name = {one.name: one for one in found.coordinates}
    held = model.held_out["fashion"]
    assert np.array_equal(by_name["code"].points, model.codes("fashion", 2, held.rows))
    for one in found.coordinates:
        assert one.points.shape == (len(held.rows), 2) and 0.7 < one.trustworthiness <= 1
        assert one.agreement is not None and one.agreement > 0.3  # guessing: a tenth
    assert by_name["code"].trustworthiness > by_name["pca"].trustworthiness
    assert by_name["tsne"].agreement is not None and by_name["pca"].agreement is not None
    assert by_name["tsne"].agreement > by_name["pca"].agreement
    code = by_name["code"]
    assert code.agreement == maps.agreement(
        code.points, held.labels
    )  # what came with the model is what is measured


def test_a_training_left_and_gone_on_with_ends_where_it_would_have(engine: AutoEncoderEngine) -> None:
    whole = engine.run(TRAIN, Listening())
    assert [round(point.epoch) for point in whole.curve] == [0, 1, 2, 3, 4]
    assert whole.curve[-1].held_out < 0.5 * whole.curve[0].held_out
    with pytest.raises(Cancelled):
        engine.run(TRAIN, Listening(stop_after=50))
    heard = Listening()
    again = engine.run(replace(TRAIN, resume=True), heard)
    assert again.error == whole.error and again.curve == whole.curve
    assert heard.reports < 60, "it went on, and did not begin anew"
    other = engine.run(replace(TRAIN, resume=True, seed=4), Listening())
    assert other.error != whole.error


def test_a_layer_wise_start_begins_lower(engine: AutoEncoderEngine) -> None:
    plain = replace(TRAIN, units="logistic", hidden=(32, 16), epochs=1)
    starts = [engine.run(one, Listening()).curve[0].held_out for one in (plain, replace(plain, begin="rbm"))]
    assert starts[1] < 0.9 * starts[0]
    with pytest.raises(Cancelled):
        engine.run(replace(plain, begin="rbm"), Listening(stop_after=3))  # while the machines learn
    again = engine.run(replace(plain, begin="rbm", resume=True), Listening())
    assert again.curve[0].held_out == starts[1]


def test_what_is_trained_can_be_opened(engine: AutoEncoderEngine, tmp_path: Path) -> None:
    heard = Listening()
    made = engine.run(replace(TRAIN, keep=str(tmp_path / "mine")), heard)
    assert made.checkpoint == tmp_path / "mine"
    shown = [one for one in heard.values if isinstance(one, TrainProgress)]
    assert shown and shown[0].reconstructions.shape == (4, 8, 8)
    card = cards.find(str(tmp_path / "mine"))
    own = AutoEncoderEngine(load(card, torch.device("cpu"), torch.float32, lambda *_: None))
    found = own.run(AutoEncoderRequest("sweep"), Listening())
    assert found.data == SMALL_DIGITS and found.widths == (6,)
    assert found.error[0] == pytest.approx(made.error[0], rel=5e-3)  # half precision, and 8 bits of a pixel
    assert found.pca_error[0] == pytest.approx(made.pca_error[0], rel=5e-3)
    with pytest.raises(UserError, match="not trained on “fashion”"):
        own.run(AutoEncoderRequest("sweep", "fashion"), Listening())


def test_a_table_is_learnt_and_its_labels_are_kept(engine: AutoEncoderEngine, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    hidden = random.normal(0, 1, (300, 2))
    values = hidden @ random.normal(0, 1, (2, 6)) * [1, 10, 100, 1, 1, 1] + 5
    with (tmp_path / "table.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["a", "b", "c", "d", "e", "f", "constant", "kind"])
        for row, (x, _) in zip(values, hidden, strict=True):
            writer.writerow([*(f"{value:.5f}" for value in row), 7, "high" if x > 0 else "low"])
    names, numbers, labels, classes = read_table(tmp_path / "table.csv")
    assert len(names) == 7 and numbers.shape == (300, 7) and classes == ("high", "low")
    assert (labels == (hidden[:, 0] <= 0)).all()
    request = AutoEncoderRequest(
        "train", str(tmp_path / "table.csv"), 2, hidden=(16,), epochs=40, batch=32, rate=0.01, seed=1
    )
    found = engine.run(request, Listening())
    assert (
        found.error[0] < 0.05 and found.pca_error[0] < 1e-6
    )  # two numbers made it all, along straight lines
    assert found.pictures.shape[1:] == (33, 4 * 6) and set(found.names) == {"high", "low"}


def test_a_folder_of_pictures_is_learnt(engine: AutoEncoderEngine, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for number in range(24):
        folder = tmp_path / ("dark" if number % 2 else "light")
        folder.mkdir(exist_ok=True)
        base = 40 if number % 2 else 200
        Image.fromarray(random.integers(base, base + 40, (30, 20, 3), np.uint8)).save(
            folder / f"{number}.png"
        )
    request = AutoEncoderRequest("train", str(tmp_path), 2, hidden=(8,), epochs=5, side=8, seed=1)
    found = engine.run(request, Listening())
    assert found.pictures.shape[1:] == (8, 8) and set(found.names) == {"dark", "light"}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"width": 0}, "width", "from 1 to 512"),
        ({"hidden": ()}, "hidden", "Hidden layers"),
        ({"rate": float("nan")}, "rate", "learning rate"),
        ({"begin": "rbm"}, "begin", "logistic units only"),
        ({"data": "/no/such/folder"}, "data", "no set, folder or file"),
        ({"data": "a" * 300_000}, "data", "no set, folder or file"),
        ({"data": ""}, "data", "Choose what to learn from"),
    ],
)
def test_what_cannot_be_is_told(
    engine: AutoEncoderEngine, change: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(UserError, match=words) as caught:
        engine.run(replace(TRAIN, **change), Listening())  # type: ignore[arg-type]
    assert caught.value.field == field and len(str(caught.value)) < 400


def test_too_few_pictures_and_no_table_are_told(engine: AutoEncoderEngine, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds 0 pictures"):
        engine.run(replace(TRAIN, data=str(tmp_path)), Listening())
    (tmp_path / "words.csv").write_text("a,b\n" + "x,y\n" * 30)
    with pytest.raises(UserError, match="no column of numbers"):
        engine.run(replace(TRAIN, data=str(tmp_path / "words.csv")), Listening())
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\x00\x01" * 30)
    with pytest.raises(UserError, match="UTF-8"):
        engine.run(replace(TRAIN, data=str(tmp_path / "bad.csv")), Listening())


def test_the_measured_starts_tell_the_story_of_2006(engine: AutoEncoderEngine) -> None:
    found = engine.run(AutoEncoderRequest("start"), Listening())
    ends = {one.name: one.curve[-1].held_out for one in found.starts}
    assert found.floor is not None
    assert ends["RBM start, gradient descent"] < 0.7 * found.floor
    assert ends["plain start, gradient descent"] > 0.9 * found.floor, "it stands still at the mean"
    assert ends["plain start, Adam"] < 0.95 * found.floor, "what came later moves it off the spot"


def test_starts_are_run_here_too(engine: AutoEncoderEngine) -> None:
    heard = Listening()
    request = AutoEncoderRequest("start", SMALL_DIGITS, 4, hidden=(24, 12), epochs=2, seed=1)
    found = engine.run(request, heard)
    assert len(found.starts) == 4 and all(len(one.curve) == 3 for one in found.starts)
    assert heard.values and heard.shares == sorted(heard.shares)


def test_the_width_that_pca_needs_lies_between_its_points() -> None:
    assert same_error((1, 2, 4), (0.4, 0.2, 0.1), 0.2) == pytest.approx(2)
    assert same_error((1, 2, 4), (0.4, 0.2, 0.1), 0.2 * 0.5**0.5) == pytest.approx(2 * 2**0.5)
    assert same_error((1, 2), (0.4, 0.2), 0.1) is None and same_error((1, 2), (0.4, 0.2), 0.5) == 1
