"""A plain loop for small nets: seeded, warm-up and cosine, curves, the best state kept, within steps or seconds.

The loop can be left between two steps (whoever listens raises) and entered again where it was.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class SmallPlan:
    """How a small net is trained. With `seconds` the schedule ends with the clock, whichever comes first."""

    steps: int
    rate: float = 2e-3
    warmup: float = 0.02  # share of the run over which the rate rises
    seconds: float | None = None
    every: int = 100  # steps between two measurements on held-out data
    average: float = 0.0  # decay of an exponential moving average of the weights; 0: none
    weight_decay: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """`train` is the mean loss since the last point, `held_out` what the judge says of the net now."""

    step: int
    seconds: float
    train: float
    held_out: float


class Optimizer(Protocol):
    """What a trainer asks of torch's optimizers, and of `light_optimizers`."""

    param_groups: list[dict[str, Any]]

    def zero_grad(self, set_to_none: bool = True) -> None: ...

    def step(self) -> Any: ...


Tell = Callable[[float, CurvePoint | None], None]
"""Hears the share of the run that is done, after every step, and each point of the curve. May raise to leave."""


class SmallTrainer:
    """`loss(generator)` draws a batch and gives its loss; `judge()` measures `net` on held-out data, less is better.

    At the end `net` has the weights that the judge liked best (of the average, where there is one). An optimizer
    of your own takes the place of AdamW; its groups' rates are the highest ones.
    """

    def __init__(
        self,
        net: nn.Module,
        loss: Callable[[torch.Generator], Tensor],
        judge: Callable[[], float],
        plan: SmallPlan,
        optimizer: Optimizer | None = None,
    ) -> None:
        self.net, self.plan = net, plan
        self._loss, self._judge = loss, judge
        self.curve: list[CurvePoint] = []
        self.step = 0
        self.seconds = 0.0
        self.best: dict[str, Tensor] = {}
        self.generator = torch.Generator().manual_seed(plan.seed)
        self._optimizer: Optimizer = optimizer or torch.optim.AdamW(
            net.parameters(), lr=plan.rate, betas=(0.9, 0.99), weight_decay=plan.weight_decay
        )
        self._rates = [float(group["lr"]) for group in self._optimizer.param_groups]
        self._average: dict[str, Tensor] = {}
        self._lost: list[float] = []

    @property
    def progress(self) -> float:
        """The share of the run that is done, 0 to 1."""
        spent = 0.0 if self.plan.seconds is None else self.seconds / self.plan.seconds
        return min(1.0, max(self.step / self.plan.steps, spent))

    def run(self, tell: Tell | None = None) -> list[CurvePoint]:
        """Train to the end of the plan, from where it is; give the curve."""
        if not self.curve:
            if self.plan.average:  # now, not before: the net may have been given other weights since
                self._average = {k: v.detach().clone() for k, v in self.net.state_dict().items()}
            self._measure(tell)
        while self.progress < 1.0:
            self._one_step()
            due = self.step % self.plan.every == 0 or self.progress >= 1.0
            if due:
                self._measure(tell)
            elif tell is not None:
                tell(self.progress, None)
        if self.best:
            self.net.load_state_dict(self.best)
        return self.curve

    def _one_step(self) -> None:
        begin = time.perf_counter()
        self.net.train()
        for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * self._rate_at(self.progress)
        self._optimizer.zero_grad(set_to_none=True)
        loss = self._loss(self.generator)
        loss.backward()
        self._optimizer.step()
        self.step += 1
        self._lost.append(float(loss.detach()))
        if self._average:
            share = min(self.plan.average, self.step / (self.step + 10))  # the first steps are soon forgotten
            for name, value in self.net.state_dict().items():
                self._average[name].lerp_(value.detach().to(self._average[name].dtype), 1 - share)
        self.seconds += time.perf_counter() - begin

    def _rate_at(self, progress: float) -> float:
        if progress < self.plan.warmup:
            return (progress + 1e-3) / (self.plan.warmup + 1e-3)
        return 0.5 + 0.5 * math.cos(math.pi * (progress - self.plan.warmup) / (1 - self.plan.warmup))

    @torch.no_grad()
    def _measure(self, tell: Tell | None) -> None:
        self.net.eval()
        now = {name: value.detach().clone() for name, value in self.net.state_dict().items()}
        if self._average:
            self.net.load_state_dict(self._average)
        held_out = self._judge()
        if math.isfinite(held_out) and held_out <= min((p.held_out for p in self.curve), default=math.inf):
            self.best = {name: value.detach().clone() for name, value in self.net.state_dict().items()}
        self.net.load_state_dict(now)
        train = sum(self._lost) / len(self._lost) if self._lost else held_out
        self._lost = []
        self.curve.append(CurvePoint(self.step, self.seconds, train, held_out))
        if tell is not None:
            tell(self.progress, self.curve[-1])
