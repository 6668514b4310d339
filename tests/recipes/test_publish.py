"""A published folder says truly what it holds."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import torch
from safetensors.torch import save_file

from model_zoo.recipes.card_file import card_text
from model_zoo.recipes.publish_mlm_en import MADE
from model_zoo.recipes.publishing import publish


def test_a_card_reads_back_as_written() -> None:
    text = card_text(
        {"id": "x", "title": 'The "best"\nmodel é', "languages": ["en", "fr"], "bytes": 12},
        {"accuracy": 0.25},
        {"resumable": True, "hours": 1.5},
        [{"name": "one"}, {"name": "two"}],
    )
    card = tomllib.loads(text)
    assert card["title"] == 'The "best"\nmodel é' and card["languages"] == ["en", "fr"]
    assert card["metrics"] == {"accuracy": 0.25}
    assert card["training"] == {"resumable": True, "hours": 1.5}
    assert [source["name"] for source in card["sources"]] == ["one", "two"]


def test_the_card_measures_the_weights_file(tmp_path: Path) -> None:
    made, folder = tmp_path / "made", tmp_path / "zoo"
    made.mkdir()
    save_file({"a": torch.zeros(3, 4), "b": torch.zeros(5)}, made / "model.safetensors")
    (made / "config.json").write_text(json.dumps({}))
    publish(MADE, made, {"natural": {"word_single_top1": 0.31, "not_shown": 1.0}}, folder)
    card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
    weights = (folder / "model.safetensors").read_bytes()
    assert card["parameters"] == 17
    assert card["bytes"] == len(weights)
    assert card["sha256"] == hashlib.sha256(weights).hexdigest()
    assert card["metrics"] == {"natural_word_single_top1": 0.31}
    assert card["training"]["resumable"] is False
    assert not list(folder.glob("*.new"))
