"""A whispered source gets its voice back: where it would sound is read in the content code."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model_zoo.nets.voice_converter import STRIDE
from model_zoo.voices.pitch import Pitch
from model_zoo.voices.voice import speaking

Array = NDArray[np.float32]

WHISPERED = 0.37
"""Share of what is usually voiced in which no pitch is tracked. In held-out sentences it is at most 0.17, with a
voice that whispers 0.40 to 0.51; of 193 real captions by eight people it is above 0.32 in two, 0.36 and 0.39."""
_LEAST = 30
"""Frames: of less it is not known."""
_STEADY = 0.35
"""Natural logarithm: what is as loud all the time, to 3 dB, is a noise and no whisper."""
_UNHEARD = 150.0
"""Hertz where no pitch was heard at all; between women's and men's."""
_STRAY = np.log(2.0) / 4.0
"""Three semitones from the middle: what a tracker finds in breath is no melody."""


@dataclass(frozen=True, slots=True)
class Voicing:
    """Logistic regression on a code's channels: `weight` [channels] and `bias`."""

    weight: Array
    bias: float

    def voiced(self, code: Array, frames: int) -> NDArray[np.bool_]:
        """Code [channels, steps] -> [frames], whether one would voice what is said there."""
        likely = np.repeat(self.weight @ code + self.bias > 0.0, STRIDE)[:frames]
        return np.pad(likely, (0, frames - len(likely)), mode="edge")


def is_whispered(pitch: Pitch, envelope: Array, voiced: NDArray[np.bool_]) -> bool:
    """Whether a log envelope [frames, bands] has little pitch where one would voice it (`voiced` [frames]).

    What is voiced is compared with what is said: few vowels are no whisper.
    """
    heard = speaking(envelope)
    said = heard & voiced
    if int(said.sum()) < _LEAST or float(np.mean(~pitch.voiced[said])) <= WHISPERED:
        return False
    return float(np.logaddexp.reduce(envelope[heard], axis=1).std()) > _STEADY


def revoiced(pitch: Pitch, envelope: Array, voiced: NDArray[np.bool_]) -> Pitch:
    """A pitch [frames] that sounds where `voiced` [frames] says so: as it was tracked, and between on a line."""
    held = np.full_like(pitch.hertz, np.log(_UNHEARD))
    if pitch.voiced.any():
        middle = np.median(pitch.log[pitch.voiced])
        held = np.clip(pitch.log, middle - _STRAY, middle + _STRAY)
    sounds = (voiced | pitch.voiced) & speaking(envelope)
    return Pitch(np.where(sounds, np.exp(held), 0.0).astype(np.float32), guessed=True)
