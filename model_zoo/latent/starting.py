"""Two beginnings of one deep net: layer by layer with restricted Boltzmann machines, or at random.

Hinton and Salakhutdinov (2006) trained with plain gradients, and without the machines their deep nets stood still.
Adam and weights scaled by the layer's width (Glorot and Bengio 2010) came later; both are measured here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from model_zoo.latent.layer_wise import pretrain
from model_zoo.nets.dense_auto_encoder import DenseAutoEncoder, DenseShape
from model_zoo.recipes.light_optimizers import LightAdam, LightMomentum
from model_zoo.recipes.small_trainer import CurvePoint, SmallPlan, SmallTrainer

Start = Literal["machines", "small", "scaled"]
Way = Literal["momentum", "adam"]
Tell = Callable[[float, str, CurvePoint | None], None]

#: (name, how the weights begin, how they are trained); the first two are the comparison of 2006.
RUNS: tuple[tuple[str, Start, Way], ...] = (
    ("RBM start, gradient descent", "machines", "momentum"),
    ("plain start, gradient descent", "small", "momentum"),
    ("RBM start, Adam", "machines", "adam"),
    ("plain start, Adam", "scaled", "adam"),
)
BATCH = 100
"""Rows of a step of fine-tuning; an epoch has as many steps as it needs of them."""


@dataclass(frozen=True, slots=True)
class Started:
    """One run: its curve of held-out mean squared errors, and the seconds the machines took before it."""

    name: str
    seconds_before: float
    points: tuple[CurvePoint, ...]


def begin(
    net: DenseAutoEncoder,
    start: Start,
    rows: Tensor,
    epochs: int,
    seed: int,
    tell: Callable[[float, str], None],
) -> None:
    """Give `net` its first weights."""
    generator = torch.Generator().manual_seed(seed)
    if start == "machines":
        pretrain(net, rows, epochs, generator, tell)
        return
    with torch.no_grad():
        for layer in (*net.down, *net.up):
            assert isinstance(layer, torch.nn.Linear)
            if start == "small":  # what was usual in 2006
                layer.weight.normal_(0.0, 0.05, generator=generator)
            else:
                bound = (6.0 / sum(layer.weight.shape)) ** 0.5
                layer.weight.uniform_(-bound, bound, generator=generator)
            layer.bias.zero_()


def trainer(
    net: DenseAutoEncoder, way: Way, rows: Tensor, held_out: Tensor, epochs: int, seed: int
) -> SmallTrainer:
    """Fine-tune `net` on rows [n, inputs], 0 to 1; a point of the curve for each epoch."""
    each = max(1, len(rows) // BATCH)
    optimizer = (
        LightMomentum(net.parameters(), 0.5) if way == "momentum" else LightAdam(net.parameters(), 2e-3)
    )

    def loss(generator: torch.Generator) -> Tensor:
        return net.loss(rows[torch.randint(len(rows), (min(BATCH, len(rows)),), generator=generator)])

    def judge() -> float:
        return float((net(held_out) - held_out).square().mean())

    plan = SmallPlan(epochs * each, warmup=0.02, every=each, seed=seed)
    return SmallTrainer(net, loss, judge, plan, optimizer)


def compared(
    shape: DenseShape, rows: Tensor, held_out: Tensor, epochs: int, machine_epochs: int, seed: int, tell: Tell
) -> tuple[Started, ...]:
    """Run all of RUNS on the same data; `tell` hears the share of the whole, what is done, and each point."""
    import time

    found = []
    for number, (name, start, way) in enumerate(RUNS):

        def told(share: float, words: str, point: CurvePoint | None = None, place: int = number) -> None:
            tell((place + share) / len(RUNS), f"{RUNS[place][0]}: {words}", point)

        begun = time.perf_counter()
        torch.manual_seed(seed)
        net = DenseAutoEncoder(shape)
        begin(net, start, rows, machine_epochs, seed, _Part(told, 0.0, 0.5))
        before = time.perf_counter() - begun if start == "machines" else 0.0
        half = 0.5 if start == "machines" else 0.0
        running = trainer(net, way, rows, held_out, epochs, seed)
        points = running.run(_Part(told, half, 1.0 - half).step)
        found.append(Started(name, before, tuple(points)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Part:
    """Tells of a part of a run as a part of the whole."""

    tell: Tell
    begin: float
    share: float

    def __call__(self, share: float, words: str) -> None:
        self.tell(self.begin + share * self.share, words, None)

    def step(self, share: float, point: CurvePoint | None) -> None:
        self.tell(self.begin + share * self.share, "fine-tuning", point)
