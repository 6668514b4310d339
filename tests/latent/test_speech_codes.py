"""A sound as codes and back, with the bundled model: the same codes sound the same, an edit is only nearby."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from app.core.sounds import read_sound
from model_zoo import cards
from model_zoo.errors import ModelError
from model_zoo.latent.packed import pack, unpack
from model_zoo.latent.sound_codec import Coded, read_coded
from model_zoo.latent.speech_codes import SpeechCodes, Voiced
from model_zoo.latent.tune import hertz_of, tune_of
from model_zoo.loaders.latent_codes import load
from model_zoo.voices.features import FeatureSetup


@pytest.fixture(scope="module")
def model() -> SpeechCodes:
    found = load(
        cards.find("inkling-speech-codes"), torch.device("cpu"), torch.float32, lambda share, note: None
    )
    assert isinstance(found, SpeechCodes)
    return found


@pytest.fixture(scope="module")
def made(model: SpeechCodes) -> Voiced:
    return model.decode(model.encode(read_sound("nova", model.sample_rate).samples))


def test_there_are_fifty_codes_a_second_and_they_are_of_the_book(model: SpeechCodes, made: Voiced) -> None:
    coded = made.coded
    assert coded.count == -(-coded.samples // 320)
    assert coded.numbers.shape == (model.levels, coded.count)
    assert coded.numbers.min() >= 0 and coded.numbers.max() < model.size
    assert len(made.wave) == coded.samples and np.isfinite(made.wave).all()


def test_saved_codes_sound_the_same(model: SpeechCodes, made: Voiced, tmp_path: Path) -> None:
    made.coded.save(tmp_path / "codes.npz", "inkling-speech-codes")
    again = model.decode(read_coded(tmp_path / "codes.npz"))
    assert np.array_equal(again.coded.numbers, made.coded.numbers)
    assert np.array_equal(again.wave, made.wave)


@pytest.mark.parametrize(("start", "stop"), [(0, 3), (60, 66), (149, 152)])
def test_an_edit_decoded_nearby_is_what_all_decoded_anew_would_be(
    model: SpeechCodes, made: Voiced, start: int, stop: int
) -> None:
    numbers = made.coded.numbers.copy()
    numbers[0, start:stop] = (numbers[0, start:stop] + 9) % model.size
    numbers[1:, start:stop] = -1
    edited, changed = model.redecode(made, numbers)
    whole = model.decode(replace(made.coded, numbers=numbers))
    assert np.abs(edited.wave - whole.wave).max() < 1e-4
    assert np.abs(edited.wave - made.wave)[changed].max() > 1e-3
    outside = np.ones(len(made.wave), bool)
    outside[changed] = False
    assert np.array_equal(edited.wave[outside], made.wave[outside])
    assert changed.stop - changed.start < 1.4 * model.sample_rate
    back, _ = model.redecode(edited, made.coded.numbers)
    assert np.abs(back.wave - made.wave).max() < 1e-4


def test_each_further_level_comes_closer_to_the_sound(model: SpeechCodes, made: Voiced) -> None:
    mel = model.mel(read_sound("nova", model.sample_rate).samples)[: len(made.mel)]
    apart = []
    for levels in range(1, model.levels + 1):
        coarse = model.decode(replace(made.coded, numbers=made.coded.numbers[:levels]))
        apart.append(float(np.abs(coarse.mel[: len(mel)] - mel).mean()))
    assert apart == sorted(apart, reverse=True) and apart[0] > 1.02 * apart[-1]


def test_bits_are_what_the_numbers_need(model: SpeechCodes) -> None:
    assert model.bits.codes == model.levels * 50 * np.log2(model.size)
    assert model.bits.pitch == 350
    assert model.bits.voice == 16 * 128


def test_a_long_sound_is_cut_where_it_is_quiet_and_loses_no_frame(model: SpeechCodes) -> None:
    one = read_sound("kore", model.sample_rate).samples
    wave = np.concatenate([one, one])
    coded = model.encode(wave)
    assert coded.count == -(-len(wave) // 320)


def test_the_pitch_steps_are_finer_than_half_a_semitone() -> None:
    setup = FeatureSetup()
    hertz = np.geomspace(70, 580, 200).astype(np.float32).repeat(2)
    found = hertz_of(tune_of(hertz, setup), setup)
    assert np.abs(12 * np.log2(found / hertz)).max() < 0.35
    silent = np.zeros(40, np.float32)
    assert not hertz_of(tune_of(silent, setup), setup).any()


def test_bytes_lose_less_than_a_hundredth() -> None:
    torch.manual_seed(0)
    tensors = {"a.weight": torch.randn(64, 32, 5), "a.bias": torch.randn(64), "q.book": torch.randn(256, 32)}
    packed = pack(tensors, whole=(".book",))
    assert packed["a.weight"].dtype == torch.int8 and packed["q.book"].dtype == torch.float16
    found = unpack(packed)
    assert found.keys() == tensors.keys()
    for name, value in tensors.items():
        assert float((found[name] - value).norm() / value.norm()) < 1e-2


def test_sounds_and_codes_that_do_not_fit_are_refused(
    model: SpeechCodes, made: Voiced, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="long: choose"):
        model.encode(np.zeros(100, np.float32))
    with pytest.raises(ModelError, match="silent"):
        model.encode(np.zeros(16_000, np.float32))
    with pytest.raises(ModelError, match="codebook of 256"):
        model.decode(replace(made.coded, numbers=made.coded.numbers + np.int16(300)))
    with pytest.raises(ModelError, match="voice of 5"):
        model.decode(replace(made.coded, voice=np.zeros(5, np.float32)))
    (tmp_path / "none.npz").write_bytes(b"PK nothing")
    with pytest.raises(ModelError, match="no speech codes"):
        read_coded(tmp_path / "none.npz")
    Coded(made.coded.numbers, made.coded.tune[:-1], made.coded.voice, 10).save(tmp_path / "odd.npz", "x")
    with pytest.raises(ModelError, match="damaged"):
        read_coded(tmp_path / "odd.npz")
