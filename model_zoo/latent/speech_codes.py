"""A loaded speech codec: a sound as numbers, the numbers as a sound, and a change of some of them heard at once."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import torch

from model_zoo.cards import Card
from model_zoo.errors import ModelError
from model_zoo.latent.sound_codec import Array, Bits, Coded, Numbers, Rebuilt, Report
from model_zoo.latent.tune import TUNES, hertz_of, tune_of
from model_zoo.nets.speech_codec import SpeechCodec
from model_zoo.nets.voice_converter import STRIDE
from model_zoo.voices.features import FeatureSetup, analyse, log_mel
from model_zoo.voices.rendering import Sources, VocoderRenderer
from model_zoo.voices.stretches import cuts

SHORTEST = 0.3
"""Seconds: less holds no speech."""
_PIECE = 1000
"""Frames of the mel that are decoded at once."""
_VOICE_SECONDS = 30.0
"""The voice is read in so much of a sound: more changes nothing that is heard."""
_SEED = 0
"""Of the breath: the same codes always sound the same."""


@dataclass(frozen=True, slots=True)
class Voiced(Rebuilt):
    """With what is needed to change a part: log mel [frames, bands], and the sources that are filtered."""

    mel: Array
    sources: Sources


class SpeechCodes:
    """Ready model of the family `latent_codes`, for speech: `levels` books of `size` codes, `rate` a second each."""

    kind = "sound"
    droppable = True

    def __init__(
        self,
        card: Card,
        setup: FeatureSetup,
        net: SpeechCodec,
        renderer: VocoderRenderer,
        device: torch.device,
    ) -> None:
        self.card, self.setup, self.net, self.renderer, self.device = card, setup, net, renderer, device

    @property
    def levels(self) -> int:
        return self.net.shape.levels

    @property
    def size(self) -> int:
        return self.net.shape.codebook

    @property
    def rate(self) -> float:
        """Codes of one level in a second."""
        return self.setup.frames_per_second / STRIDE

    @property
    def sample_rate(self) -> int:
        return self.setup.rate

    @property
    def bits(self) -> Bits:
        return Bits(
            self.levels * math.log2(self.size) * self.rate,
            math.log2(TUNES) * self.rate,
            16 * self.net.shape.speaker,
        )

    def book(self, level: int = 0) -> Array:
        """The vectors of a codebook [size, width]."""
        found: Array = self.net.quantizer.books()[level].book.float().cpu().numpy()
        return found

    # -- a sound to codes -----------------------------------------------------------------------------------

    @torch.inference_mode()
    def encode(self, wave: Array, report: Report = lambda share: None) -> Coded:
        """Take a mono sound [samples] at `setup.rate` apart. ModelError if it is too short or silent."""
        setup = self.setup
        if len(wave) < SHORTEST * setup.rate:
            raise ModelError(
                f"The sound is {len(wave) / setup.rate:.2f} s long: choose one of {SHORTEST} s or more."
            )
        if float(np.abs(wave).max()) < 1e-4:
            raise ModelError("The sound is silent: choose one in which somebody speaks.")
        numbers, tunes = [], []
        for stretch in cuts(wave, setup.rate, setup.hop * STRIDE):
            report(stretch.start / len(wave))
            heard = analyse(wave[stretch], setup)
            frames = -(-(stretch.stop - stretch.start) // (setup.hop * STRIDE)) * STRIDE
            numbers.append(self.numbers(filled(heard.envelope, frames)))
            tunes.append(tune_of(filled(heard.pitch.hertz, frames), setup))
        return Coded(np.concatenate(numbers, axis=1), np.concatenate(tunes), self._voice(wave), len(wave))

    @torch.inference_mode()
    def numbers(self, envelope: Array) -> Numbers:
        """Codes [levels, frames // 2] of a log envelope [frames, bands]."""
        given = torch.from_numpy(envelope.T.copy())[None].to(self.device)
        found: Numbers = self.net.encode(given)[0].cpu().numpy().astype(np.int16)
        return found

    def mel(self, wave: Array) -> Array:
        """Log mel [frames, bands] of a mono sound."""
        found: Array = log_mel(torch.from_numpy(np.ascontiguousarray(wave)), self.setup).T.numpy()
        return found

    @torch.inference_mode()
    def _voice(self, wave: Array) -> Array:
        mel = self.mel(wave[: int(_VOICE_SECONDS * self.setup.rate)])
        vector = (
            self.net.speaker(torch.from_numpy(mel.T.copy())[None].to(self.device))[0].float().cpu().numpy()
        )
        found: Array = vector.astype(np.float16).astype(np.float32)
        return found

    # -- codes to a sound -----------------------------------------------------------------------------------

    def hertz(self, coded: Coded) -> Array:
        return hertz_of(coded.tune, self.setup)

    def check(self, coded: Coded) -> None:
        """ModelError if these codes are not of this model."""
        levels, width = coded.numbers.shape[0], self.net.shape.speaker
        if levels > self.levels or coded.voice.shape != (width,):
            raise ModelError(
                f"These codes have {levels} levels and a voice of {len(coded.voice)} numbers; this model has "
                f"{self.levels} and {width}: choose the model that they were made with."
            )
        if coded.count and not -1 <= coded.numbers.min() <= coded.numbers.max() < self.size:
            raise ModelError(f"These codes name entries that a codebook of {self.size} does not have.")

    @torch.inference_mode()
    def decode(self, coded: Coded, report: Report = lambda share: None) -> Voiced:
        """The sound of codes. ModelError if they are not of this model."""
        self.check(coded)
        hertz = hertz_of(coded.tune, self.setup)
        frames = coded.count * STRIDE
        mel = np.concatenate(
            [self._mel(coded, hertz, at, min(frames, at + _PIECE)) for at in range(0, frames, _PIECE)]
        )
        sources = self.renderer.sources(hertz, _SEED)
        pieces = []
        for at in range(0, frames, _PIECE):
            report(at / frames)
            pieces.append(self.renderer.stretch(mel, sources, at, min(frames, at + _PIECE)))
        return Voiced(coded, np.concatenate(pieces)[: coded.samples], mel, sources)

    @torch.inference_mode()
    def redecode(self, before: Rebuilt, numbers: Numbers) -> tuple[Rebuilt, slice]:
        """As `SoundCodec.redecode`.

        Only the neighbourhood is computed: what a code reaches in decoder and vocoder. It sounds as by `decode`.
        """
        assert isinstance(before, Voiced)
        places = np.flatnonzero((before.coded.numbers != numbers).any(axis=0))
        coded = replace(before.coded, numbers=numbers)
        self.check(coded)
        if not len(places):
            return before, slice(0, 0)
        frames, reach, hop = len(before.mel), self.net.shape.reach, self.setup.hop
        low, high = int(places[0]) * STRIDE - reach, (int(places[-1]) + 1) * STRIDE + reach
        low, high = max(0, low), min(frames, high)
        mel = before.mel.copy()
        mel[low:high] = self._mel(coded, before.sources.tune[0].cpu().numpy(), low, high)
        begin, end = max(0, low - self.renderer.reach), min(frames, high + self.renderer.reach)
        wave = before.wave.copy()
        sound = self.renderer.stretch(mel, before.sources, begin, end)
        changed = slice(begin * hop, min(coded.samples, end * hop))
        wave[changed] = sound[: max(0, changed.stop - changed.start)]
        return Voiced(coded, wave, mel, before.sources), changed

    def _mel(self, coded: Coded, hertz: Array, begin: int, end: int) -> Array:
        """Log mel [end - begin, bands] of some frames, computed from the codes that reach them."""
        reach = self.net.shape.reach + STRIDE
        first = max(0, (begin - reach) // STRIDE)
        last = min(coded.count, -(-(end + reach) // STRIDE))
        given = torch.from_numpy(coded.numbers[:, first:last].astype(np.int64))[None].to(self.device)
        tune = torch.from_numpy(hertz[first * STRIDE : last * STRIDE].copy())[None].to(self.device)
        voice = torch.from_numpy(coded.voice)[None].to(self.device)
        mel = self.net.decode(given, tune, voice)[0].T.float().cpu().numpy()
        found: Array = mel[begin - first * STRIDE : end - first * STRIDE]
        return found


def filled(values: Array, frames: int) -> Array:
    """Exactly so many frames: cut, or the last one again."""
    missing = frames - len(values)
    if missing <= 0:
        return values[:frames]
    return np.concatenate([values, np.repeat(values[-1:], missing, axis=0)])
