"""A file of speech codes that does not fit is refused with a sentence that says why."""

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
from model_zoo.latent.speech_codes import SpeechCodes
from model_zoo.loaders.latent_codes import load

Change = Callable[[dict[str, Tensor], dict[str, str]], None]


def spoilt(folder: Path, change: Change) -> Path:
    """The bundled file with something changed in it."""
    card = cards.find("inkling-speech-codes")
    with safe_open(card.path / card.weights[0], "pt") as file:
        facts = dict(file.metadata())
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    change(tensors, facts)
    save_file(tensors, folder / "model.safetensors", metadata=facts)
    return folder


def opened(folder: Path) -> object:
    return load(cards.find(str(folder)), torch.device("cpu"), torch.float32, lambda share, note: None)


def damaged(tensors: dict[str, Tensor], _facts: dict[str, str]) -> None:
    tensors["codec.quantizer.levels.0.book"][0, 0] = float("nan")


def without_a_layer(tensors: dict[str, Tensor], _facts: dict[str, str]) -> None:
    del tensors["codec.decoder.leave.weight"], tensors["codec.decoder.leave.weight#scale"]


def without_a_scale(tensors: dict[str, Tensor], _facts: dict[str, str]) -> None:
    del tensors["vocoder.leave.weight#scale"]


def with_other_bands(_tensors: dict[str, Tensor], facts: dict[str, str]) -> None:
    facts["features"] = json.dumps(json.loads(facts["features"]) | {"bands": 64})


def with_another_hop(_tensors: dict[str, Tensor], facts: dict[str, str]) -> None:
    facts["features"] = json.dumps(json.loads(facts["features"]) | {"hop": 200})


def with_more_codes(_tensors: dict[str, Tensor], facts: dict[str, str]) -> None:
    facts["codec"] = json.dumps(json.loads(facts["codec"]) | {"codebook": 512})


def with_an_unknown_setting(_tensors: dict[str, Tensor], facts: dict[str, str]) -> None:
    facts["codec"] = json.dumps(json.loads(facts["codec"]) | {"sparkle": 3})


def of_another_layout(_tensors: dict[str, Tensor], facts: dict[str, str]) -> None:
    facts["layout"] = "something else"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (damaged, r"book holds numbers that are none"),
        (without_a_layer, r"decoder\.leave\.weight"),
        (without_a_scale, r"scale"),
        (with_other_bands, r"80 bands, its features have 64"),
        (with_another_hop, r"vocoder was made for other features"),
        (with_more_codes, r"size mismatch"),
        (with_an_unknown_setting, r"sparkle"),
        (of_another_layout, r"no model of codes"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(tmp_path: Path, change: Change, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        opened(spoilt(tmp_path, change))


def test_an_unchanged_copy_is_read_by_its_folder(tmp_path: Path) -> None:
    assert isinstance(opened(spoilt(tmp_path, lambda tensors, facts: None)), SpeechCodes)
