"""A loaded voice converter: hear a voice, take a sound apart, put it together with another voice, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import torch

from model_zoo.cards import Card
from model_zoo.errors import ModelError
from model_zoo.nets.voice_converter import VoiceConverter
from model_zoo.voices.converter import SHORTEST, Array, Plan, Share, Traits, reference
from model_zoo.voices.features import Analysis, FeatureSetup, analyse, log_mel
from model_zoo.voices.pitch import Pitch, track
from model_zoo.voices.rendering import Renderer
from model_zoo.voices.tuning import F0, tuned, within
from model_zoo.voices.voice import Voice, matched, measured
from model_zoo.voices.whispering import Voicing, is_whispered, revoiced

_WINDOW_SECONDS = 30.0
"""A longer reference is read in its first half minute: more changes nothing that is heard."""


class VoiceConversion:
    """Ready model of the family `voice_conversion`.

    `variants` are the content codes by name, the first is the one that conversion uses; `speakers` are voices that
    it knows, by id.
    """

    traits = Traits()

    def __init__(
        self,
        card: Card,
        setup: FeatureSetup,
        variants: Mapping[str, VoiceConverter],
        speakers: Mapping[str, Mapping[str, Voice]],
        renderer: Renderer,
        device: torch.device,
        voicing: Voicing | None = None,
    ) -> None:
        """`voicing` reads the first variant's code; without it a whisper stays one."""
        self.card, self.setup, self.device = card, setup, device
        self._nets, self._speakers, self.renderer = dict(variants), speakers, renderer
        self._voicing = voicing

    @property
    def variants(self) -> tuple[str, ...]:
        return tuple(self._nets)

    def speakers(self, variant: str = "") -> Mapping[str, Voice]:
        """Known voices as a variant hears them (each variant has its own speaker encoder)."""
        return self._speakers[variant or self.variants[0]]

    def centre(self, variant: str = "") -> Array:
        """The mean of all known voices' vectors [speaker]."""
        vectors = np.stack([voice.vector for voice in self.speakers(variant).values()])
        found: Array = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        return found

    def net(self, variant: str = "") -> VoiceConverter:
        """The net of a variant, the first if none is named. ModelError for a name that is not there."""
        name = variant or self.variants[0]
        if name not in self._nets:
            raise ModelError(
                f"There is no content code “{variant}”: this model has {', '.join(self.variants)}."
            )
        return self._nets[name]

    def analyse(self, wave: Array) -> Analysis:
        """Envelope and pitch of a mono sound [samples] at `setup.rate`. Of a whisper, the pitch is guessed."""
        found = analyse(wave, self.setup)
        if self._voicing is None:
            return found
        voiced = self._voicing.voiced(self.code(found.envelope), len(found.pitch.hertz))
        if not is_whispered(found.pitch, found.envelope, voiced):
            return found
        return Analysis(found.envelope, revoiced(found.pitch, found.envelope, voiced))

    def listen(self, wave: Array) -> tuple[Array, Pitch]:
        """The envelope [frames, bands] that the content is read from, and the pitch [frames]."""
        found = self.analyse(wave)
        return found.envelope, found.pitch

    def mel(self, wave: Array) -> Array:
        """Log mel [frames, bands] of a mono sound."""
        found: Array = log_mel(torch.from_numpy(np.ascontiguousarray(wave)), self.setup).T.numpy()
        return found

    def voice(self, wave: Array, variant: str = "", report: Share = lambda share: None) -> Voice:
        """The voice that speaks in a mono sound [samples] at `setup.rate`. ModelError if nothing can be heard."""
        setup = self.setup
        wave = reference(wave, setup.rate, _WINDOW_SECONDS)
        pitch = track(wave, setup.rate, setup.hop, setup.pitch_floor, setup.pitch_ceiling)
        return self.recognised(wave, pitch, variant)

    def recognised(self, wave: Array, pitch: Pitch, variant: str = "") -> Voice:
        """The voice in a sound whose pitch is known already."""
        mel = self.mel(wave)
        return measured(self.vector(mel, variant), mel, pitch, len(wave) / self.setup.rate)

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
        tune = within(tuned(heard.pitch, voice, f0, semitones), self.setup)
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

    def say(self, content: Array, line: Pitch, voice: Voice, samples: int, variant: str = "") -> Plan:
        """An envelope [frames or more, bands] with a pitch [frames] and a voice."""
        code = self.code(content[: len(line.hertz)], variant)
        return Plan(self.decode(code, line, voice, variant), line, line, code, samples)

    def render(self, plan: Plan, seed: int, report: Share) -> Iterator[Array]:
        """The sound of a plan, in pieces that follow each other: mono float32 at `setup.rate`."""
        sent = 0
        for piece in self.renderer.pieces(plan.mel, plan.pitch.hertz, seed):
            part = piece[: plan.samples - sent]
            sent += len(part)
            yield part
            report(sent / plan.samples)
