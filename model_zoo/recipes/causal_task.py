"""The causal language model as a task: every token is asked for what follows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import LlamaForCausalLM

from model_zoo.recipes.lean_llama import LeanLlama
from model_zoo.recipes.muon import two_optimizers
from model_zoo.recipes.numbers import quick
from model_zoo.recipes.schedule import Schedule
from model_zoo.recipes.text_stream import Place, StreamRows, TextStream
from model_zoo.recipes.trainer import Pace
from model_zoo.recipes.training_state import Parameters


def named_parameters(model: LlamaForCausalLM) -> Parameters:
    """Every trained tensor once: the head's matrix is the embedding's."""
    return {name: p for name, p in model.named_parameters() if name != "lm_head.weight"}


class CausalTask:
    def __init__(
        self,
        model: LlamaForCausalLM,
        make_stream: Callable[[Place], TextStream],
        validation: list[StreamRows],
        pace: Pace,
        schedule: Schedule,
        on_export: Callable[[Path], None],
    ) -> None:
        self.model, self.pace, self.schedule = model, pace, schedule
        self.make_stream, self.validation, self.export = make_stream, validation, on_export
        self.device = next(model.parameters()).device
        kind = quick(self.device)
        self.lean = LeanLlama(model, kind)
        self.plain = LeanLlama(model, kind)  # validation is too short to be worth compiling
        self.stream = make_stream(Place())

    def compile(self) -> None:
        """Faster, even on a CPU; costs half a minute for each length of row, and needs a C++ compiler there."""
        self.lean.hidden = torch.compile(self.lean.hidden, dynamic=False)  # type: ignore[method-assign]

    def parameters(self) -> Parameters:
        return named_parameters(self.model)

    def optimizers(self, pace: Pace) -> list[torch.optim.Optimizer]:
        return two_optimizers(self.parameters(), "embed_tokens", {}, pace)

    def read(self, progress: float, step: int) -> tuple[list[Tensor], int]:
        factor = self.schedule.length_factor(progress)
        rows = self.stream.batch(self.pace.rows // factor, self.pace.length * factor)
        return self._tensors(rows), rows.ids.size

    def loss(self, *batch: Tensor) -> Tensor:
        return self.lean.loss(*batch)

    @torch.no_grad()
    def validate(self) -> float:
        losses = [float(self.plain.loss(*self._tensors(rows))) for rows in self.validation]
        return sum(losses) / max(1, len(losses))

    def place(self) -> dict[str, Any]:
        return self.stream.place.as_json()

    def go_to(self, place: dict[str, Any]) -> None:
        self.stream = self.make_stream(Place(**place))

    def _tensors(self, rows: StreamRows) -> list[Tensor]:
        arrays = (rows.ids, rows.texts, rows.positions, rows.targets)
        return [torch.from_numpy(a).to(self.device, non_blocking=True) for a in arrays]
