"""The training loop of the masked language model: rows in, guesses out, two optimizers, a clock."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import ModernBertForMaskedLM

from model_zoo.recipes.lean_modernbert import LeanModernBert
from model_zoo.recipes.masking import WordMasker
from model_zoo.recipes.muon import Muon
from model_zoo.recipes.packing import Cursor, Packer, Rows
from model_zoo.recipes.schedule import Schedule
from model_zoo.recipes.training_state import Parameters, cursor_of, load_state, save_state


@dataclass(frozen=True)
class Pace:
    """How fast and for how long."""

    rows: int
    length: int
    hours: float
    """Wall-clock budget; the schedule ends with it."""
    steps: int | None = None
    """If given, the run takes exactly so many steps and the clock does not count."""
    muon_rate: float = 0.01
    adam_rate: float = 1.5e-3
    seed: int = 20261123
    save_every: float = 300.0
    """Seconds between saved states."""
    validate_every: int = 250


def named_parameters(model: ModernBertForMaskedLM) -> Parameters:
    """Every trained tensor once: the decoder's matrix is the embedding's."""
    return {name: p for name, p in model.named_parameters() if name != "decoder.weight"}


def make_optimizers(model: ModernBertForMaskedLM, pace: Pace) -> list[torch.optim.Optimizer]:
    """Muon for the matrices between layers, AdamW for the embedding, the norms and the decoder's bias."""
    parts = {"Wqkv": 3, "Wi": 2}
    matrices: dict[int, list[torch.nn.Parameter]] = {1: [], 2: [], 3: []}
    vectors: list[torch.nn.Parameter] = []
    embedding: list[torch.nn.Parameter] = []
    for name, parameter in named_parameters(model).items():
        if "embeddings.tok" in name:
            embedding.append(parameter)
        elif parameter.ndim == 2:
            matrices[parts.get(name.split(".")[-2], 1)].append(parameter)
        else:
            vectors.append(parameter)
    muon = Muon(
        [{"params": group, "parts": n} for n, group in matrices.items()], lr=pace.muon_rate, weight_decay=0.02
    )
    adam = torch.optim.AdamW(
        [{"params": embedding, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}],
        lr=pace.adam_rate,
        betas=(0.9, 0.98),
        eps=1e-9,
        fused=True,
    )
    return [muon, adam]


class Trainer:
    def __init__(
        self,
        model: ModernBertForMaskedLM,
        masker: WordMasker,
        make_packer: Callable[[Cursor], Packer],
        validation: list[Rows],
        pace: Pace,
        schedule: Schedule,
        folder: Path,
        on_export: Callable[[Path], None],
    ) -> None:
        self.model, self.masker, self.pace, self.schedule = model, masker, pace, schedule
        self.make_packer, self.validation, self.folder, self.on_export = (
            make_packer,
            validation,
            folder,
            on_export,
        )
        self.device = next(model.parameters()).device
        self.lean = LeanModernBert(model, torch.bfloat16)
        self.plain = LeanModernBert(model, torch.bfloat16)  # validation is too short to be worth compiling
        self.optimizers = make_optimizers(model, pace)
        self.packer = make_packer(Cursor())
        self.step = self.tokens = 0
        self.begun_at = 0
        """The step at which the present schedule began."""
        self.stopping = False
        self.seconds = 0.0
        """Wall-clock seconds spent on the present schedule, over all its sessions."""

    def compile(self) -> None:
        """A fifth faster, even on a CPU; costs half a minute at first, and needs a C++ compiler there."""
        self.lean.hidden = torch.compile(self.lean.hidden, dynamic=False)  # type: ignore[method-assign]

    @property
    def progress(self) -> float:
        if self.pace.steps is not None:
            return min(1.0, (self.step - self.begun_at) / self.pace.steps)
        return min(1.0, self.seconds / (self.pace.hours * 3600))

    def resume(self, folder: Path) -> None:
        facts = load_state(folder, named_parameters(self.model), self.optimizers)
        self.step, self.tokens, self.seconds = facts["step"], facts["tokens"], facts["seconds"]
        self.packer = self.make_packer(cursor_of(facts))
        if facts["finished"]:  # a finished run goes on with a new schedule: warm up again, then fall again
            self.seconds, self.begun_at = 0.0, self.step
        else:
            self.begun_at = facts.get("begun_at", 0)

    def facts(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "tokens": self.tokens,
            "seconds": self.seconds,
            "begun_at": self.begun_at,
            "finished": self.progress >= 1.0,
            "pace": asdict(self.pace),
            "schedule": asdict(self.schedule),
            "cursor": self.packer.cursor.as_json(),
        }

    def save(self, folder: Path, compact: bool = False) -> None:
        save_state(folder, named_parameters(self.model), self.optimizers, self.facts(), compact)

    def _tensors(self, rows: Rows, rate: float, key: tuple[int, ...]) -> list[Tensor]:
        masked = self.masker.mask(rows.ids, rate, np.random.default_rng(key))
        arrays = (masked.ids, rows.segments, rows.positions, masked.where, masked.targets)
        return [torch.from_numpy(a).to(self.device, non_blocking=True) for a in arrays]

    def one_step(self) -> float:
        """One batch, one update; the loss in nats per masked piece."""
        progress = self.progress
        factor = self.schedule.length_factor(progress)
        rows = self.packer.batch(self.pace.rows // factor, self.pace.length * factor)
        batch = self._tensors(rows, self.schedule.mask_share(progress), (self.pace.seed, 1, self.step))
        loss = self.lean.loss(*batch)
        loss.backward()
        for optimizer, top in zip(self.optimizers, (self.pace.muon_rate, self.pace.adam_rate), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = top * self.schedule.rate(progress)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += int((rows.segments > 0).sum())
        return float(loss.detach())

    @torch.no_grad()
    def validate(self) -> float:
        """Mean loss on the same held-out natural rows, 15 per cent masked the same way each time."""
        losses = [
            float(self.plain.loss(*self._tensors(rows, 0.15, (7, number))))
            for number, rows in enumerate(self.validation)
        ]
        return sum(losses) / max(1, len(losses))

    def run(self) -> None:
        """Until the schedule is over, or until SIGTERM or Ctrl-C, which save the state and leave.

        Writes curves.jsonl, a state every few minutes (an export beside it), and exports at powers of two.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: setattr(self, "stopping", True))
        self.folder.mkdir(parents=True, exist_ok=True)
        before = time.monotonic()
        saved = self.seconds
        recent: list[float] = []
        with (self.folder / "curves.jsonl").open("a") as curves:
            while self.progress < 1.0 and not self.stopping:
                recent.append(self.one_step())
                now = time.monotonic()
                self.seconds, before = self.seconds + now - before, now
                line: dict[str, float] = {}
                if self.step % 25 == 0:
                    line = {"step": self.step, "tokens": self.tokens, "seconds": round(self.seconds, 1)}
                    line |= {"progress": round(self.progress, 4), "loss": round(sum(recent) / len(recent), 4)}
                    recent.clear()
                if self.step % self.pace.validate_every == 0:
                    line["held_out_loss"] = round(self.validate(), 4)
                if line:
                    print(json.dumps(line), file=curves, flush=True)
                if self.step & (self.step - 1) == 0 and self.step >= 8:
                    self.on_export(self.folder / "growth" / f"step-{self.step:06d}")
                if self.seconds - saved > self.pace.save_every:
                    saved = self.seconds
                    self.save(self.folder / "state")
                    self.on_export(self.folder / "latest")
        self.save(self.folder / "state")
