"""A whisper gets its voice back: the bundled model on its samples, with their voicing taken away."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from app.core.sounds import read_sound
from model_zoo.cards import default
from model_zoo.loaders.voice_conversion import load_own
from model_zoo.voices.conversion import VoiceConversion
from model_zoo.voices.converter import Array
from tests.voices.whispers import whispered

SPOKEN = (
    "nova",
    "george",
    "sarah",
    "onyx",
    "alice",
    "echo",
    "emma",
    "daniel",
    "kore",
    "eric",
    "isabella",
    "lewis",
)


@pytest.fixture(scope="module")
def model() -> VoiceConversion:
    return load_own(default("voice_conversion"), torch.device("cpu"), torch.float32, lambda share, note: None)


def sample(model: VoiceConversion, name: str) -> Array:
    return read_sound(name, model.setup.rate, "source").samples


@pytest.mark.parametrize("name", SPOKEN)
def test_what_is_spoken_is_left_as_it_is(model: VoiceConversion, name: str) -> None:
    assert not model.analyse(sample(model, name)).pitch.guessed


@pytest.mark.parametrize("name", ["nova", "george", "sarah", "onyx"])
def test_a_whisper_is_voiced_where_the_speech_was(model: VoiceConversion, name: str) -> None:
    wave = sample(model, name)
    spoken, guessed = model.analyse(wave).pitch, model.analyse(whispered(wave)).pitch
    assert guessed.guessed
    frames = min(len(spoken.hertz), len(guessed.hertz))
    assert np.mean(spoken.voiced[:frames] == guessed.voiced[:frames]) > 0.75


def test_a_converted_whisper_sounds_at_the_pitch_of_its_target(model: VoiceConversion) -> None:
    whisper, target = whispered(sample(model, "nova")), model.voice(sample(model, "lewis"))
    plan = model.plan(whisper, target)
    made = model.analyse(np.concatenate(list(model.render(plan, 0, lambda share: None))))
    assert not made.pitch.guessed
    mean, _ = made.pitch.statistics()
    assert abs(mean - target.log_pitch) < np.log(2.0) / 12.0
