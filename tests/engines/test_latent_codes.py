"""latent-codes on the bundled model: edits against the slow and plain way, counts, mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from app.core.contract import Cancelled, Picture, SilentProgress, UserError
from app.core.pictures import bundled_pictures, read_picture
from app.demos.latent_codes.choosing import card_for, kind_of
from app.demos.latent_codes.contract import Edit, LatentCodesRequest, LatentCodesResult
from app.demos.latent_codes.editing import edited
from app.demos.latent_codes.engine import LatentCodesEngine
from app.demos.latent_codes.exports import views
from model_zoo.cards import find
from model_zoo.latent.image_codes import ImageCodes
from model_zoo.loaders.latent_codes import load

KINDS = ("vq", "fsq", "binary", "gumbel")


@pytest.fixture(scope="module")
def model() -> ImageCodes:
    """Give the bundled coders."""
    found = load(find("inkling-image-codes"), torch.device("cpu"), torch.float32, lambda share, note: None)
    assert isinstance(found, ImageCodes)
    return found


@pytest.fixture(scope="module")
def engine(model: ImageCodes) -> LatentCodesEngine:
    """Give one engine for all tests, as a window has."""
    return LatentCodesEngine(model)


def run(engine: LatentCodesEngine, **fields: Any) -> LatentCodesResult:
    """Answer a request."""
    return engine.run(LatentCodesRequest(**fields), SilentProgress())


def pixels(media: Any) -> Any:
    """Give a picture's pixels as numbers that can be subtracted."""
    assert isinstance(media, Picture)
    return media.pixels.astype(int)


def test_the_card_keeps_what_was_asked_of_it(model: ImageCodes) -> None:
    found = model.card.metrics
    assert found["vq_usage"] >= 0.9 and found["vq_perplexity_of_k"] >= 0.45
    assert found["fsq_usage"] >= 0.9 and found["fsq_perplexity_of_k"] >= 0.25, (
        "finite scalars do not collapse"
    )
    assert found["plain_perplexity"] < 0.2 * found["vq_perplexity"], "the careless one does"
    assert min(found[f"{kind}_psnr"] for kind in KINDS) > 18


@pytest.mark.parametrize("kind", KINDS)
def test_held_out_pictures_look_like_themselves(engine: LatentCodesEngine, kind: str) -> None:
    for sample in bundled_pictures()[:3]:
        found = run(engine, input=sample.id, quantizer=kind)
        original = read_picture(sample.id).pixels
        error = np.mean((pixels(found.reconstruction) - original) ** 2)
        assert found.psnr is not None and found.psnr > 16
        assert found.psnr == pytest.approx(10 * np.log10(255**2 / error))
        assert (
            found.shape == (16, 16) == (len(found.codes), len(found.codes[0])) and found.codebook_size == 256
        )
        assert found.bits_per_pixel == pytest.approx(0.5)
        counts = np.bincount(np.ravel(found.codes), minlength=256)
        share = counts[counts > 0] / 256
        assert found.usage == pytest.approx((counts > 0).mean())
        assert found.perplexity == pytest.approx(2 ** -(share * np.log2(share)).sum())


def test_the_corpus_is_counted_whole(engine: LatentCodesEngine, model: ImageCodes) -> None:
    found = {one.quantizer: one for one in run(engine, input="owl", detail=True).corpus}
    assert set(found) == set(KINDS)
    for kind, one in found.items():
        assert sum(one.counts) == 256 * one.items and one.items > 500
        assert one.usage == pytest.approx(model.card.metrics[f"{kind}_usage"], abs=1e-4)
        assert one.perplexity == pytest.approx(model.card.metrics[f"{kind}_perplexity"], rel=1e-3)


