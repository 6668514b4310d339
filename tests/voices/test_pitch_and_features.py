"""Pitch is found, mended and moved; envelopes lose the pitch; bands lie where a tone is."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from model_zoo.voices.features import FeatureSetup, analyse, corners, log_mel, mel_filters
from model_zoo.voices.pitch import Pitch, mended, moved, track

SETUP = FeatureSetup()
Array = NDArray[np.float32]


def voice(hertz: float, formant: float, seconds: float = 1.0) -> Array:
    """Pulses through one resonance: something like a vowel."""
    samples = int(seconds * SETUP.rate)
    turns = np.cumsum(np.full(samples, hertz / SETUP.rate))
    return ringing(np.diff(np.floor(turns), prepend=0.0), formant)


def ringing(pulses: np.ndarray, formant: float) -> np.ndarray:
    time = np.arange(400) / SETUP.rate
    ring = np.exp(-time * 400.0) * np.sin(2 * np.pi * formant * time)
    return (0.3 * np.convolve(pulses, ring)[: len(pulses)]).astype(np.float32)


@pytest.mark.parametrize("hertz", [90.0, 140.0, 230.0])
def test_the_pitch_of_a_vowel_is_found(hertz: float) -> None:
    found = track(voice(hertz, 700.0), SETUP.rate, SETUP.hop, SETUP.pitch_floor, SETUP.pitch_ceiling)
    assert found.voiced.mean() > 0.8
    assert np.exp(found.statistics()[0]) == pytest.approx(hertz, rel=0.02)


@pytest.mark.parametrize("hertz", [75.0, 100.0])
def test_a_creaking_voice_is_followed(hertz: float) -> None:
    """Periods that differ by a tenth: DIO alone leaves out more than a quarter of them."""
    random = np.random.default_rng(0)
    ends = np.cumsum(SETUP.rate / hertz * (1.0 + 0.1 * random.normal(size=int(hertz))))
    pulses = np.zeros(SETUP.rate)
    pulses[ends[ends < SETUP.rate].astype(int)] = 1.0
    creak = ringing(pulses, 700.0)
    found = track(creak, SETUP.rate, SETUP.hop, SETUP.pitch_floor, SETUP.pitch_ceiling)
    assert found.voiced.mean() > 0.9
    assert np.exp(found.statistics()[0]) == pytest.approx(hertz, rel=0.03)


def test_a_hum_far_below_the_voice_has_no_pitch() -> None:
    """As encoders leave it after the last word: periodic, and heard by nobody."""
    spoken = voice(140.0, 700.0)
    hum = voice(140.0, 700.0) * 10 ** (-75 / 20)
    found = track(
        np.concatenate([spoken, hum]), SETUP.rate, SETUP.hop, SETUP.pitch_floor, SETUP.pitch_ceiling
    )
    middle = SETUP.rate // SETUP.hop
    assert found.voiced[: middle - 5].mean() > 0.8
    assert not found.voiced[middle + 10 :].any()


def test_noise_has_hardly_any_pitch() -> None:
    noise = np.random.default_rng(0).normal(0.0, 0.1, SETUP.rate).astype(np.float32)
    found = track(noise, SETUP.rate, SETUP.hop, SETUP.pitch_floor, SETUP.pitch_ceiling)
    assert found.voiced.mean() < 0.2


def test_an_octave_error_and_a_short_gap_are_mended_and_a_pause_stays() -> None:
    line = np.full(60, 120.0, np.float32)
    line[10] = 240.0  # an octave too high
    line[20:23] = 0.0  # a gap of 30 ms
    line[35:50] = 0.0  # a pause
    found = mended(line)
    assert found[10] == pytest.approx(120.0) and found[20:23] == pytest.approx(120.0)
    assert not found[36:49].any()


def test_a_melody_is_moved_and_keeps_its_shape() -> None:
    tune = Pitch((120.0 * np.exp(0.1 * np.sin(np.arange(100) / 9.0))).astype(np.float32))
    higher = moved(tune, float(np.log(200.0)), semitones=12.0)
    assert np.exp(higher.statistics()[0]) == pytest.approx(400.0, rel=1e-3)
    assert np.corrcoef(higher.log, tune.log)[0, 1] == pytest.approx(1.0, abs=1e-4)
    assert moved(tune, float(np.log(200.0)), spread=0.0).hertz == pytest.approx(200.0, rel=1e-3)


def test_a_tone_lights_the_band_that_holds_it() -> None:
    tone = torch.sin(2 * torch.pi * 1000.0 * torch.arange(SETUP.rate) / SETUP.rate)
    band = int(log_mel(tone, SETUP)[:, 50].argmax())
    begin, _, end = corners(SETUP)[band : band + 3]
    assert begin <= 1000.0 <= end
    assert torch.allclose(mel_filters(SETUP).sum(1), torch.ones(SETUP.bands), atol=1e-5)


def test_the_envelope_tells_vowels_apart_and_not_pitches() -> None:
    low, high, other = (
        analyse(voice(hertz, formant), SETUP).envelope[30:70].mean(axis=0)
        for hertz, formant in ((100.0, 700.0), (150.0, 700.0), (100.0, 2000.0))
    )
    pitch, vowel = (np.abs(low - one - (low - one).mean()).mean() for one in (high, other))
    assert vowel > 3 * pitch
