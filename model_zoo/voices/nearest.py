"""A voice made of its own sounds: each step of the source becomes its nearest steps of the target's recording.

kNN-VC (Baas, van Niekerk and Kamper 2023): a speech encoder's middle layer holds two people saying the same sound
nearer to each other than one person saying two. Nothing is trained. Their vocoder sounds the encoder's vectors; here
the target's own mel frames at the matched places are sounded, with the pitch that is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model_zoo.cards import Card
from model_zoo.errors import ModelError
from model_zoo.voices.conversion import VoiceConversion
from model_zoo.voices.converter import ONLY_RECORDINGS, Array, Plan, Share, Traits, reference
from model_zoo.voices.pitch import Pitch, track
from model_zoo.voices.speech_encoder import SpeechEncoder
from model_zoo.voices.voice import Voice, matched

NEIGHBOURS = 4
"""Baas et al. 2023, sec. 3."""
_LONGEST = 300.0
"""Seconds of a reference: the authors found little gain beyond five minutes."""
_AROUND = (0.25, 0.5, 0.25)
"""Weights of a mel frame and those beside it: neighbours of one step need not be neighbours of the next."""
_ROWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundingVoice(Voice):
    """A voice with all that was heard of it.

    `steps` [count, width] are the encoder's vectors, each of length one; `mel` [count, frames in a step, bands] is
    the log mel at the same places.
    """

    steps: NDArray[np.float16]
    mel: Array


class NearestVoices:
    """Converts with a speech encoder; vocoder, pitch and the ear that judges are `own`'s."""

    traits = Traits(
        enough=10.0,
        short="this model copies sounds out of it, and finds all of them in 10 s or more, better in a minute",
        no_blend=ONLY_RECORDINGS,
        no_leakage="This model copies pieces of the target's recording and has no content code of its own to be "
        "probed: choose the bundled model to see what leaks.",
    )

    def __init__(self, card: Card, encoder: SpeechEncoder, own: VoiceConversion) -> None:
        """Raises ModelError if the encoder's steps are no whole number of the vocoder's frames."""
        self.card, self.setup = card, own.setup
        self.encoder, self.own = encoder, own
        if encoder.rate != self.setup.rate or encoder.hop % self.setup.hop:
            raise ModelError(
                f"This encoder hears {encoder.rate:,} samples a second and steps {encoder.hop} on: conversion needs "
                f"{self.setup.rate:,}, and steps of {self.setup.hop} or a multiple. Choose one such as WavLM."
            )
        self._per = encoder.hop // self.setup.hop

    @property
    def variants(self) -> tuple[str, ...]:
        """One: the layer that is read."""
        return (f"layer {self.encoder.layer} of {self.encoder.depth}",)

    def speakers(self, variant: str = "") -> Mapping[str, Voice]:
        """None."""
        return {}

    def centre(self, variant: str = "") -> Array:
        """The mean of the voices that the ear knows [speaker]."""
        return self.own.centre()

    def listen(self, wave: Array) -> tuple[Array, Pitch]:
        """The encoder's vectors [steps, width] and the pitch [frames]."""
        return self._steps(wave), self._pitch(wave)

    def voice(self, wave: Array, variant: str = "", report: Share = lambda share: None) -> SoundingVoice:
        """All that is said in a reference, of which the first five minutes are read. ModelError if it is nothing."""
        wave = reference(wave, self.setup.rate, _LONGEST)
        steps = self._steps(wave, report)
        mel = self.own.mel(wave)
        mel = np.pad(mel, ((0, len(steps) * self._per - len(mel)), (0, 0)), mode="edge")
        heard = self.recognised(wave, self._pitch(wave))
        return SoundingVoice(
            vector=heard.vector,
            log_pitch=heard.log_pitch,
            pitch_spread=heard.pitch_spread,
            band_mean=heard.band_mean,
            band_spread=heard.band_spread,
            seconds=heard.seconds,
            steps=unit(steps).astype(np.float16),
            mel=mel.reshape(len(steps), self._per, -1),
        )

    def recognised(self, wave: Array, pitch: Pitch, variant: str = "") -> Voice:
        """The voice as the bundled model's ear hears it."""
        return self.own.recognised(wave, pitch)

    def say(self, content: Array, line: Pitch, voice: Voice, samples: int, variant: str = "") -> Plan:
        """Replace each step by the mean of its nearest ones. ModelError for a voice that is no recording."""
        if not isinstance(voice, SoundingVoice):
            raise ModelError(self.traits.no_blend)
        places = nearest(content, voice.steps, NEIGHBOURS)
        mel = voice.mel[places].mean(axis=1)  # [steps, frames in a step, bands]
        # A mean of four is duller than each of them: the target's own contrast is given back.
        mel = matched(smoothed(mel.reshape(-1, mel.shape[-1])[: len(line.hertz)]), voice)
        # In pauses that would be less than the silence that the vocoder knows.
        mel = np.maximum(mel, np.float32(np.log(self.setup.floor)))
        return Plan(mel, line, line, content.T, samples)

    def render(self, plan: Plan, seed: int, report: Share) -> Iterator[Array]:
        """The sound by the bundled vocoder."""
        return self.own.render(plan, seed, report)

    def _steps(self, wave: Array, report: Share = lambda share: None) -> Array:
        """Vectors [steps, width], each in the middle of the mel frames that belong to it."""
        hop, frame = self.encoder.hop, self.setup.hop
        frames = len(wave) // frame + 1
        wave = np.pad(wave, (0, max(0, -(-frames // self._per) * hop - len(wave))))
        return self.encoder.frames(wave, (hop - frame) // 2, report)[: -(-frames // self._per)]

    def _pitch(self, wave: Array) -> Pitch:
        setup = self.setup
        return track(wave, setup.rate, setup.hop, setup.pitch_floor, setup.pitch_ceiling)


def unit(steps: Array) -> Array:
    """Each row [count, width] at length one."""
    found: Array = steps / np.maximum(np.linalg.norm(steps, axis=1, keepdims=True), 1e-9)
    return found


def nearest(steps: Array, pool: NDArray[np.floating], many: int) -> NDArray[np.int64]:
    """Rows of `pool` [n, width], of length one, with the largest cosines to each of `steps` [m, width]: [m, many].

    All of them if there are fewer than `many`.
    """
    many = min(many, len(pool))
    rows = pool.T.astype(np.float32)
    found = []
    for begin in range(0, len(steps), _ROWS):
        cosines = unit(steps[begin : begin + _ROWS]) @ rows
        found.append(np.argpartition(-cosines, many - 1, axis=1)[:, :many])
    return np.concatenate(found)


def smoothed(mel: Array) -> Array:
    """Each band of a log mel [frames, bands] averaged over three frames."""
    before, here, behind = _AROUND
    wide = np.pad(mel, ((1, 1), (0, 0)), mode="edge")
    found: Array = (before * wide[:-2] + here * wide[1:-1] + behind * wide[2:]).astype(np.float32)
    return found