def test_an_edit_is_what_decoding_everything_gives(engine: LatentCodesEngine, model: ImageCodes) -> None:
    plain = run(engine, input="coast", quantizer="vq")
    edits = (Edit(7, box=(20, 10, 22, 12)), Edit(9, box=(21, 11, 24, 13)))
    found = run(engine, input="coast", quantizer="vq", edits=edits)
    codes = np.array(plain.codes)
    codes[10:12, 20:22] = 7
    codes[11:13, 21:24] = 9
    assert np.array_equal(codes, found.codes) and found.untouched == plain.codes
    slow = model.decode(codes, "vq")
    assert np.abs(pixels(found.reconstruction) - slow).max() <= 1
    for one in (plain, found):  # counted along, not over all pixels each time
        error = np.mean((pixels(one.reconstruction) - read_picture("coast").pixels) ** 2)
        assert one.psnr == pytest.approx(10 * np.log10(255**2 / error))
    assert found.psnr is not None and plain.psnr is not None and found.psnr < plain.psnr
    anew = sum((right - left) * (bottom - top) for left, top, right, bottom in found.decoded)
    assert 0 < anew < 640, "not all 2,048"
    back = run(engine, input="coast", quantizer="vq")
    assert np.abs(pixels(back.reconstruction) - pixels(plain.reconstruction)).max() <= 1
    assert back.codes == plain.codes and back.psnr == pytest.approx(plain.psnr, abs=0.02)
    assert np.array_equal(pixels(found.reconstruction), pixels(found.reconstruction)), (
        "and is not painted over"
    )
    assert np.abs(pixels(found.reconstruction) - slow).max() <= 1


def test_one_code_takes_the_place_of_another(engine: LatentCodesEngine) -> None:
    plain = np.array(run(engine, input="volcano", quantizer="fsq").codes)
    old = int(np.bincount(plain.ravel()).argmax())
    new = (old + 1) % 256
    found = np.array(run(engine, input="volcano", quantizer="fsq", edits=(Edit(new, replaces=old),)).codes)
    assert (found[plain == old] == new).all() and np.array_equal(found[plain != old], plain[plain != old])


def test_regions_are_exchanged(engine: LatentCodesEngine, model: ImageCodes) -> None:
    owl, face = (np.array(run(engine, input=name, quantizer="vq").codes) for name in ("owl", "thinking"))
    edit = Edit(box=(3, 4, 13, 9), source="thinking", at=(2, 5))
    found = run(engine, input="owl", quantizer="vq", edits=(edit,))
    assert np.array_equal(np.array(found.codes)[4:9, 3:13], face[5:10, 2:12])
    other = face.copy()
    other[5:10, 2:12] = owl[4:9, 3:13]
    assert found.exchanged is not None
    assert np.abs(pixels(found.exchanged) - model.decode(other, "vq")).max() <= 1


def test_a_folder_is_counted_as_one(engine: LatentCodesEngine, tmp_path: Path) -> None:
    counts = np.zeros(256, int)
    for sample in bundled_pictures()[:3]:
        (tmp_path / sample.path.name).write_bytes(sample.path.read_bytes())
        counts += np.bincount(np.ravel(run(engine, input=sample.id, quantizer="vq").codes), minlength=256)
    (tmp_path / "broken.png").write_text("no picture")
    (tmp_path / "notes.txt").write_text("nor this")
    found = run(engine, input=str(tmp_path), quantizer="vq")
    assert [one.name for one in found.items] == sorted(s.path.name for s in bundled_pictures()[:3])
    share = counts[counts > 0] / counts.sum()
    assert found.perplexity == pytest.approx(2 ** -(share * np.log2(share)).sum())
    assert found.usage == pytest.approx((counts > 0).mean())
    assert "1 of 4" in found.warnings[0] and "broken.png" in found.warnings[0]


def test_any_size_and_colour(engine: LatentCodesEngine, tmp_path: Path) -> None:
    Image.fromarray(np.tile(np.arange(91, dtype=np.uint8) * 2, (50, 1))).save(tmp_path / "grey.png")
    found = run(engine, input=str(tmp_path / "grey.png"), quantizer="vq")
    assert found.shape == (13, 23) and pixels(found.reconstruction).shape == (50, 91, 3)
    Image.new("RGB", (2400, 1200), "teal").save(tmp_path / "large.jpg")
    found = run(engine, input=str(tmp_path / "large.jpg"), quantizer="fsq")
    assert "made smaller" in found.warnings[0] and found.shape == (250, 500)


