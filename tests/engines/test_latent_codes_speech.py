"""Codes of a sound through the engine: their shape, their edits, what is refused; with the bundled model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from app.core.contract import SilentProgress, Sound, UserError
from app.core.sounds import bundled_samples, read_sound
from app.demos.latent_codes.choosing import card_for
from app.demos.latent_codes.contract import Edit, LatentCodesRequest, LatentCodesResult
from app.demos.latent_codes.engine import LatentCodesEngine
from app.demos.latent_codes.exports import views
from app.demos.latent_codes.speech_exemplars import medley, places
from app.demos.latent_codes.speech_reading import meanings, read_phones, runs
from model_zoo import cards
from model_zoo.loaders.latent_codes import load

ASK = LatentCodesRequest("nova")


@pytest.fixture(scope="module")
def engine() -> LatentCodesEngine:
    card = cards.find("inkling-speech-codes")
    return LatentCodesEngine(load(card, torch.device("cpu"), torch.float32, lambda share, note: None))


@pytest.fixture(scope="module")
def plain(engine: LatentCodesEngine) -> LatentCodesResult:
    return run(engine, replace(ASK, detail=True))


def run(engine: LatentCodesEngine, request: LatentCodesRequest) -> LatentCodesResult:
    return engine.run(request, SilentProgress())


def samples(result: LatentCodesResult) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    assert isinstance(result.reconstruction, Sound)
    return result.reconstruction.samples


def test_a_sound_gives_its_codes_and_what_they_cost(plain: LatentCodesResult) -> None:
    stages, frames = plain.shape
    assert plain.kind == "sound" and len(plain.codes) == stages and len(plain.codes[0]) == frames
    assert frames == -(-len(samples(plain)) // 320)
    used = set(plain.codes[0])
    assert plain.usage == pytest.approx(len(used) / plain.codebook_size)
    counts = np.bincount(plain.codes[0])
    shares = counts[counts > 0] / counts.sum()
    assert plain.perplexity == pytest.approx(float(np.exp(-(shares * np.log(shares)).sum())))
    assert plain.bits_per_second == stages * 50 * np.log2(plain.codebook_size) + 350
    assert plain.mel_distance is not None and 0.5 < plain.mel_distance < 6.0
    assert plain.untouched == plain.codes


def test_the_phones_were_measured_beside_what_they_must_beat(plain: LatentCodesResult) -> None:
    assert plain.phones is not None
    assert plain.phones.pnmi > plain.phones.kmeans_pnmi
    assert plain.phones.shuffled_pnmi is not None and plain.phones.pnmi > 3 * plain.phones.shuffled_pnmi
    assert plain.speech is not None and {table.way for table in plain.speech.tables} >= {
        "codes", "kmeans", "shuffled",
    }  # fmt: skip
    (corpus,) = plain.corpus
    assert corpus.usage >= 0.9 and corpus.perplexity / plain.codebook_size >= 0.45
    assert len(corpus.counts) == plain.codebook_size


def test_the_card_is_chosen_by_the_input() -> None:
    assert card_for(LatentCodesRequest("nova")) == "inkling-speech-codes"
    assert card_for(LatentCodesRequest("/some/where.flac")) == "inkling-speech-codes"
    assert card_for(LatentCodesRequest("/some/codes.npz")) == "inkling-speech-codes"


def test_an_edit_changes_its_frames_and_leaves_out_what_refined_them(
    engine: LatentCodesEngine, plain: LatentCodesResult
) -> None:
    found = run(engine, replace(ASK, edits=(Edit(code=7, start=40, stop=50),)))
    assert found.codes[0][40:50] == (7,) * 10 and set(found.codes[1][40:50]) == {-1}
    assert found.codes[0][:40] == plain.codes[0][:40] and found.codes[1][50:] == plain.codes[1][50:]
    assert found.untouched == plain.codes
    begin, _, end, _ = found.decoded[0]
    assert begin <= 40 and end >= 50 and end - begin < 90
    assert np.array_equal(samples(found)[: begin * 320], samples(plain)[: begin * 320])
    assert np.abs(samples(found) - samples(plain))[40 * 320 : 50 * 320].max() > 1e-3


def test_a_code_is_replaced_wherever_it_stands(engine: LatentCodesEngine, plain: LatentCodesResult) -> None:
    code = max(set(plain.codes[0]), key=plain.codes[0].count)
    other = (code + 1) % plain.codebook_size
    found = run(engine, replace(ASK, edits=(Edit(code=other, replaces=code),)))
    assert code not in found.codes[0]
    assert [a for a, b in zip(found.codes[0], plain.codes[0], strict=True) if b == code] == [
        other
    ] * plain.codes[0].count(code)


def test_codes_of_a_place_and_of_another_sound_are_pasted_with_all_stages(
    engine: LatentCodesEngine, plain: LatentCodesResult
) -> None:
    spoilt = Edit(code=0, start=60, stop=70)
    back = Edit(start=60, stop=70, source="nova", at=(60, 0))
    restored = run(engine, replace(ASK, edits=(spoilt, back)))
    assert restored.codes == plain.codes
    assert np.abs(samples(restored) - samples(plain)).max() < 1e-4
    other = run(engine, LatentCodesRequest("george"))
    pasted = run(engine, replace(ASK, edits=(Edit(start=10, stop=30, source="george", at=(50, 0)),)))
    assert all(pasted.codes[k][10:30] == other.codes[k][50:70] for k in range(plain.shape[0]))


def test_exported_codes_are_an_input_that_sounds_the_same(
    engine: LatentCodesEngine, plain: LatentCodesResult, tmp_path: Path
) -> None:
    view = next(one for one in views(replace(ASK, detail=True), plain) if one.id == "codes")
    assert view.arrays is not None
    np.savez_compressed(tmp_path / "kept.npz", **view.arrays)
    found = run(engine, LatentCodesRequest(str(tmp_path / "kept.npz")))
    assert found.codes == plain.codes
    assert np.array_equal(samples(found), samples(plain))
    assert found.mel_distance is None


def test_a_folder_is_counted_together(engine: LatentCodesEngine, tmp_path: Path) -> None:
    for name in ("nova", "george"):
        sound = read_sound(name, 16_000)
        soundfile.write(tmp_path / f"{name}.wav", sound.samples, 16_000)
    found = run(engine, LatentCodesRequest(str(tmp_path)))
    assert [item.name for item in found.items] == ["george.wav", "nova.wav"]
    each = [run(engine, LatentCodesRequest(str(tmp_path / item.name))) for item in found.items]
    assert found.usage > max(one.usage for one in each)
    assert found.codes == each[0].codes


def test_labels_beside_a_sound_are_shown(engine: LatentCodesEngine, tmp_path: Path) -> None:
    sound = read_sound("nova", 16_000)
    soundfile.write(tmp_path / "said.wav", sound.samples, 16_000)
    (tmp_path / "said.lab").write_text("0.2 125 pau\n1.0 125 ah\n")
    found = run(engine, LatentCodesRequest(str(tmp_path / "said.wav"), detail=True))
    assert found.speech is not None
    assert [(one.name, one.start, one.stop) for one in found.speech.labels] == [
        ("pau", 0.0, 0.2),
        ("ah", 0.2, 1.0),
    ]


@pytest.mark.parametrize(
    ("request_", "field", "words"),
    [
        (replace(ASK, edits=(Edit(code=7, start=10, stop=9_999),)), "edits", "frames"),
        (replace(ASK, edits=(Edit(code=256, start=1, stop=2),)), "edits", "0 to 255"),
        (replace(ASK, edits=(Edit(code=1, stage=9),)), "edits", "stage"),
        (replace(ASK, edits=(Edit(code=1, box=(0, 0, 1, 1)),)), "edits", "box"),
        (replace(ASK, edits=(Edit(start=1, stop=2),)), "edits", "source"),
        (replace(ASK, edits=(Edit(start=0, stop=99, source="kore", at=(9_999, 0)),)), "edits", "codes"),
        (replace(ASK, quantizer="fsq"), "quantizer", "vq"),
        (replace(ASK, task="collapse"), "task", "picture"),
        (LatentCodesRequest("/no/such/sound.wav"), "input", "not there"),
    ],
)
def test_what_does_not_fit_is_said(
    engine: LatentCodesEngine, request_: LatentCodesRequest, field: str, words: str
) -> None:
    with pytest.raises(UserError, match=words) as error:
        run(engine, request_)
    assert error.value.field == field


def test_what_codes_read_and_where_they_stand(plain: LatentCodesResult) -> None:
    assert plain.speech is not None
    known = meanings(plain.speech.tables)
    reading = read_phones(plain.codes[0], known)
    assert reading[0].start == 0 and reading[-1].stop == plain.shape[1]
    assert reading[0].phone == "pau"  # the recording begins with silence
    code = plain.codes[0][60]
    held = [run for run in runs(plain.codes[0]) if run.code == code]
    assert len(places(plain.codes[0], code, 50.0)) == min(6, len(held))
    exemplars = plain.speech.exemplars[code]
    assert {one.sound for one in exemplars} <= {sample.id for sample in bundled_samples()}
    assert len(medley(exemplars, 16_000)) > 0.1 * 16_000 * len(exemplars)
