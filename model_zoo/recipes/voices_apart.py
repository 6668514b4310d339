"""Takes the published checkpoint inkling-voices apart into finished parts of a run, so that training can go on.

    python -m model_zoo.recipes.voices_apart runs/voices
    python -m model_zoo.recipes.inkling_voices paired --run runs/voices

Weights come back as they were rounded, in half precision, and without their optimizer's moments.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from pathlib import Path

from safetensors.torch import load_file, save_file

from model_zoo.loaders.own_file import below
from model_zoo.recipes.inkling_voices import SHAPES
from model_zoo.recipes.publishing import CHECKPOINTS

BEFORE = "before.json"
"""In a part's folder: the steps and hours that the weights it began with had behind them."""
COUNTED = ("converter", "paired", "vocoder")
"""Parts whose steps and hours the card tells."""


def take_apart(folder: Path, run: Path) -> None:
    """Write each part's `final` into `run`, and what the card in `folder` says of its training."""
    tensors = load_file(folder / "model.safetensors")
    for part in (*SHAPES, "vocoder"):
        own = below(tensors, f"{part}.")
        if own:
            final = run / part / "final"
            final.mkdir(parents=True, exist_ok=True)
            name = "vocoder" if part == "vocoder" else "converter"
            save_file({k: v.contiguous() for k, v in own.items()}, final / f"{name}.safetensors")
    training = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))["training"]
    for part in COUNTED:
        if f"{part}_steps" in training:
            (run / part).mkdir(parents=True, exist_ok=True)
            so_far = {"steps": training[f"{part}_steps"], "hours": training[f"{part}_hours"]}
            (run / part / BEFORE).write_text(json.dumps(so_far))


def trained_for(part: Path) -> tuple[int, float]:
    """Steps and wall-clock hours of a part's folder, those before it was taken apart included."""
    steps, hours = 0, 0.0
    if (part / BEFORE).exists():
        before = json.loads((part / BEFORE).read_text())
        steps, hours = int(before["steps"]), float(before["hours"])
    state = part / "state" / "training_state.json"
    if state.exists():
        steps += int(json.loads(state.read_text())["step"])
        hours += _hours(part / "curves.jsonl")
    return steps, hours


def _hours(curves: Path) -> float:
    """By a run's curves: a finished run that went on began to count anew."""
    seconds = [float(json.loads(line)["seconds"]) for line in curves.read_text().splitlines()]
    ends = [last for last, following in zip(seconds, [*seconds[1:], 0.0], strict=True) if following < last]
    return sum(ends) / 3600


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("--checkpoint", type=Path, default=CHECKPOINTS / "inkling-voices")
    chosen = parser.parse_args()
    take_apart(chosen.checkpoint, chosen.run)


if __name__ == "__main__":
    main()