def test_trainings_are_replayed(engine: LatentCodesEngine) -> None:
    found = run(engine, task="collapse")
    careless, careful = found.runs
    assert careless.snapshots[-1].perplexity < 0.25 * careful.snapshots[-1].perplexity
    for one in found.runs:
        steps = [shot.step for shot in one.snapshots]
        assert steps == sorted(set(steps)) and len(steps) >= 8
        assert len({sum(shot.counts) for shot in one.snapshots}) == 1
        shown = one.snapshots[-1].pictures
        assert shown is not None and shown.pixels.shape == (64, 128, 3)
    assert {view.id for view in views(LatentCodesRequest(task="collapse"), found)} == {
        "collapse", "last-0", "last-1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"input": ""}, "Choose a picture"),
        ({"input": "no such.png"}, "is not there"),
        ({"input": "nova"}, "inkling-speech-codes"),
        ({"input": "owl", "quantizer": "magic"}, "vq, fsq, binary, gumbel"),
        ({"input": "owl", "edits": (Edit(256, box=(0, 0, 1, 1)),)}, "0 to 255"),
        ({"input": "owl", "edits": (Edit(1, box=(0, 0, 17, 1)),)}, "16 columns"),
        ({"input": "owl", "edits": (Edit(1, box=(3, 3, 3, 4)),)}, "does not fit"),
        ({"input": "owl", "edits": (Edit(box=(0, 0, 1, 1)),)}, "neither"),
        ({"input": "owl", "edits": (Edit(1, start=3, stop=5),)}, "as edits of sounds"),
        ({"input": "owl", "edits": (Edit(box=(0, 0, 9, 9), source="seven"),)}, "not all there"),
        ({"input": "owl", "edits": (Edit(1, replaces=-1),)}, "names code -1"),
    ],
)
def test_each_mistake_is_a_sentence(engine: LatentCodesEngine, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        run(engine, **fields)
    assert caught.value.field in ("input", "quantizer", "edits") and str(caught.value).endswith(".")


def test_folders_have_mistakes_of_their_own(engine: LatentCodesEngine, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no picture in the folder"):
        run(engine, input=str(tmp_path))
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    with pytest.raises(UserError, match="of one picture"):
        run(engine, input=str(tmp_path), edits=(Edit(1),))


def test_stop_is_heard(model: ImageCodes) -> None:
    class Impatient(SilentProgress):
        def report(self, fraction: float | None, note: str = "") -> None:
            if note == "Decoding":
                raise Cancelled

    with pytest.raises(Cancelled):
        LatentCodesEngine(model).run(LatentCodesRequest("owl"), Impatient())


def test_the_model_follows_the_input(tmp_path: Path) -> None:
    assert kind_of("owl") == "picture" and kind_of("nova") == "sound" and kind_of("x.FLAC") == "sound"
    assert kind_of("") is None and kind_of("\x00") is None and kind_of("~nobody/x") is None
    (tmp_path / "a.wav").write_bytes(b"")
    assert kind_of(str(tmp_path)) == "sound"
    assert card_for(LatentCodesRequest("owl")) == "inkling-image-codes"
    assert card_for(LatentCodesRequest("")) is None


def test_edits_of_sounds_go_by_frames() -> None:
    numbers = np.arange(20).reshape(2, 10)
    found = edited(
        numbers, (Edit(0, start=2, stop=4, stage=1), Edit(3, start=8)), 30, "sound", lambda name: numbers
    )
    assert found[1].tolist() == [10, 11, 0, 0, 14, 15, 16, 17, 18, 19] and found[0].tolist()[8:] == [3, 3]
    taken = edited(
        numbers, (Edit(start=0, stop=3, source="x", at=(5, 1)),), 30, "sound", lambda name: numbers
    )
    assert taken[0].tolist()[:4] == [15, 16, 17, 3]
    for bad, words in ((Edit(1, stage=2), "there are 2"), (Edit(1, start=4, stop=4), "10 frames"),
                       (Edit(1, box=(0, 0, 1, 1)), "as edits of pictures")):  # fmt: skip
        with pytest.raises(UserError, match=words):
            edited(numbers, (bad,), 30, "sound", lambda name: numbers)
