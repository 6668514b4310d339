"""A loaded voice converter: hear a voice, take a sound apart, put it together with another voice, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from model_zoo.cards import Card
from model_zoo.errors import ModelError
from model_zoo.nets.voice_converter import VoiceConverter
from model_zoo.voices.features import Analysis, FeatureSetup, analyse, log_mel
from model_zoo.voices.pitch import Pitch, moved, track
from model_zoo.voices.rendering import Renderer
from model_zoo.voices.voice import Voice, matched, measured

Array = NDArray[np.float32]
F0 = Literal["match", "keep", "flat"]

SHORTEST = 0.3
"""Seconds: less of a source holds no speech to convert, and less of a reference no voice."""
_WINDOW_SECONDS = 30.0
"""A longer reference is read in its first half minute: more changes nothing that is heard."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A conversion before it sounds: log mel [frames, bands], the pitch it will have, and the source's."""

    mel: Array
    pitch: Pitch
    source_pitch: Pitch
    code: Array
    """[code channels, code frames]"""
    samples: int


class VoiceConversion:
    """Ready model of the family `voice_conversion`.

    `variants` are the content codes by name, the first is the one that conversion uses; `speakers` are voices that
    it knows, by id.
    """

    def __init__(
        self,
        card: Card,
        setup: FeatureSetup,
        variants: Mapping[str, VoiceConverter],
        speakers: Mapping[str, Mapping[str, Voice]],
        renderer: Renderer,
        device: torch.device,
    ) -> None:
        self.card, self.setup, self.device = card, setup, device
        self._nets, self._speakers, self.renderer = dict(variants), speakers, renderer

    @property
    def variants(self) -> tuple[str, ...]:
        return tuple(self._nets)

    def speakers(self, variant: str = "") -> Mapping[str, Voice]:
        """Known voices as a variant hears them (each variant has its own speaker encoder)."""
        return self._speakers[variant or self.variants[0]]

    def net(self, variant: str = "") -> VoiceConverter:
        """The net of a variant, the first if none is named. ModelError for a name that is not there."""
        name = variant or self.variants[0]
        if name not in self._nets:
            raise ModelError(
                f"There is no content code “{variant}”: this model has {', '.join(self.variants)}."
            )
        return self._nets[name]

    def analyse(self, wave: Array) -> Analysis:
        """Envelope and pitch of a mono sound [samples] at `setup.rate`."""
        return analyse(wave, self.setup)

    def mel(self, wave: Array) -> Array:
        """Log mel [frames, bands] of a mono sound."""
        found: Array = log_mel(torch.from_numpy(np.ascontiguousarray(wave)), self.setup).T.numpy()
        return found

    def voice(self, wave: Array, variant: str = "") -> Voice:
        """The voice that speaks in a mono sound [samples] at `setup.rate`. ModelError if nothing can be heard."""
        setup = self.setup
        wave = wave[: int(_WINDOW_SECONDS * setup.rate)]
        seconds = len(wave) / setup.rate
        if seconds < SHORTEST:
            raise ModelError(
                f"The recording of the target is {seconds:.2f} s long: choose one of 2 s or more."
            )
        if float(np.abs(wave).max()) < 1e-4:
            raise ModelError("The recording of the target is silent: choose one in which somebody speaks.")
        mel = self.mel(wave)
        pitch = track(wave, setup.rate, setup.hop, setup.pitch_floor, setup.pitch_ceiling)
        return measured(self.vector(mel, variant), mel, pitch, seconds)

    @torch.inference_mode()
    def vector(self, mel: Array, variant: str = "") -> Array:
        """The speaker encoder's vector [speaker] of a log mel [frames, bands]."""
        given = torch.from_numpy(mel.T.copy())[None].to(self.device)
        found: Array = self.net(variant).speaker(given)[0].float().cpu().numpy()
        return found

    @torch.inference_mode()
    def code(self, envelope: Array, variant: str = "") -> Array:
        """Content code [channels, frames // 2] of a log envelope [frames, bands]."""
        given = torch.from_numpy(envelope.T.copy())[None].to(self.device)
        code, _ = self.net(variant).encode(given)
        found: Array = code[0].float().cpu().numpy()
        return found

    @torch.inference_mode()
    def plan(
        self,
        wave: Array,
        voice: Voice,
        f0: F0 = "match",
        semitones: float = 0.0,
        variant: str = "",
        matching: float = 1.0,
    ) -> Plan:
        """Everything but the sound. `matching` is how far each band is brought to the voice's mean and spread."""
        if len(wave) < SHORTEST * self.setup.rate:
            raise ModelError(
                f"The source is {len(wave) / self.setup.rate:.2f} s long: choose one of {SHORTEST} s or more."
            )
        heard = self.analyse(wave)
        tune = self.tune(heard.pitch, voice, f0, semitones)
        code = self.code(heard.envelope, variant)
        return Plan(self.decode(code, tune, voice, variant, matching), tune, heard.pitch, code, len(wave))

    @torch.inference_mode()
    def decode(
        self, code: Array, tune: Pitch, voice: Voice, variant: str = "", matching: float = 1.0
    ) -> Array:
        """Log mel [frames, bands] of a code [channels, code frames], a tune [frames] and a voice."""
        net = self.net(variant)
        hertz = torch.from_numpy(tune.hertz)[None].to(self.device)
        given = torch.from_numpy(code)[None].to(self.device)
        vector = torch.from_numpy(voice.vector)[None].to(self.device)
        mel = net.decoder(given, net.pitch_bins(hertz), vector)[0].T.float().cpu().numpy()
        return matched(mel, voice, matching) if matching else mel

    def tune(self, pitch: Pitch, voice: Voice, f0: F0, semitones: float) -> Pitch:
        """The source's melody around the target's pitch (`match`), where it was (`keep`), or on one note (`flat`)."""
        here, _ = pitch.statistics()
        # A reference without any voiced frame has no pitch to match.
        mean = voice.log_pitch if f0 != "keep" and voice.log_pitch else here
        line = moved(pitch, mean, 0.0 if f0 == "flat" else None, semitones)
        limits = self.setup.pitch_floor, self.setup.pitch_ceiling
        return Pitch(np.where(line.voiced, line.hertz.clip(*limits), 0.0).astype(np.float32))

    def render(self, plan: Plan, seed: int, report: Callable[[float], None]) -> Iterator[Array]:
        """The sound of a plan, in pieces that follow each other: mono float32 at `setup.rate`."""
        sent = 0
        for piece in self.renderer.pieces(plan.mel, plan.pitch.hertz, seed):
            part = piece[: plan.samples - sent]
            sent += len(part)
            yield part
            report(sent / plan.samples)
