"""Re-makes the checkpoint inkling-image-codes: one trunk, four bottlenecks of 8 bits, and a training that collapsed.

    python -m model_zoo.recipes.inkling_image_codes --run runs/image-codes           all parts, a quarter of an hour
    python -m model_zoo.recipes.inkling_image_codes vq fsq --run runs/image-codes    some of them again

The trunk begins as principal components of 4 x 4 pixels and learns to rebuild pictures through 8 real numbers a
place; every bottleneck then goes on from there for four hundred steps (vq: 450). `plain` is the codebook of 2017
without moving means, cosine and revival: its snapshots and those of `vq` are what the demo replays.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor

from model_zoo.nets.binary_quantizer import BinaryQuantizer
from model_zoo.nets.gumbel_quantizer import GumbelQuantizer
from model_zoo.nets.image_trunk import ImageCoder, TrunkShape
from model_zoo.nets.plain_vector_quantizer import PlainVectorQuantizer
from model_zoo.nets.quantizer import Quantized, Quantizer, perplexity, usage
from model_zoo.nets.scalar_quantizer import ScalarQuantizer
from model_zoo.nets.vector_quantizer import VectorQuantizer
from model_zoo.recipes.image_code_pictures import Batches, as_float, squares
from model_zoo.recipes.image_code_start import as_components, keep_lengths, standardise
from model_zoo.recipes.small_trainer import CurvePoint, SmallPlan, SmallTrainer

SHAPE = TrunkShape(channels=48, blocks=2)
BITS = 8
WIDTH = SHAPE.width
QUANTIZERS: dict[str, Callable[[], Quantizer]] = {
    "vq": lambda: VectorQuantizer(2**BITS, WIDTH, decay=0.97, cosine=True),
    "fsq": lambda: ScalarQuantizer((4, 4, 4, 4)),
    "binary": lambda: BinaryQuantizer(BITS),
    "gumbel": lambda: GumbelQuantizer(2**BITS, WIDTH),
    "plain": lambda: PlainVectorQuantizer(2**BITS, WIDTH),
}
STEPS = {"trunk": 200, "vq": 450, "fsq": 400, "plain": 200, "binary": 400, "gumbel": 400}
RATE = 2e-3
COOLEST = 0.5
"""Where the temperature of the Gumbel softmax ends."""
SNAPSHOTS = (1, 2, 4, 8, 16, 32, 64, 100, 150, 200, 300)
LOOKED_AT = 160
"""Held-out pictures that a snapshot is measured on."""


class NoBottleneck(Quantizer):
    """Real numbers: what the trunk learns with before there are codes."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.size, self.width = 0, width

    def forward(self, x: Tensor) -> Quantized:
        return Quantized(x, x.new_zeros(()), x.new_zeros(len(x), *x.shape[2:], dtype=torch.int64))


def coder(part: str) -> ImageCoder:
    """A part's net, untrained."""
    quantizer = QUANTIZERS[part]() if part in QUANTIZERS else NoBottleneck(WIDTH)
    return ImageCoder(replace(SHAPE, width=quantizer.width), quantizer)


def begun(part: str, trunk: dict[str, Tensor], pixels: Tensor) -> ImageCoder:
    """A part's net on the trunk; where its codes are narrower, the layers next to them begin anew."""
    net = coder(part)
    as_components(net, pixels)
    own = net.state_dict()
    fitting = {name: value for name, value in trunk.items() if name in own and own[name].shape == value.shape}
    net.load_state_dict({**own, **fitting})
    if part in ("binary", "fsq"):
        standardise(net, pixels)
    elif part == "vq":
        keep_lengths(net)
    return net


