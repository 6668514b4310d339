"""Conversion with AdaIN-VC as its authors published it: features in decibels in, Griffin-Lim out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch

from model_zoo.cards import Card
from model_zoo.nets.adain_vc import AdainVC
from model_zoo.voices.converter import ONLY_RECORDINGS, Array, Plan, Share, Traits, reference
from model_zoo.voices.decibel_mel import DecibelSetup, analysed, decibels, sounded, trimmed
from model_zoo.voices.features import FeatureSetup
from model_zoo.voices.pitch import Pitch, track
from model_zoo.voices.voice import Voice, measured

_LONGEST = 30.0
_NEPER = float(np.log(10.0) / 20.0)
"""A decibel as a natural logarithm."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """Mean and spread of each band [bands] over the corpus that the model learned from."""

    mean: Array
    spread: Array


class AdainConversion:
    """Converts as Chou, Yeh and Lee 2019. The pitch is the net's own doing: nobody can tell it one."""

    traits = Traits(
        no_blend=ONLY_RECORDINGS,
        no_leakage="The leakage meter reads the codes of models that the recipe inkling_voices made: choose the "
        "bundled model to see what leaks.",
        no_pitch="This model decides on the pitch by itself: what is set for pitch, semitones and melody is not "
        "followed.",
    )

    def __init__(
        self, card: Card, net: AdainVC, attributes: Attributes, stacked: int, device: torch.device
    ) -> None:
        """`stacked` is how many frames the net takes as one."""
        self.card, self.net, self.attributes, self._stacked = card, net, attributes, stacked
        self.device = device
        self.features = DecibelSetup(bands=len(attributes.mean))
        # Of this only rate and pitch are used: a hundred frames a second, as everywhere in the demo.
        self.setup = FeatureSetup(
            rate=self.features.rate, hop=self.features.rate // 100, highest=self.features.rate / 2
        )

    @property
    def variants(self) -> tuple[str, ...]:
        return ("AdaIN-VC",)

    def speakers(self, variant: str = "") -> Mapping[str, Voice]:
        """None."""
        return {}

    def centre(self, variant: str = "") -> Array:
        """Nothing: no voices are known whose mean could be taken off."""
        return np.zeros(self.net.speaker_encoder.shape.c_out, np.float32)

    def listen(self, wave: Array) -> tuple[Array, Pitch]:
        """The features [feature frames, bands] and the pitch [frames]."""
        return analysed(wave, self.features), self._pitch(wave)

    def voice(self, wave: Array, variant: str = "", report: Share = lambda share: None) -> Voice:
        """The voice of a reference, its quiet ends cut off. ModelError if nothing can be heard."""
        wave = reference(wave, self.setup.rate, _LONGEST)
        return self.recognised(wave, self._pitch(wave))

    def recognised(self, wave: Array, pitch: Pitch, variant: str = "") -> Voice:
        """The voice in a sound whose pitch is known already."""
        features = analysed(trimmed(wave, self.features), self.features)
        seconds = len(wave) / self.setup.rate
        return measured(self.vector(features), decibels(features, self.features) * _NEPER, pitch, seconds)

    @torch.inference_mode()
    def vector(self, features: Array) -> Array:
        """The speaker encoder's vector [speaker] of features [frames, bands]."""
        found: Array = self.net.speaker_encoder(self._given(features))[0].float().cpu().numpy()
        return found

    @torch.inference_mode()
    def say(self, content: Array, line: Pitch, voice: Voice, samples: int, variant: str = "") -> Plan:
        """Features [feature frames or more, bands] with another voice; `Plan.mel` holds features from 0 to 1."""
        frames = samples // self.features.hop + 1
        code = self.net.content_encoder(self._given(content[:frames]))
        speaker = torch.from_numpy(voice.vector)[None].to(self.device)
        found = self.net.decoder(code, speaker)[0].T.float().cpu().numpy()
        made = found.reshape(-1, len(self.attributes.mean))[:frames]
        features = made * self.attributes.spread + self.attributes.mean
        return Plan(features, line, line, code[0].float().cpu().numpy(), samples)

    def render(self, plan: Plan, seed: int, report: Share) -> Iterator[Array]:
        """The sound of a plan, in one piece: Griffin-Lim looks at all of it."""
        yield sounded(plan.mel, plan.samples, self.features, seed, report, self.device)
        report(1.0)

    def _given(self, features: Array) -> torch.Tensor:
        """Features [frames, bands] as the net takes them: [1, bands * stacked, frames / stacked]."""
        scaled = (features - self.attributes.mean) / self.attributes.spread
        least = self.net.fewest * self._stacked
        missing = max(least - len(scaled), -len(scaled) % self._stacked)
        scaled = np.pad(scaled, ((0, missing), (0, 0)), mode="edge").astype(np.float32)
        return torch.from_numpy(scaled.reshape(len(scaled) // self._stacked, -1).T.copy())[None].to(
            self.device
        )

    def _pitch(self, wave: Array) -> Pitch:
        setup = self.setup
        return track(wave, setup.rate, setup.hop, setup.pitch_floor, setup.pitch_ceiling)
