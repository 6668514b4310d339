"""A file of voices that does not fit is refused with a sentence that says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from model_zoo import cards
from model_zoo.errors import ModelError
from model_zoo.loaders.voice_conversion import load

Change = Callable[[dict[str, Tensor], dict[str, str]], None]


def spoilt(folder: Path, change: Change) -> Path:
    """The bundled file with something changed in it."""
    card = cards.default("voice_conversion")
    with safe_open(card.path / card.weights[0], "pt") as file:
        facts = dict(file.metadata())
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    change(tensors, facts)
    save_file(tensors, folder / "model.safetensors", metadata=facts)
    return folder


def damaged(tensors: dict[str, Tensor], _facts: dict[str, str]) -> None:
    tensors["vocoder.leave.weight"][0, 0, 0] = float("nan")


def without_a_layer(tensors: dict[str, Tensor], _facts: dict[str, str]) -> None:
    del tensors["converter.decoder.leave.weight"]


def with_other_bands(_tensors: dict[str, Tensor], facts: dict[str, str]) -> None:
    facts["features"] = json.dumps(json.loads(facts["features"]) | {"bands": 64})


def with_another_hop(_tensors: dict[str, Tensor], facts: dict[str, str]) -> None:
    facts["features"] = json.dumps(json.loads(facts["features"]) | {"hop": 200})


def with_an_unknown_setting(_tensors: dict[str, Tensor], facts: dict[str, str]) -> None:
    facts["vocoder"] = json.dumps(json.loads(facts["vocoder"]) | {"sparkle": 3})


def without_a_voice(_tensors: dict[str, Tensor], facts: dict[str, str]) -> None:
    facts["speakers"] = json.dumps(json.loads(facts["speakers"])[1:])


def of_another_layout(_tensors: dict[str, Tensor], facts: dict[str, str]) -> None:
    facts["layout"] = "something else"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (damaged, "vocoder.leave.weight|leave.weight holds numbers that are none"),
        (without_a_layer, "Missing key.*decoder.leave.weight"),
        (with_other_bands, "reads 80 bands, its features have 64"),
        (with_another_hop, "vocoder was made for other features than its converter"),
        (with_an_unknown_setting, "settings that this Inkling does not know .sparkle"),
        (without_a_voice, "names another number of voices than it holds"),
        (of_another_layout, "is no voice converter of ours"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, change: Change, words: str) -> None:
    card = cards.find(str(spoilt(tmp_path, change)))
    with pytest.raises(ModelError, match=f"(?s){words}"):
        load(card, torch.device("cpu"), torch.float32, lambda share, note: None)


def test_a_file_that_is_cut_short_is_told(tmp_path: Path) -> None:
    card = cards.default("voice_conversion")
    data = (card.path / card.weights[0]).read_bytes()
    (tmp_path / "model.safetensors").write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelError, match="cannot be read as safetensors"):
        load(cards.find(str(tmp_path)), torch.device("cpu"), torch.float32, lambda share, note: None)
