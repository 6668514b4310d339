"""The training loop: a task gives rows and a loss; here are two learning rates, a clock, and what is kept."""

from __future__ import annotations

import json
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor

from model_zoo.recipes.schedule import Schedule
from model_zoo.recipes.training_state import Parameters, load_state, save_state


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


class Task(Protocol):
    """What is learned. It owns the model and reads the rows."""

    def parameters(self) -> Parameters:
        """Every trained tensor once, by the name it is published under."""

    def optimizers(self, pace: Pace) -> list[torch.optim.Optimizer]:
        """Muon, then AdamW: the two rates of the pace are theirs. One alone is AdamW."""

    def read(self, progress: float, step: int) -> tuple[list[Tensor], int]:
        """The next batch on the model's device, and how many tokens of text it holds."""

    def loss(self, *batch: Tensor) -> Tensor:
        """Mean cross-entropy of a batch, in nats."""

    def validate(self) -> float:
        """Mean loss on the same held-out natural rows each time."""

    def export(self, folder: Path) -> None:
        """Write a folder that transformers reads."""

    def place(self) -> dict[str, Any]:
        """Where the reading stands, as JSON."""

    def go_to(self, place: dict[str, Any]) -> None:
        """Read on from there."""


class Trainer:
    def __init__(self, task: Task, pace: Pace, schedule: Schedule, folder: Path) -> None:
        self.task, self.pace, self.schedule, self.folder = task, pace, schedule, folder
        self.optimizers = task.optimizers(pace)
        self.step = self.tokens = 0
        self.begun_at = 0
        """The step at which the present schedule began."""
        self.stopping = False
        self.seconds = 0.0
        """Wall-clock seconds spent on the present schedule, over all its sessions."""

    @property
    def progress(self) -> float:
        if self.pace.steps is not None:
            return min(1.0, (self.step - self.begun_at) / self.pace.steps)
        return min(1.0, self.seconds / (self.pace.hours * 3600))

    def resume(self, folder: Path) -> None:
        facts = load_state(folder, self.task.parameters(), self.optimizers)
        self.step, self.tokens, self.seconds = facts["step"], facts["tokens"], facts["seconds"]
        self.task.go_to(facts["cursor"])
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
            "cursor": self.task.place(),
        }

    def save(self, folder: Path, compact: bool = False) -> None:
        save_state(folder, self.task.parameters(), self.optimizers, self.facts(), compact)

    def one_step(self) -> float:
        """One batch, one update; the loss in nats."""
        progress = self.progress
        batch, tokens = self.task.read(progress, self.step)
        loss = self.task.loss(*batch)
        loss.backward()
        rates = (self.pace.muon_rate, self.pace.adam_rate)[-len(self.optimizers) :]
        for optimizer, top in zip(self.optimizers, rates, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = top * self.schedule.rate(progress)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += tokens
        return float(loss.detach())

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
                    line["held_out_loss"] = round(self.task.validate(), 4)
                if line:
                    print(json.dumps(line), file=curves, flush=True)
                if self.step & (self.step - 1) == 0 and self.step >= 8:
                    self.task.export(self.folder / "growth" / f"step-{self.step:06d}")
                if self.seconds - saved > self.pace.save_every:
                    saved = self.seconds
                    self.save(self.folder / "state")
                    self.task.export(self.folder / "latest")
        self.save(self.folder / "state")
