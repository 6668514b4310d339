"""A loaded speech codec: a sound as numbers, the numbers as a sound, and a change of some of them heard at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from model_zoo.cards import Card
from model_zoo.errors import ModelError
from model_zoo.latent.tune import TUNES, hertz_of, tune_of
from model_zoo.nets.speech_codec import SpeechCodec
from model_zoo.nets.voice_converter import STRIDE
from model_zoo.voices.features import FeatureSetup, analyse, log_mel
from model_zoo.voices.rendering import Sources, VocoderRenderer
from model_zoo.voices.stretches import cuts

Array = NDArray[np.float32]
Numbers = NDArray[np.int16]
Report = Callable[[float], None]

SHORTEST = 0.3
"""Seconds: less holds no speech."""
_PIECE = 1000
"""Frames of the mel that are decoded at once."""
_VOICE_SECONDS = 30.0
"""The voice is read in so much of a sound: more changes nothing that is heard."""
_SEED = 0
"""Of the breath: the same codes always sound the same."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What is kept of a sound, and all that it is rebuilt from.

    `numbers` [levels, codes], −1 where a level is left out; `tune` [codes], see `tune`; `voice` [speaker], whose
    numbers are those that half precision has; `samples` of the sound.
    """

    numbers: Numbers
    tune: NDArray[np.uint8]
    voice: Array
    samples: int

    @property
    def count(self) -> int:
        """Codes of each level."""
        return int(self.numbers.shape[1])

    def save(self, path: Path, model: str) -> None:
        """Write an .npz; `model` is the id of the card that reads it."""
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                numbers=self.numbers,
                tune=self.tune,
                voice=self.voice.astype(np.float16),
                samples=np.int64(self.samples),
                model=np.str_(model),
            )


def read_coded(path: Path) -> Coded:
    """What `Coded.save` wrote. ModelError with a sentence if the file is none of those."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            found = Coded(
                kept["numbers"].astype(np.int16),
                kept["tune"].astype(np.uint8),
                kept["voice"].astype(np.float32),
                int(kept["samples"]),
            )
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"{path.name} holds no speech codes: choose a file that was saved here.") from error
    if found.numbers.ndim != 2 or found.tune.shape != found.numbers.shape[1:] or found.voice.ndim != 1:
        raise ModelError(f"{path.name} is damaged: its codes, pitch and voice do not fit together.")
    return found


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A sound of codes, with what is needed to change a part: log mel [frames, bands], samples, the sources."""

    coded: Coded
    mel: Array
    wave: Array
    sources: Sources


class SpeechCodes:
    """Ready model of the family `latent_codes`, for speech: `levels` books of `size` codes, `rate` a second each."""

    kind = "speech"

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

    def bits_per_second(self, levels: int | None = None) -> tuple[float, float]:
        """Of the codes of so many levels, and of the pitch beside them, as they would be written plainly."""
        used = self.levels if levels is None else levels
        return used * math.log2(self.size) * self.rate, math.log2(TUNES) * self.rate

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
    def decode(self, coded: Coded, report: Report = lambda share: None) -> Rebuilt:
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
        return Rebuilt(coded, mel, np.concatenate(pieces)[: coded.samples], sources)

    @torch.inference_mode()
    def redecode(self, before: Rebuilt, numbers: Numbers) -> tuple[Rebuilt, slice]:
        """The sound after a change of some codes, and the samples that are others now.

        Only the neighbourhood is computed: what a code reaches in decoder and vocoder. It sounds as by `decode`.
        """
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
        return Rebuilt(coded, mel, wave, before.sources), changed

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


def mel_distance(one: Array, other: Array, setup: FeatureSetup) -> float:
    """Mean absolute distance of the log mels of two sounds, in decibels; the longer one's end is left out."""
    count = min(len(one), len(other))
    both = torch.from_numpy(np.stack([one[:count], other[:count]]))
    first, second = log_mel(both, setup)
    return float((first - second).abs().mean()) * 20.0 / math.log(10.0)


def filled(values: Array, frames: int) -> Array:
    """Exactly so many frames: cut, or the last one again."""
    missing = frames - len(values)
    if missing <= 0:
        return values[:frames]
    return np.concatenate([values, np.repeat(values[-1:], missing, axis=0)])
