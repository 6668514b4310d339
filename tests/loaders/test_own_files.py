"""Checkpoints of the image codec and the generator: read, refused with a sentence, never believed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from model_zoo.cards import find
from model_zoo.errors import ModelError
from model_zoo.loaders import image_codec, variational
from tests.latent.tiny_codec import checkpoint
from tests.latent.tiny_generator import checkpoint as generator_checkpoint


def spoil(folder: Path, change: Callable[[dict[str, str], dict[str, torch.Tensor]], None]) -> Path:
    path = folder / "model.safetensors"
    with safe_open(path, "pt") as file:
        facts, tensors = dict(file.metadata()), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    change(facts, tensors)
    save_file(tensors, path, metadata=facts)
    return folder


def load(loader: Any, folder: Path) -> Any:
    return loader.load(find(str(folder)), torch.device("cpu"), torch.float32, lambda share, note: None)


def drop_layout(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    facts["layout"] = "something else 7"


def poison(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    name = next(one for one in tensors if one.endswith("weight"))
    tensors[name] = torch.full_like(tensors[name], float("nan"))


def lose_one(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    del tensors[next(one for one in tensors if one.endswith("weight"))]


def huge(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    for key in ("shape", "nets"):
        if key in facts:
            words = json.loads(facts[key])
            inner = words if key == "shape" else next(iter(words.values()))
            inner[next(iter(inner))] = 10**9
            facts[key] = json.dumps(words)


def spoil_tables(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    tensors["tables.latents"][3] += 1


def empty_row(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    tensors["tables.hyper"][0, 0] = 0


def spoil_cloud(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    name = next(one for one in tensors if one.endswith("vae-2.covariance"))
    tensors[name] = torch.full_like(tensors[name], float("inf"))


def no_partner(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    nets = json.loads(facts["nets"])
    del nets["plain-2"]
    facts["nets"] = json.dumps(nets)


@pytest.mark.parametrize(
    "change, words",
    [(drop_layout, "no image codec of ours"), (poison, "NaN"), (lose_one, "does not fit together"),
     (huge, "does not fit"), (spoil_tables, "sum to 65536"), (empty_row, "table")],
)  # fmt: skip
def test_a_codec_that_is_none_is_refused(change: Any, words: str, tmp_path: Path) -> None:
    folder = spoil(checkpoint(tmp_path / "codec"), change)
    with pytest.raises(ModelError, match=words) as caught:
        load(image_codec, folder)
    assert str(caught.value).endswith((".", "made."))


@pytest.mark.parametrize(
    "change, words",
    [(drop_layout, "no generator of ours"), (poison, "NaN"), (lose_one, "does not fit together"),
     (huge, "does not fit"), (spoil_cloud, "no numbers"), (no_partner, "no net plain-2")],
)  # fmt: skip
def test_a_generator_that_is_none_is_refused(change: Any, words: str, tmp_path: Path) -> None:
    folder = spoil(generator_checkpoint(tmp_path / "generator"), change)
    with pytest.raises(ModelError, match=words) as caught:
        load(variational, folder)
    assert str(caught.value).endswith(".")


def test_both_are_read_and_foreign_files_are_not(tmp_path: Path) -> None:
    assert load(image_codec, checkpoint(tmp_path / "codec")).levels == 4
    made = load(variational, generator_checkpoint(tmp_path / "generator"))
    assert made.widths == (2, 3) and made.classes == ("sock", "hat", "tie")
    (tmp_path / "broken.safetensors").write_bytes(b"not at all")
    with pytest.raises(ModelError, match="cannot be read"):
        load(image_codec, tmp_path / "broken.safetensors")
    with pytest.raises(ModelError, match="no generator of ours"):
        load(variational, tmp_path / "codec")
