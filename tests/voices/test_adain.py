"""AdaIN-VC's features are those of its authors, their sound comes back, and another speaker says it otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers.audio_utils import mel_filter_bank, spectrogram, window_function

from app.core.sounds import read_sound
from model_zoo.cards import find
from model_zoo.loaders.voice_conversion import load
from model_zoo.nets.adain_vc import adapted, spread_out
from model_zoo.voices.adain import AdainConversion, Attributes
from model_zoo.voices.decibel_mel import DecibelSetup, analysed, bank, sounded, trimmed
from model_zoo.voices.griffin_lim import griffin_lim, windowed
from tests.loaders import speech_zoo

CPU = torch.device("cpu")
SETUP = DecibelSetup()
RATE = SETUP.rate
Array = np.ndarray[Any, Any]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> AdainConversion:
    return opened(speech_zoo.adain_vc(tmp_path_factory.mktemp("adain")))


def opened(folder: Path) -> AdainConversion:
    found = load(find(str(folder)), CPU, torch.float32, lambda share, note: None)
    assert isinstance(found, AdainConversion)
    return found


def sound(name: str) -> Array:
    return read_sound(name, RATE).samples


def silent(share: float) -> None:
    """Nobody asked."""


def test_the_bank_is_slaneys() -> None:
    theirs = mel_filter_bank(1025, 512, 0.0, 12_000.0, 24_000, norm="slaney", mel_scale="slaney")
    np.testing.assert_allclose(bank(SETUP), theirs.T, atol=1e-6)
    assert (bank(SETUP).sum(axis=1) > 0).all()


def test_features_are_the_published_ones() -> None:
    """Computed another way: transformers' spectrogram, and decibels by the definition."""
    wave = sound("nova")[:20_000]
    sharp = np.concatenate([wave[:1], wave[1:] - 0.97 * wave[:-1]])
    mel = spectrogram(
        sharp, window_function(1_200, "hann"), 1_200, 300, 2_048, power=1.0, center=True, pad_mode="reflect",
        mel_filters=bank(SETUP).T, mel_floor=1e-5,
    )  # fmt: skip
    # Their windows begin at the frame's left edge, librosa's lie in its middle: amplitudes agree, if the edge does.
    wanted = np.clip((20.0 * np.log10(np.maximum(1e-5, mel.T)) + 80.0) / 100.0, 1e-8, 1.0)
    found = analysed(wave, SETUP)
    assert found.shape == (20_000 // 300 + 1, 512)
    assert found.min() >= 0.0 and found.max() <= 1.0
    assert np.abs(found[5:-5] - wanted[5 : len(found) - 5]).mean() < 0.02
    silence = analysed(np.zeros(6_000, np.float32), SETUP)
    np.testing.assert_allclose(silence, 1e-8)
    half = analysed(np.float32(0.5) * wave, SETUP)
    inside = (half > 0.01) & (found < 0.99)
    np.testing.assert_allclose((found - half)[inside], 0.0602, atol=1e-3)  # 6.02 of 100 dB


def test_a_sound_comes_back_of_its_amplitudes() -> None:
    wave = torch.from_numpy(sound("nova")[:24_000])
    wanted = windowed(wave, 2_048, 300, 1_200).abs()
    told: list[float] = []
    found = griffin_lim(wanted, 24_000, 2_048, 300, 1_200, seed=3, report=told.append)
    again = griffin_lim(wanted, 24_000, 2_048, 300, 1_200, seed=3, report=silent)
    other = griffin_lim(wanted, 24_000, 2_048, 300, 1_200, seed=4, report=silent)
    assert len(found) == 24_000 and torch.equal(found, again) and not torch.equal(found, other)
    off = (windowed(found, 2_048, 300, 1_200).abs() - wanted).norm() / wanted.norm()
    assert float(off) < 0.12
    assert len(told) > 10 and told == sorted(told)


def test_features_of_the_sound_of_features_are_those() -> None:
    wave = sound("nova")[:36_000]
    features = analysed(wave, SETUP)
    back = sounded(features, len(wave), SETUP, 1, silent, CPU)
    assert len(back) == len(wave) and np.abs(back).max() <= 1.0
    loud = features > 0.3
    assert np.abs(analysed(back, SETUP) - features)[loud].mean() < 0.06
    assert abs(20 * np.log10(np.std(back) / np.std(wave))) < 3.0


def test_a_reference_loses_its_quiet_ends() -> None:
    tone = 0.5 * np.sin(np.arange(24_000) * 0.1)
    wave = np.concatenate([np.full(12_000, 1e-4), tone, np.full(36_000, 1e-4)]).astype(np.float32)
    assert len(trimmed(wave, SETUP)) == pytest.approx(24_000, abs=3 * 1024)
    assert len(trimmed(tone.astype(np.float32), SETUP)) == 24_000


def test_adaptive_norm_puts_mean_then_spread() -> None:
    x = torch.randn(2, 3, 50, generator=torch.Generator().manual_seed(0))
    style = torch.tensor([[1.0, 2.0, 3.0, 0.5, 2.0, 4.0]]).repeat(2, 1)
    found = adapted(x, style)
    assert torch.allclose(found.mean(2)[0], torch.tensor([1.0, 2.0, 3.0]), atol=1e-4)
    assert torch.allclose(found.std(2, correction=0)[0], torch.tensor([0.5, 2.0, 4.0]), atol=1e-3)


def test_channels_become_frames_in_turn() -> None:
    x = torch.arange(12.0).reshape(1, 4, 3)  # channels 0 and 1 are the two halves of the first
    assert spread_out(x, 2)[0].tolist() == [[0, 3, 1, 4, 2, 5], [6, 9, 7, 10, 8, 11]]


@pytest.mark.parametrize("stacked", [1, 2])
def test_another_voice_says_it_otherwise_and_as_long(tmp_path: Path, stacked: int) -> None:
    wide = speech_zoo.BANDS * stacked
    changes: dict[str, Any] = {
        "SpeakerEncoder__c_in": wide,
        "ContentEncoder__c_in": wide,
        "Decoder__c_out": wide,
    }
    model = opened(speech_zoo.adain_vc(tmp_path, data_loader__frame_size=stacked, **changes))
    wave = sound("nova")
    content, line = model.listen(wave)
    one, other = (model.say(content, line, model.voice(sound(name)), len(wave)) for name in ("lewis", "kore"))
    assert one.mel.shape == other.mel.shape == (len(wave) // 300 + 1, speech_zoo.BANDS)
    assert np.array_equal(one.code, other.code)  # the words are the source's, whoever speaks
    same = model.say(content, line, model.voice(sound("lewis")), len(wave))
    assert np.array_equal(one.mel, same.mel)
    assert np.abs(one.mel - other.mel).mean() > 1e-3
    samples = np.concatenate(list(model.render(one, 5, silent)))
    assert len(samples) == len(wave) and np.isfinite(samples).all()
    assert len(line.hertz) == len(wave) // 240 + 1


def test_short_sounds_are_long_enough(model: AdainConversion) -> None:
    wave = sound("nova")[20_000:27_200]
    content, line = model.listen(wave)
    assert len(model.say(content, line, model.voice(wave), len(wave)).mel) == 25


def test_mean_and_spread_go_off_before_the_net_and_on_behind_it(model: AdainConversion) -> None:
    wave = sound("nova")
    content, line = model.listen(wave)
    voice = model.voice(sound("lewis"))
    before = model.say(content, line, voice, len(wave)).mel
    mean, spread = model.attributes.mean, model.attributes.spread
    # By hand: what the net is given and what it gives.
    given = torch.from_numpy(((content - mean) / spread).T.copy())[None]
    with torch.inference_mode():
        speaker = torch.from_numpy(voice.vector)[None]
        made = model.net.decoder(model.net.content_encoder(given), speaker)[0, :, : len(content)].T.numpy()
    np.testing.assert_allclose(before, made * spread + mean, atol=1e-4)
    # Features half as wide around another mean, and attributes to match: the net cannot tell.
    moved = AdainConversion(
        model.card, model.net, Attributes(0.5 * mean + 0.2, 0.5 * spread), 1, CPU
    )  # fmt: skip
    after = moved.say(0.5 * content + 0.2, line, replace(voice), len(wave)).mel
    np.testing.assert_allclose(after, 0.5 * before + 0.2, atol=1e-3)
