"""Rebuilding a mel from content, tune and another utterance's speaker, as a task of the trainer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.nets.voice_converter import ConverterShape, VoiceConverter
from model_zoo.recipes.trainer import Pace
from model_zoo.recipes.training_state import Parameters, export_half
from model_zoo.recipes.voice_batches import Crops, Spoiling
from model_zoo.recipes.voice_corpus import SETUP, SPEEDS, Corpus

REFERENCE = (150, 300)
"""Frames of the utterance that the speaker is read from: one and a half to three seconds."""


class ConverterTask:
    """`corpus` to learn from, `held_out` sentences of the same voices to validate on."""

    def __init__(
        self,
        shape: ConverterShape,
        pace: Pace,
        corpus: Corpus,
        held_out: Corpus,
        spoiling: Spoiling,
        paired: float = 0.0,
        aligner: VoiceConverter | None = None,
    ) -> None:
        torch.manual_seed(pace.seed)
        self.model, self.pace = VoiceConverter(shape), pace
        self.spoiling, self.corpus, self.held_out = spoiling, corpus, held_out
        self.crops = Crops(corpus, SETUP, spoiling, pace.seed, paired=paired, aligner=aligner)

    def parameters(self) -> Parameters:
        """Codebooks are learned too, though by no gradient: buffers count as parameters."""
        state = dict(self.model.named_parameters()) | dict(self.model.named_buffers())
        return cast("Parameters", state)

    def optimizers(self, pace: Pace) -> list[torch.optim.Optimizer]:
        return [
            torch.optim.AdamW(self.model.parameters(), pace.adam_rate, betas=(0.9, 0.98), weight_decay=0.01)
        ]

    def read(self, progress: float, step: int) -> tuple[list[Tensor], int]:
        reference = int(self.crops.random.integers(*REFERENCE))
        batch = self.crops.batch(self.pace.rows, self.pace.length, reference)
        return batch, self.pace.rows * self.pace.length

    def loss(self, *batch: Tensor) -> Tensor:
        """Mean absolute error of the log mel, in natural logarithms."""
        envelope, hertz, mel, reference = batch
        self.model.train()
        found, quantising = self.model(envelope, hertz, reference)
        return F.l1_loss(found, mel) + quantising

    @torch.no_grad()
    def validate(self) -> float:
        self.model.eval()
        crops = Crops(self.held_out, SETUP, Spoiling(0, 0, 0), 7, speeds=[SPEEDS.index(1.0)])
        envelope, hertz, mel, reference = crops.batch(48, 200, 200)
        return float(F.l1_loss(self.model(envelope, hertz, reference)[0], mel))

    def export(self, folder: Path) -> None:
        export_half(self.parameters(), folder / "converter.safetensors")

    def place(self) -> dict[str, Any]:
        return {"random": self.crops.random.bit_generator.state}

    def go_to(self, place: dict[str, Any]) -> None:
        self.crops.random.bit_generator.state = place["random"]
