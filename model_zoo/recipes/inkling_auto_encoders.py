"""Re-makes the checkpoint inkling-auto-encoders: dense nets at several widths, two denoisers, and what was measured.

    python -m model_zoo.recipes.inkling_auto_encoders denoisers  the same net twice: cleaning, and copying
    python -m model_zoo.recipes.inkling_auto_encoders nets       Fashion-MNIST and digits, a net for each width
    python -m model_zoo.recipes.inkling_auto_encoders starts     a deep net begun with machines, and plainly
    python -m model_zoo.recipes.inkling_auto_encoders all        these three
    python -m model_zoo.recipes.inkling_auto_encoders publish    the folder: weights, figures, card

The parts wait in `--run`. Data: see `model_zoo.corpora.pictures`. About five minutes of one core in all.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from model_zoo.corpora.pictures import pictures
from model_zoo.latent.principal import Principal, principal
from model_zoo.latent.spaces import Space
from model_zoo.nets.conv_denoiser import ConvDenoiser, DenoiserShape
from model_zoo.nets.dense_auto_encoder import DenseAutoEncoder, DenseShape
from model_zoo.recipes.auto_encoder_starts import measured_starts
from model_zoo.recipes.denoiser_task import denoiser_trainer
from model_zoo.recipes.publishing import CHECKPOINTS
from model_zoo.recipes.small_trainer import CurvePoint, SmallPlan, SmallTrainer

ID = "inkling-auto-encoders"
SPACES = {
    "fashion": Space("pictures", "Fashion-MNIST", 28, 28),
    "digits": Space("pictures", "handwritten digits", 28, 28),
}
#: Hidden layers by set and width: as wide as the budget of the bundle allows, the same for widths that are compared.
SHAPES: dict[str, dict[int, tuple[int, ...]]] = {
    "fashion": {1: (60, 48), 2: (60, 48), 4: (60, 48), 8: (74, 64), 16: (74, 64), 32: (74, 64), 64: (74, 64)},
    "digits": dict.fromkeys((2, 4, 8, 16, 32), (42, 36)),
}
_BATCH = 128
STEPS = {"fashion": 2200, "digits": 1000, "denoiser": 1000, "identity": 900}


def rows_of(data: str, split: str) -> torch.Tensor:
    """A set's pictures as rows [n, 784], 0 to 1."""
    found = pictures(data, split)  # type: ignore[arg-type]
    return torch.from_numpy(SPACES[data].rows(found.images))


def dense_trainer(
    net: DenseAutoEncoder, rows: torch.Tensor, held_out: torch.Tensor, plan: SmallPlan, batch: int = _BATCH
) -> SmallTrainer:
    """A trainer of one dense net on rows [n, inputs], judged by the mean squared error on others."""

    def loss(generator: torch.Generator) -> torch.Tensor:
        return net.loss(rows[torch.randint(len(rows), (batch,), generator=generator)])

    def judge() -> float:
        return float((net(held_out) - held_out).square().mean())

    return SmallTrainer(net, loss, judge, plan)


def train_nets(run: Path, scale: float) -> None:
    """Every width of every set; the principal components beside them."""
    for data, shapes in SHAPES.items():
        rows, held_out = rows_of(data, "train"), rows_of(data, "held_out")
        found = principal(rows.numpy(), max(shapes))
        np.savez(run / f"{data}.principal.npz", mean=found.mean, components=found.components)
        for width, hidden in shapes.items():
            torch.manual_seed(width)
            net = DenseAutoEncoder(DenseShape(784, hidden, width))
            steps = round(STEPS[data] * scale)
            plan = SmallPlan(steps, rate=3e-3, every=500, average=0.995, seed=width)
            curve = dense_trainer(net, rows, held_out[:2000], plan).run()
            torch.save(net.state_dict(), run / f"{data}.{width}.pt")
            linear = float(np.square(found.reconstructed(held_out.numpy(), width) - held_out.numpy()).mean())
            print(
                f"{data} {width:2}: {curve[-1].step} steps, error {curve[-1].held_out:.5f}, PCA {linear:.5f}",
                flush=True,
            )


def train_denoisers(run: Path, scale: float) -> None:
    """The same net twice: asked for the clean picture of a noisy one, and for what it is given."""
    both = [rows_of(data, "train").reshape(-1, 1, 28, 28) for data in SPACES]
    held = [rows_of(data, "held_out")[:400].reshape(-1, 1, 28, 28) for data in SPACES]
    for name in ("denoiser", "identity"):
        torch.manual_seed(7)
        net = ConvDenoiser(DenoiserShape())
        rate = 2e-3 if name == "denoiser" else 4e-3
        plan = SmallPlan(round(STEPS[name] * scale), rate=rate, every=100, average=0.99, seed=7)
        trainer = denoiser_trainer(net, torch.cat(both), torch.cat(held), plan, copies=name == "identity")

        def tell(share: float, point: CurvePoint | None, name: str = name) -> None:
            if point is not None:
                print(f"{name} {share:4.0%}: step {point.step}, error {point.held_out:.5f}", flush=True)

        trainer.run(tell)
        torch.save(net.state_dict(), run / f"{name}.pt")


def read_principal(run: Path, data: str) -> Principal:
    """A set's principal components, as `nets` left them."""
    with np.load(run / f"{data}.principal.npz") as file:
        return Principal(file["mean"], file["components"])


def read_net(run: Path, data: str, width: int) -> DenseAutoEncoder:
    """A dense net, as `nets` left it."""
    net = DenseAutoEncoder(DenseShape(784, SHAPES[data][width], width))
    net.load_state_dict(torch.load(run / f"{data}.{width}.pt", weights_only=True))
    return net.eval()


def read_denoiser(run: Path, name: str) -> ConvDenoiser:
    """A denoiser, as `denoisers` left it."""
    net = ConvDenoiser(DenoiserShape())
    net.load_state_dict(torch.load(run / f"{name}.pt", weights_only=True))
    return net.eval()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=["denoisers", "nets", "starts", "all", "publish"])
    parser.add_argument("--run", type=Path, default=Path("runs/auto-encoders"))
    parser.add_argument("--scale", type=float, default=1.0, help="of the number of steps")
    parser.add_argument("--to", type=Path, default=CHECKPOINTS / ID)
    parser.add_argument("--note", default="", help="a sentence about this very run, for the card")
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    chosen.run.mkdir(parents=True, exist_ok=True)
    if chosen.part in ("denoisers", "all"):
        train_denoisers(chosen.run, chosen.scale)
    if chosen.part in ("nets", "all"):
        train_nets(chosen.run, chosen.scale)
    if chosen.part in ("starts", "all"):
        found = measured_starts(rows_of("digits", "train"), rows_of("digits", "held_out"))
        (chosen.run / "starts.json").write_text(json.dumps(found), encoding="utf-8")
    if chosen.part == "publish":
        from model_zoo.recipes.publish_auto_encoders import publish

        publish(chosen.run, chosen.to, chosen.note)


if __name__ == "__main__":
    main()
