"""Re-makes the checkpoint inkling-image-codec: landscapes to small files, better than JPEG at the same bytes.

    python -m model_zoo.recipes.inkling_image_codec train --minutes 18 --run runs/image-codec
    python -m model_zoo.recipes.inkling_image_codec publish --run runs/image-codec       tables, figures, card

Data: the landscapes of `model_zoo.corpora.pictures` at three sizes. `train --from` goes on from a run's weights.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from model_zoo.corpora.pictures import pictures
from model_zoo.nets.image_codec import CodecShape, ImageCodec
from model_zoo.recipes.image_codec_task import CodecTask
from model_zoo.recipes.running import keep_memory
from model_zoo.recipes.small_trainer import CurvePoint, SmallPlan, SmallTrainer

RATE = 1.5e-3
FIRST_SHARE = 0.25
"""Of the time: bits alone are learned first, with the transform as it began."""
WEIGHTS, FACTS = "codec.safetensors", "facts.json"


def train(run: Path, minutes: float, begin: Path | None, rate: float, seed: int) -> None:
    """Train for so many minutes; RUN then holds the weights and what is to be known of how they were made."""
    torch.manual_seed(seed)
    net = ImageCodec(CodecShape())
    before = {"minutes": 0.0, "steps": 0}
    if begin is not None:
        net.load_state_dict(load_file(begin / WEIGHTS))
        before = json.loads((begin / FACTS).read_text())
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    task = CodecTask(net, pictures("landscapes", "train").images)
    first = 0.0 if begin is not None else FIRST_SHARE * minutes
    if first:
        task.begin()
        plan = SmallPlan(steps=1_000_000, seconds=60 * first, every=200, average=0.99, seed=seed)
        SmallTrainer(net, task.beliefs_loss, task.judge, plan, task.beliefs_optimizer(2 * rate)).run(_tell)
    plan = SmallPlan(steps=1_000_000, seconds=60 * (minutes - first), every=200, average=0.995, seed=seed)
    trainer = SmallTrainer(net, task.loss, task.judge, plan, task.optimizer(rate))
    trainer.run(_tell)
    run.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous() for name, value in net.state_dict().items()}, run / WEIGHTS)
    facts = {
        "minutes": before["minutes"] + first + trainer.seconds / 60,
        "steps": before["steps"] + trainer.step,
        "seed": seed,
        "rate": rate,
        "curve": [[one.step, one.seconds, one.train, one.held_out] for one in trainer.curve],
    }
    (run / FACTS).write_text(json.dumps(facts) + "\n")


def _tell(share: float, point: CurvePoint | None) -> None:
    if point is not None:
        print(f"{share:6.1%} {point.step:6} {point.train:.4f} {point.held_out:.4f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=["train", "publish"])
    parser.add_argument("--run", type=Path, default=Path("runs/image-codec"))
    parser.add_argument("--minutes", type=float, default=18.0)
    parser.add_argument("--from", dest="begin", type=Path, help="a run whose weights to go on from")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=20261127)
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    keep_memory()
    torch.set_num_threads(chosen.threads)
    if chosen.part == "train":
        train(chosen.run, chosen.minutes, chosen.begin, chosen.rate, chosen.seed)
    else:
        from model_zoo.recipes.publish_image_codec import publish

        publish(chosen.run)


if __name__ == "__main__":
    main()
