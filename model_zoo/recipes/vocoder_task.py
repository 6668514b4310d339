"""Sound from mel and pitch, as a task of the trainer: several resolutions of the spectrum must agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from model_zoo.nets.source_filter_vocoder import SourceFilterVocoder, VocoderShape
from model_zoo.recipes.trainer import Pace
from model_zoo.recipes.training_state import Parameters, export_half
from model_zoo.recipes.voice_corpus import SETUP, SPEEDS, Corpus, read
from model_zoo.voices.features import log_mel

RESOLUTIONS = ((2048, 1200, 300), (1024, 600, 150), (512, 240, 60))
"""Transform, window and hop in samples."""
OWN = SPEEDS.index(1.0)


def spectral_loss(made: Tensor, real: Tensor) -> Tensor:
    """Multi-resolution distance of waves [batch, samples] (Yamamoto et al. 2020, Parallel WaveGAN, sec. 2.2)."""
    total = made.new_zeros(())
    for fft, window, hop in RESOLUTIONS:
        shape = torch.hann_window(window, device=made.device)
        a, b = (
            torch.view_as_real(torch.stft(wave, fft, hop, window, shape, return_complex=True))
            .square()
            .sum(dim=-1)
            .clamp_min(1e-7)
            for wave in (made, real)
        )
        total = total + F.l1_loss(a.log(), b.log()) / 2
        total = total + (a.sqrt() - b.sqrt()).norm() / b.sqrt().norm()
    return total / len(RESOLUTIONS)


def waves(corpus: Corpus) -> list[NDArray[np.int16]]:
    """All recordings as they sound, 16 bits a sample."""
    return [(read(r.path) * 32767).clip(-32768, 32767).astype(np.int16) for r in corpus.recordings]


class VocoderTask:
    def __init__(self, pace: Pace, corpus: Corpus, held_out: Corpus) -> None:
        torch.manual_seed(pace.seed)
        self.model, self.pace = SourceFilterVocoder(VocoderShape()), pace
        self.corpus, self.held_out = corpus, held_out
        self.sounds, self.held_out_sounds = waves(corpus), waves(held_out)
        self.random = np.random.default_rng(pace.seed)

    def parameters(self) -> Parameters:
        return cast("Parameters", dict(self.model.named_parameters()))

    def optimizers(self, pace: Pace) -> list[torch.optim.Optimizer]:
        return [
            torch.optim.AdamW(self.model.parameters(), pace.adam_rate, betas=(0.9, 0.98), weight_decay=0.01)
        ]

    def read(self, progress: float, step: int) -> tuple[list[Tensor], int]:
        rows, frames = self.pace.rows, self.pace.length
        return crops(self.corpus, self.sounds, self.random, rows, frames), rows * frames

    def loss(self, *batch: Tensor) -> Tensor:
        mel, hertz, wave = batch
        made = self.model(mel, hertz)
        return spectral_loss(made, wave) + 0.5 * F.l1_loss(log_mel(made, SETUP), log_mel(wave, SETUP))

    @torch.no_grad()
    def validate(self) -> float:
        random = np.random.default_rng(7)
        torch.manual_seed(7)
        return float(self.loss(*crops(self.held_out, self.held_out_sounds, random, 24, 150)))

    def export(self, folder: Path) -> None:
        export_half(self.parameters(), folder / "vocoder.safetensors")

    def place(self) -> dict[str, Any]:
        return {"random": self.random.bit_generator.state}

    def go_to(self, place: dict[str, Any]) -> None:
        self.random.bit_generator.state = place["random"]


def crops(
    corpus: Corpus, sounds: list[NDArray[np.int16]], random: np.random.Generator, rows: int, frames: int
) -> list[Tensor]:
    """Mels [rows, bands, frames], hertz [rows, frames] and the sound [rows, frames * hop] of random places."""
    lengths = np.diff(corpus.begins)
    mels, tunes, cut = [], [], []
    for number in random.choice(len(lengths), rows, p=lengths / lengths.sum()):
        begin = int(random.integers(0, max(1, lengths[number] - frames - 1)))
        place = corpus.mel_begins[OWN][number] + begin
        mel = corpus.mels[OWN][place : place + frames].astype(np.float32).T
        tune = corpus.hertz[corpus.begins[number] + begin :][:frames]
        sound = sounds[number][begin * SETUP.hop :][: frames * SETUP.hop] / np.float32(32768)
        # A recording shorter than the crop is followed by silence.
        mels.append(np.pad(mel, ((0, 0), (0, frames - mel.shape[1])), constant_values=np.log(SETUP.floor)))
        tunes.append(np.pad(tune, (0, frames - len(tune))))
        cut.append(np.pad(sound, (0, frames * SETUP.hop - len(sound))).astype(np.float32))
    return [torch.from_numpy(np.stack(column)) for column in (mels, tunes, cut)]
