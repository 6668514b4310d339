"""kNN-VC: nearest steps are the nearest, all that sounds is the target's, and oneself comes out as oneself."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
import torch

from app.core.sounds import read_sound
from model_zoo import cards
from model_zoo.errors import ModelError
from model_zoo.loaders.voice_conversion import load
from model_zoo.voices.conversion import VoiceConversion
from model_zoo.voices.converter import Share
from model_zoo.voices.nearest import NearestVoices, nearest, smoothed, unit
from model_zoo.voices.speech_encoder import SpeechEncoder
from model_zoo.voices.tuning import tuned, within
from model_zoo.voices.voice import speaking
from tests.loaders import speech_zoo

RATE = 16_000
Array = np.ndarray[Any, Any]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> NearestVoices:
    folder = speech_zoo.speech_encoder("wavlm", tmp_path_factory.mktemp("zoo") / "wavlm")
    found = load(cards.find(str(folder)), torch.device("cpu"), torch.float32, lambda share, note: None)
    assert isinstance(found, NearestVoices)
    return found


def sound(name: str) -> Array:
    return read_sound(name, RATE).samples


def test_the_nearest_are_those_with_the_largest_cosines() -> None:
    draw = np.random.default_rng(1)
    pool = draw.normal(size=(300, 7)).astype(np.float32)
    steps = 5.0 * draw.normal(size=(1_203, 7)).astype(np.float32)
    found = nearest(steps, unit(pool), 4)
    assert found.shape == (1_203, 4)
    for step, places in zip(steps[::50], found[::50], strict=True):
        cosines = [float(step @ row / np.linalg.norm(row)) for row in pool]
        assert set(places) == set(np.argsort(cosines)[-4:])
    assert sorted(nearest(steps[:1], unit(pool[:3]), 4)[0]) == [0, 1, 2]


def test_smoothing_leaves_what_does_not_change_and_halves_a_peak() -> None:
    mel = np.zeros((9, 2), np.float32)
    mel[:, 1], mel[4, 0] = 3.0, 1.0
    out = smoothed(mel)
    np.testing.assert_allclose(out[:, 1], 3.0)
    np.testing.assert_allclose(out[:, 0], [0, 0, 0, 0.25, 0.5, 0.25, 0, 0, 0])


class OwnCode:
    """A trained encoder of 20 ms steps that is at hand: the content encoder of the bundled model."""

    rate, hop, layer, depth = RATE, 320, 1, 1

    def __init__(self, own: VoiceConversion) -> None:
        self._own = own

    def frames(self, wave: Array, before: int, report: Share = lambda share: None) -> Array:
        code = self._own.code(self._own.analyse(wave).envelope).T
        return np.pad(code, ((0, max(0, -(-len(wave) // self.hop) - len(code))), (0, 0)), mode="edge")


@pytest.fixture(scope="module")
def trained(model: NearestVoices) -> NearestVoices:
    return NearestVoices(model.card, cast(SpeechEncoder, OwnCode(model.own)), model.own)


def test_oneself_comes_out_as_oneself(trained: NearestVoices) -> None:
    wave = sound("lewis")
    voice = trained.voice(wave)
    content, line = trained.listen(wave)
    # Each step's nearest is itself, but for pauses, which are all the same.
    assert (nearest(content, voice.steps, 1)[:, 0] == np.arange(len(content))).mean() > 0.8
    own = trained.say(content, line, voice, len(wave)).mel
    mel = trained.own.mel(wave)
    other = trained.say(content, line, trained.voice(sound("kore")), len(wave)).mel
    assert own.shape == mel.shape == other.shape == (len(wave) // 160 + 1, 80)
    loud = speaking(mel)
    same, strange = (float(np.abs(made - mel)[loud].mean()) for made in (own, other))
    assert same < 0.6 * strange
    assert np.corrcoef(own.ravel(), mel.ravel())[0, 1] > 0.95


def test_with_an_encoder_of_words_the_words_stay_and_the_voice_is_the_targets(trained: NearestVoices) -> None:
    wave, own = sound("nova"), trained.own
    voice = trained.voice(sound("lewis"))
    content, line = trained.listen(wave)
    plan = trained.say(content, within(tuned(line, voice), trained.setup), voice, len(wave))
    made = np.concatenate(list(trained.render(plan, 1, lambda share: None)))
    assert len(made) == len(wave)
    source, heard = trained.recognised(wave, line), trained.recognised(made, line)

    def likeness(other: Array) -> float:
        one, two = heard.vector - trained.centre(), other - trained.centre()
        return float(one @ two / np.linalg.norm(one) / np.linalg.norm(two))

    assert likeness(voice.vector) > 0.6 > 0.3 + likeness(source.vector)
    said, again = own.code(own.analyse(wave).envelope), own.code(own.analyse(made).envelope)
    agreement = np.corrcoef(said.ravel(), again.ravel())[0, 1]
    assert agreement > 2 * abs(np.corrcoef(said[:, ::-1].ravel(), again.ravel())[0, 1])
    assert agreement > 0.4


def test_a_steps_frames_lie_around_its_middle(model: NearestVoices) -> None:
    """The encoder's step 50 is centred at sample 50 * 320 + 80 (tests of the encoder): so are its two mel frames."""
    wave = np.full(2 * RATE, 1e-3, np.float32) * np.random.default_rng(0).normal(size=2 * RATE).astype(
        np.float32
    )
    middle = 320 * 50 + 80
    wave[middle - 5 : middle + 5] += 0.8
    voice = model.voice(wave)
    loud = voice.mel.mean(axis=2)
    assert loud[50].min() > loud[[47, 53]].max() + 1.0


def test_all_that_sounds_is_the_targets(model: NearestVoices) -> None:
    """Frames that carry a mark come out with it, and with nothing else, but for the band's contrast."""
    voice = model.voice(sound("kore"))
    marked = voice.mel.copy()
    marked[:, :, 7] = 0.01 * np.arange(len(marked))[:, None]  # the number of the step, in one band
    voice = type(voice)(
        **{name: getattr(voice, name) for name in voice.__dataclass_fields__} | {"mel": marked}
    )
    wave = sound("nova")
    content, line = model.listen(wave)
    places = nearest(content, voice.steps, 4)
    found = model.say(content, line, voice, len(wave)).mel[:, 7]
    wanted = np.repeat(places.mean(axis=1), 2)[: len(found)]
    assert np.corrcoef(found[1:-1], smoothed(wanted[:, None])[1:-1, 0])[0, 1] > 0.99999
    assert wanted.std() > 20


def test_a_short_reference_has_fewer_than_four_and_silence_is_told(model: NearestVoices) -> None:
    wave = sound("lewis")
    loud = int(np.abs(wave).argmax())
    voice = model.voice(wave[max(0, loud - 2_400) : loud + 2_400])
    assert voice.seconds == pytest.approx(0.3, abs=0.01) and len(voice.steps) == 16
    with pytest.raises(ModelError, match="silent"):
        model.voice(np.zeros(RATE, np.float32))
    content, line = model.listen(wave)
    with pytest.raises(ModelError, match="nothing to blend"):
        model.say(content, line, model.recognised(wave, line), len(wave))