class Snapshots:
    """Looks at a training now and then: counts over held-out pictures, and two of them from their codes."""

    def __init__(self, net: ImageCoder, pixels: Tensor) -> None:
        self.net, self.pixels = net, pixels
        self.steps: list[int] = []
        self.counts: list[Tensor] = []
        self.errors: list[float] = []
        self.shown: list[Tensor] = []

    @torch.no_grad()
    def look(self, step: int) -> None:
        """Measure the net as it is."""
        training = self.net.training
        self.net.eval()
        counts, errors = torch.zeros(self.net.quantizer.size, dtype=torch.int64), []
        for rows in self.pixels.split(32):
            made, found = self.net(rows)
            counts += torch.bincount(found.numbers.flatten(), minlength=len(counts))
            errors.append(F.mse_loss(made.clamp(-1, 1), rows, reduction="none").mean(dim=(1, 2, 3)))
            if len(errors) == 1:
                self.shown.append(((made[:2].clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8))
        self.steps.append(step)
        self.counts.append(counts)
        self.errors.append(psnr(torch.cat(errors)))
        self.net.train(training)

    def tensors(self) -> dict[str, Tensor]:
        """What is kept: steps [s], counts [s, K], psnr [s], pictures [s, 2, 3, h, w]."""
        return {
            "steps": torch.tensor(self.steps),
            "counts": torch.stack(self.counts).int(),
            "psnr": torch.tensor(self.errors),
            "pictures": torch.stack(self.shown),
        }


def psnr(errors: Tensor) -> float:
    """Mean squared errors [n] of pictures between -1 and 1 -> the mean of their PSNR, in dB."""
    return float((10 * torch.log10(4.0 / errors.double().clamp_min(1e-10))).mean())


def train(part: str, run: Path, steps: int, rows: int, held_out: Tensor, batches: Batches) -> None:
    """Train one part for so many steps and keep it as RUN/PART.safetensors."""
    torch.manual_seed(1)
    trunk = load_file(run / "trunk.safetensors") if part != "trunk" else {}
    net = begun(part, trunk, batches.sample())
    snapshots = Snapshots(net, held_out[:LOOKED_AT])
    judged = held_out[:: max(1, len(held_out) // 64)]

    def loss(generator: torch.Generator) -> Tensor:
        pixels = batches.draw(generator)
        made, found = net(pixels)
        return F.mse_loss(made, pixels) + found.loss

    def judge() -> float:
        return float(F.mse_loss(net(judged)[0], judged))

    def tell(progress: float, point: CurvePoint | None) -> None:
        if isinstance(net.quantizer, GumbelQuantizer):
            net.quantizer.temperature.fill_(COOLEST ** min(1.0, 2 * progress))
        if (
            part in ("plain", "vq") and trainer.step in SNAPSHOTS and trainer.step < steps
        ):  # the last one comes below
            snapshots.look(trainer.step)
        if point is not None:
            error = 10 * math.log10(4 / point.held_out)
            print(
                f"{part:<8}{point.step:>6}{point.seconds:>8.1f} s{point.train:>10.5f}{error:>8.2f} dB",
                flush=True,
            )

    plan = SmallPlan(steps=steps, rate=RATE, every=100, warmup=0.03)
    trainer = SmallTrainer(net, loss, judge, plan)
    trainer.run(tell)
    if snapshots.steps:
        snapshots.look(trainer.step)
        save_file(snapshots.tensors(), run / f"{part}-snapshots.safetensors")
    save_file(net.state_dict(), run / f"{part}.safetensors")
    facts = {"steps": trainer.step, "seconds": trainer.seconds, "rows": rows}
    if part != "trunk":
        facts |= evaluate(net, held_out)
    (run / f"{part}.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(part, facts, flush=True)


@torch.no_grad()
def counted(net: ImageCoder, pixels: Tensor) -> tuple[Tensor, Tensor]:
    """How often each code is chosen in pictures [n, 3, h, w], [K], and every picture's squared error [n]."""
    net.eval()
    counts, errors = torch.zeros(net.quantizer.size, dtype=torch.int64), []
    for rows in pixels.split(32):
        made, found = net(rows)
        counts += torch.bincount(found.numbers.flatten(), minlength=len(counts))
        levels = ((made.clamp(-1, 1) + 1) * 127.5).round() / 127.5 - 1  # as the file that is written has them
        errors.append((levels - rows).square().mean(dim=(1, 2, 3)))
    return counts, torch.cat(errors)


def evaluate(net: ImageCoder, pixels: Tensor) -> dict[str, float]:
    """Usage, perplexity and PSNR over all of the pictures at once."""
    counts, errors = counted(net, pixels)
    found = perplexity(counts)
    return {
        "usage": usage(counts),
        "perplexity": found,
        "perplexity_of_k": found / len(counts),
        "psnr": psnr(errors),
        "pictures": len(pixels),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"all, or some of {', '.join(STEPS)}")
    parser.add_argument("--run", type=Path, default=Path("runs/image-codes"))
    parser.add_argument("--pace", type=float, default=1.0, help="steps of each part, as a multiple")
    parser.add_argument("--rows", type=int, default=8, help="pictures of a batch")
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(STEPS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}: choose from {', '.join(STEPS)}")
    torch.set_num_threads(chosen.threads)
    chosen.run.mkdir(parents=True, exist_ok=True)
    begin = time.perf_counter()
    batches = Batches(squares("train"), chosen.rows)
    held = as_float(squares("held_out", seed=1).all())
    held = held[torch.randperm(len(held), generator=torch.Generator().manual_seed(0))]
    print(f"{time.perf_counter() - begin:.1f} s for the pictures, {len(held)} held out", flush=True)
    for part in chosen.parts or list(STEPS):
        train(part, chosen.run, round(STEPS[part] * chosen.pace), chosen.rows, held, batches)


if __name__ == "__main__":
    main()
