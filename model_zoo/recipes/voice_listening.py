"""The two nets that listen while a converter is refined, each as a task of the trainer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model_zoo.nets.voice_converter import VoiceConverter
from model_zoo.nets.voice_listeners import CodeReader, VoiceListener
from model_zoo.recipes.trainer import Pace
from model_zoo.recipes.training_state import Parameters, export_half
from model_zoo.recipes.voice_batches import Crops, Spoiling
from model_zoo.recipes.voice_corpus import SETUP, Corpus


class _Listening:
    """What both tasks share: a net, crops to learn from, and held-out crops."""

    def __init__(self, net: nn.Module, pace: Pace, corpus: Corpus, held_out: Corpus) -> None:
        self.net, self.pace, self.held_out = net, pace, held_out
        self.crops = Crops(corpus, SETUP, Spoiling(0, 0, 0), pace.seed)

    def parameters(self) -> Parameters:
        return dict(self.net.named_parameters())

    def optimizers(self, pace: Pace) -> list[torch.optim.Optimizer]:
        return [torch.optim.AdamW(self.net.parameters(), pace.adam_rate, betas=(0.9, 0.98))]

    def export(self, folder: Path) -> None:
        export_half(self.parameters(), folder / "listener.safetensors")

    def place(self) -> dict[str, Any]:
        return {"random": self.crops.random.bit_generator.state}

    def go_to(self, place: dict[str, Any]) -> None:
        self.crops.random.bit_generator.state = place["random"]


class VoiceTask(_Listening):
    """Name the voice (a speaker at a speed) of a crop."""

    def __init__(self, pace: Pace, corpus: Corpus, held_out: Corpus) -> None:
        torch.manual_seed(pace.seed)
        self.speakers = sorted({r.speaker for r in corpus.recordings})
        voices = len(self.speakers) * len(corpus.mels)
        super().__init__(VoiceListener(voices), pace, corpus, held_out)

    def read(self, progress: float, step: int) -> tuple[list[Tensor], int]:
        length = int(self.crops.random.integers(80, 160))
        return list(self.crops.voices(self.pace.rows, length, self.speakers)), self.pace.rows * length

    def loss(self, *batch: Tensor) -> Tensor:
        mel, voices = batch
        # Loudness says nothing of a voice, and a converter's mel is smoother than a real one: hear past both.
        mel = (
            mel + 0.3 * torch.randn(len(mel), 1, 1) + 0.1 * torch.rand(len(mel), 1, 1) * torch.randn_like(mel)
        )
        net: VoiceListener = self.net  # type: ignore[assignment]
        return net.loss(mel, voices)

    @torch.no_grad()
    def validate(self) -> float:
        mel, voices = Crops(self.held_out, SETUP, Spoiling(0, 0, 0), 7).voices(128, 128, self.speakers)
        net: VoiceListener = self.net  # type: ignore[assignment]
        return float(net.loss(mel, voices, margin=0.0))


class CodeTask(_Listening):
    """Read a converter's content code from a mel, in whichever voice it is spoken."""

    def __init__(self, converter: VoiceConverter, pace: Pace, corpus: Corpus, held_out: Corpus) -> None:
        torch.manual_seed(pace.seed)
        super().__init__(CodeReader(converter.shape.code), pace, corpus, held_out)
        self.converter = converter.eval()

    def read(self, progress: float, step: int) -> tuple[list[Tensor], int]:
        return self.crops.batch(self.pace.rows, self.pace.length, 16), self.pace.rows * self.pace.length

    def loss(self, *batch: Tensor) -> Tensor:
        envelope, _, mel, _ = batch
        with torch.no_grad():
            code, _ = self.converter.encode(envelope)
        return F.mse_loss(self.net(mel), code)

    @torch.no_grad()
    def validate(self) -> float:
        return float(self.loss(*Crops(self.held_out, SETUP, Spoiling(0, 0, 0), 7).batch(48, 200, 16)))
