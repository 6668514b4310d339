"""The published voices are taken apart: the same weights, and what they had behind them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import torch
from safetensors.torch import load_file

from model_zoo.recipes.inkling_voices import SHAPES, trained
from model_zoo.recipes.publishing import CHECKPOINTS
from model_zoo.recipes.voices_apart import take_apart, trained_for

FOLDER = CHECKPOINTS / "inkling-voices"


def test_every_part_comes_back_and_counts_on(tmp_path: Path) -> None:
    take_apart(FOLDER, tmp_path)
    published = load_file(FOLDER / "model.safetensors")
    for part in SHAPES:
        net = trained(tmp_path, part)
        assert torch.equal(net.content.leave.weight.half(), published[f"{part}.content.leave.weight"])
    vocoder = load_file(tmp_path / "vocoder" / "final" / "vocoder.safetensors")
    assert vocoder and all(torch.equal(value, published[f"vocoder.{k}"]) for k, value in vocoder.items())

    card = tomllib.loads((FOLDER / "card.toml").read_text(encoding="utf-8"))["training"]
    assert trained_for(tmp_path / "paired") == (card["paired_steps"], card["paired_hours"])
    state = tmp_path / "paired" / "state"
    state.mkdir()
    (state / "training_state.json").write_text(json.dumps({"step": 100}))
    # Two schedules, the second one counts its seconds from the beginning.
    seconds = [1800.0, 3600.0, 900.0]
    (tmp_path / "paired" / "curves.jsonl").write_text(
        "".join(json.dumps({"seconds": s}) + "\n" for s in seconds)
    )
    steps, hours = trained_for(tmp_path / "paired")
    assert steps == card["paired_steps"] + 100
    assert abs(hours - card["paired_hours"] - 1.25) < 1e-9
