"""Re-makes the checkpoint inkling-generator: variational auto-encoders of clothes, and plain ones of the same net.

    python -m model_zoo.recipes.inkling_generator train --minutes 8 --run runs/generator
    python -m model_zoo.recipes.inkling_generator publish --run runs/generator      figures and card

Data: Fashion-MNIST. Nets get the same time and the same pictures; a small classifier is trained as a judge.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor, nn

from model_zoo.corpora.pictures import PictureSet, pictures
from model_zoo.nets.image_vae import ImageVae, Judge, VaeShape, evidence
from model_zoo.recipes.running import keep_memory
from model_zoo.recipes.small_trainer import SmallPlan, SmallTrainer

WIDTHS = (2, 8, 16)
SHAPES = {
    **{f"vae-{width}": VaeShape(width) for width in WIDTHS},
    **{f"plain-{width}": VaeShape(width, variational=0) for width in WIDTHS},
    "classes-8": VaeShape(8, classes=10),
}
BATCH = 128
JUDGE_SHARE = 0.07
LONGER = ("classes-8",)
"""Nets that get twice the time: what a class means is learned later than what pictures look like."""
APART = 5000
"""Training pictures, the last ones, that choose the best state of each net."""


class Drawing:
    """Batches of pictures and their kinds."""

    def __init__(self, images: NDArray[np.uint8], labels: NDArray[np.int64]) -> None:
        self.images, self.labels = torch.from_numpy(images.copy()), torch.from_numpy(labels.copy())

    def batch(self, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Pictures [BATCH, 1, 28, 28], 0 to 1, and kinds [BATCH]."""
        rows = torch.randint(0, len(self.images), (BATCH,), generator=generator)
        x = self.images[rows].float()[:, None] / 255
        return x, self.labels[rows]

    def all(self) -> tuple[Tensor, Tensor]:
        """Every picture as it is."""
        return self.images.float()[:, None] / 255, self.labels


def cost(net: ImageVae, x: Tensor, kinds: Tensor, drawn: Tensor) -> Tensor:
    """What a net is trained to make small, in nats a pixel: the bound, or for a plain one the error's likelihood."""
    told = kinds if net.shape.classes else None
    if not net.shape.variational:
        drawn = torch.zeros_like(drawn)
    likelihood, apart = evidence(net, x, drawn, told)
    return (-likelihood.mean() + (apart.mean() if net.shape.variational else 0.0)) / x[0].numel()


def train_one(net: ImageVae, train: Drawing, apart: Drawing, seconds: float, seed: int) -> SmallTrainer:
    """Train one net for so many seconds."""
    held, kinds = apart.all()
    fixed = torch.randn(len(held), net.shape.latents, generator=torch.Generator().manual_seed(3))

    def loss(generator: torch.Generator) -> Tensor:
        x, own = train.batch(generator)
        return cost(net, x, own, torch.randn(len(x), net.shape.latents, generator=generator))

    def judge() -> float:
        return float(cost(net, held, kinds, fixed))

    plan = SmallPlan(steps=1_000_000, rate=3e-3, seconds=seconds, every=500, average=0.995, seed=seed)
    trainer = SmallTrainer(net, loss, judge, plan, _optimizer(net, plan.rate))
    trainer.run()
    return trainer


def _optimizer(net: nn.Module, rate: float) -> torch.optim.Optimizer:
    """AdamW in one pass over all weights: of so small a net's step, a third was the optimizer's."""
    return torch.optim.AdamW(net.parameters(), lr=rate, betas=(0.9, 0.99), weight_decay=0.0, fused=True)


def train_judge(net: Judge, train: Drawing, apart: Drawing, seconds: float, seed: int) -> SmallTrainer:
    """Train the classifier."""
    held, kinds = apart.all()

    def loss(generator: torch.Generator) -> Tensor:
        x, own = train.batch(generator)
        return F.cross_entropy(net(x)[0], own, label_smoothing=0.02)

    def judge() -> float:
        return float(F.cross_entropy(net(held)[0], kinds))

    plan = SmallPlan(steps=1_000_000, rate=3e-3, seconds=seconds, every=250, average=0.99, seed=seed)
    trainer = SmallTrainer(net, loss, judge, plan, _optimizer(net, plan.rate))
    trainer.run()
    return trainer


def split(found: PictureSet) -> tuple[Drawing, Drawing]:
    """What is learned from, and what is kept apart."""
    return (
        Drawing(found.images[:-APART], found.labels[:-APART]),
        Drawing(found.images[-APART:], found.labels[-APART:]),
    )


def train(run: Path, minutes: float, seed: int) -> None:
    """Train everything; RUN then holds the weights and what is to be known of how they were made."""
    learned, apart = split(pictures("fashion", "train"))
    facts: dict[str, Any] = {"seed": seed, "minutes": 0.0, "steps": {}}
    tensors: dict[str, Tensor] = {}
    share = (1 - JUDGE_SHARE) / (len(SHAPES) + len(LONGER))
    for name in ("judge", *SHAPES):
        torch.manual_seed(seed)
        net: nn.Module
        if name == "judge":
            net = Judge(10)
            trainer = train_judge(net, learned, apart, 60 * minutes * JUDGE_SHARE, seed)
        else:
            net = ImageVae(SHAPES[name])
            net.begin(learned.images[:4000].float().flatten(1) / 255)
            trainer = train_one(net, learned, apart, 60 * minutes * share * (1 + (name in LONGER)), seed)
        tensors |= {f"{name}.{key}": value.contiguous() for key, value in net.state_dict().items()}
        facts["steps"][name] = trainer.step
        facts["minutes"] += trainer.seconds / 60
        best = min(point.held_out for point in trainer.curve)
        print(f"{name:10} {trainer.step:6} steps  {best:.4f} nats a pixel", flush=True)
    run.mkdir(parents=True, exist_ok=True)
    save_file(tensors, run / "nets.safetensors")
    (run / "facts.json").write_text(json.dumps(facts) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=["train", "publish"])
    parser.add_argument("--run", type=Path, default=Path("runs/generator"))
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--seed", type=int, default=20261127)
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    keep_memory()
    torch.set_num_threads(chosen.threads)
    if chosen.part == "train":
        train(chosen.run, chosen.minutes, chosen.seed)
    else:
        from model_zoo.recipes.publish_generator import publish

        publish(chosen.run)


if __name__ == "__main__":
    main()
