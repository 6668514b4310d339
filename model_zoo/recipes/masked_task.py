"""The masked language model as a task: rows with holes in, guesses out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import ModernBertForMaskedLM

from model_zoo.recipes.lean_modernbert import LeanModernBert
from model_zoo.recipes.masking import WordMasker
from model_zoo.recipes.muon import two_optimizers
from model_zoo.recipes.numbers import quick
from model_zoo.recipes.packing import Cursor, Packer, Rows
from model_zoo.recipes.schedule import MaskSchedule
from model_zoo.recipes.trainer import Pace
from model_zoo.recipes.training_state import Parameters


def named_parameters(model: ModernBertForMaskedLM) -> Parameters:
    """Every trained tensor once: the decoder's matrix is the embedding's."""
    return {name: p for name, p in model.named_parameters() if name != "decoder.weight"}


class MaskedTask:
    """Whole words are hidden; the share falls while the run goes on."""

    def __init__(
        self,
        model: ModernBertForMaskedLM,
        masker: WordMasker,
        make_packer: Callable[[Cursor], Packer],
        validation: list[Rows],
        pace: Pace,
        schedule: MaskSchedule,
        on_export: Callable[[Path], None],
    ) -> None:
        self.model, self.masker, self.pace, self.schedule = model, masker, pace, schedule
        self.make_packer, self.validation, self.export = make_packer, validation, on_export
        self.device = next(model.parameters()).device
        kind = quick(self.device)
        self.lean = LeanModernBert(model, kind)
        self.plain = LeanModernBert(model, kind)  # validation is too short to be worth compiling
        self.packer = make_packer(Cursor())

    def compile(self) -> None:
        """A fifth faster, even on a CPU; costs half a minute at first, and needs a C++ compiler there."""
        self.lean.hidden = torch.compile(self.lean.hidden, dynamic=False)  # type: ignore[method-assign]

    def parameters(self) -> Parameters:
        return named_parameters(self.model)

    def optimizers(self, pace: Pace) -> list[torch.optim.Optimizer]:
        """Muon for the matrices between layers, AdamW for the embedding, the norms and the decoder's bias."""
        return two_optimizers(self.parameters(), "embeddings.tok", {"Wqkv": 3, "Wi": 2}, pace)

    def read(self, progress: float, step: int) -> tuple[list[Tensor], int]:
        factor = self.schedule.length_factor(progress)
        rows = self.packer.batch(self.pace.rows // factor, self.pace.length * factor)
        batch = self._tensors(rows, self.schedule.mask_share(progress), (self.pace.seed, 1, step))
        return batch, int((rows.segments > 0).sum())

    def loss(self, *batch: Tensor) -> Tensor:
        return self.lean.loss(*batch)

    @torch.no_grad()
    def validate(self) -> float:
        """15 per cent are masked, the same way each time."""
        losses = [
            float(self.plain.loss(*self._tensors(rows, 0.15, (7, number))))
            for number, rows in enumerate(self.validation)
        ]
        return sum(losses) / max(1, len(losses))

    def place(self) -> dict[str, Any]:
        return self.packer.cursor.as_json()

    def go_to(self, place: dict[str, Any]) -> None:
        self.packer = self.make_packer(Cursor.from_json(place))

    def _tensors(self, rows: Rows, rate: float, key: tuple[int, ...]) -> list[Tensor]:
        masked = self.masker.mask(rows.ids, rate, np.random.default_rng(key))
        arrays = (masked.ids, rows.segments, rows.positions, masked.where, masked.targets)
        return [torch.from_numpy(a).to(self.device, non_blocking=True) for a in arrays]
