"""What the voices benchmark converts: held-out sentences to seen and unseen voices, and what stands beside."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np
import soundfile

from model_zoo.recipes.voice_corpus import HELD_OUT, Recording, read, recordings, speech_folder
from model_zoo.voices.conversion import VoiceConversion
from model_zoo.voices.converter import Array, Plan
from model_zoo.voices.features import analyse
from model_zoo.voices.tuning import tuned, within
from model_zoo.voices.voice import Voice, matched

SOURCES = ("af_bella", "af_nicole", "am_adam", "am_michael", "bf_alice", "bf_emma", "bm_daniel", "bm_george")
SEEN = ("af_heart", "af_sarah", "af_river", "am_fenrir", "am_liam", "am_onyx", "bf_emma", "bm_george",
        "af_aoede", "am_echo", "af_jessica", "am_santa")  # fmt: skip
UNSEEN = ("af_kore", "am_eric", "bf_isabella", "bm_lewis")
REFERENCE = range(6)
"""Sentences that a target's voice is taken from: some twenty seconds."""
COMPARED = range(6, 10)
"""Other ones: the judge compares with these, so that it never hears the reference again."""


@dataclass(frozen=True, slots=True)
class Case:
    source: Recording
    target: str
    unseen: bool


class Speech:
    """Recordings by speaker and number of the sentence."""

    def __init__(self) -> None:
        self._by_place = {(r.speaker, r.number): r for r in recordings(speech_folder())}

    def recording(self, speaker: str, number: int) -> Recording:
        return self._by_place[speaker, number]

    def reference(self, speaker: str) -> Array:
        """The first sentences of a speaker, one behind the other."""
        return np.concatenate([read(self.recording(speaker, number).path) for number in REFERENCE])


def cases(speech: Speech, wanted: int) -> list[Case]:
    """Pairs in turn until there are `wanted`: two of three to seen voices; nobody is converted to himself."""
    numbers = cycle(HELD_OUT)
    pairs = [(s, t) for k in range(len(SEEN)) for s, t in zip(SOURCES, SEEN[k:] + SEEN[:k], strict=False)]
    strange = [(s, t) for t in UNSEEN for s in SOURCES] * 3
    many = wanted * 2 // 3
    chosen = [p for p in pairs * 4 if p[0] != p[1]][:many] + strange[: wanted - many]
    return [Case(speech.recording(s, next(numbers)), t, t in UNSEEN) for s, t in chosen]


def without_network(model: VoiceConversion, wave: Array, voice: Voice) -> Plan:
    """The classical baseline: each band's mean and variance moved to the target's, and the pitch's mean."""
    pitch = analyse(wave, model.setup).pitch
    tune = within(tuned(pitch, voice), model.setup)
    mel = model.mel(wave)[: len(tune.hertz)]
    return Plan(matched(mel, voice), tune, pitch, np.zeros((1, 1), np.float32), len(wave))


def sounded(model: VoiceConversion, plan: Plan) -> Array:
    """The sound of a plan, whole."""
    return np.concatenate(list(model.render(plan, 0, lambda share: None)))


def copied(model: VoiceConversion, wave: Array) -> Array:
    """Taken apart and put together by the vocoder alone: what it costs, without any conversion."""
    pitch = analyse(wave, model.setup).pitch
    mel = model.mel(wave)[: len(pitch.hertz)]
    return sounded(model, Plan(mel, pitch, pitch, np.zeros((1, 1), np.float32), len(wave)))


def save(path: Path, wave: Array, rate: int) -> str:
    soundfile.write(path, np.clip(wave, -1.0, 1.0), rate, subtype="PCM_16")
    return str(path)
