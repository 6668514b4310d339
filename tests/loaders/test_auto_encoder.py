"""The family auto_encoder: what is written is read again, and what is damaged is refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from model_zoo.cards import find
from model_zoo.errors import ModelError
from model_zoo.latent.auto_encoder_file import WEIGHTS, write
from model_zoo.latent.auto_encoding import AutoEncoders
from model_zoo.latent.principal import principal
from model_zoo.latent.spaces import HELD_OUT, HeldOut, Space
from model_zoo.loaders.auto_encoder import load
from model_zoo.nets.conv_denoiser import ConvDenoiser, DenoiserShape
from model_zoo.nets.dense_auto_encoder import DenseAutoEncoder, DenseShape

PICTURES = Space("pictures", "small ones", 4, 5)
TABLE = Space("table", "a table", columns=("a", "b", "c"), mean=(0.0, 1.0, 2.0), scale=(1.0, 1.0, 3.0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a model of random weights with two sets."""
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    rows = (random.integers(0, 256, (30, 20)) / 255).astype(np.float32)
    numbers = random.normal(0, 1, (30, 3)).astype(np.float32)
    labels = random.integers(0, 2, 30)
    write(
        tmp_path,
        {"small": PICTURES, "own": TABLE},
        {
            ("small", 2): DenseAutoEncoder(DenseShape(20, (8,), 2)),
            ("small", 1): DenseAutoEncoder(DenseShape(20, (8,), 1, "logistic")),
            ("own", 2): DenseAutoEncoder(DenseShape(3, (6, 4), 2)),
        },
        {"small": principal(rows, 3)},
        {
            "small": HeldOut(
                rows, labels, ("yes", "no"), {"tsne": random.random((30, 2)).astype(np.float32)}
            ),
            "own": HeldOut(numbers, np.full(30, -1), ()),
        },
        {"denoiser": ConvDenoiser(DenoiserShape(4, 4, 1))},
    )
    return tmp_path


def loaded(folder: Path) -> AutoEncoders:
    return load(find(str(folder)), torch.device("cpu"), torch.float32, lambda *_: None)


def test_what_is_written_is_read_again(folder: Path) -> None:
    ready = loaded(folder)
    assert ready.sets == ("small", "own") and ready.widths("small") == (1, 2)
    assert ready.spaces == {"small": PICTURES, "own": TABLE}
    held = ready.held_out["small"]
    assert held.classes == ("yes", "no") and set(held.maps) == {"tsne"}
    again = loaded(folder)
    for data, width in ready.nets:
        rows = ready.held_out[data].rows
        codes = ready.codes(data, width, rows)
        assert codes.shape == (30, width)
        assert np.array_equal(ready.decoded(data, width, codes), again.reconstructed(data, width, rows))
    assert ready.principal["small"].most == 3
    noisy = np.random.default_rng(1).random((2, 9, 6)).astype(np.float32)
    assert ready.denoised("denoiser", noisy, None).shape == noisy.shape


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    save_file({"weight": torch.zeros(3)}, tmp_path / WEIGHTS)
    with pytest.raises(ModelError, match="no auto-encoders of ours"):
        loaded(tmp_path)
    (tmp_path / WEIGHTS).write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="cannot be read"):
        loaded(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("nan", "numbers that are none"),
        ("missing", "does not fit together"),
        ("wide", "does not fit together"),
        ("beside", "held_out.npz beside the weights is damaged"),
    ],
)
def test_damage_is_told(folder: Path, change: str, words: str) -> None:
    from safetensors import safe_open

    with safe_open(folder / WEIGHTS, "pt") as file:
        facts = file.metadata()
    tensors = load_file(folder / WEIGHTS)
    name = "small.2.down.0.weight"
    if change == "nan":
        tensors[name][0, 0] = float("nan")
    elif change == "missing":
        del tensors[name]
    elif change == "wide":
        tensors[name] = torch.zeros(8, 21).half()
    else:
        (folder / HELD_OUT).write_bytes(b"PK no archive")
    save_file(tensors, folder / WEIGHTS, metadata=facts)
    with pytest.raises(ModelError, match=words):
        loaded(folder)


@pytest.mark.parametrize("layers", [[], [["small", 2, {"inputs": 20, "hidden": [10**8], "code": 2}]]])
def test_a_shape_out_of_reason_is_refused(folder: Path, layers: list[object]) -> None:
    import json

    from safetensors import safe_open

    with safe_open(folder / WEIGHTS, "pt") as file:
        facts = dict(file.metadata())
    facts["nets"] = json.dumps(layers)
    save_file(load_file(folder / WEIGHTS), folder / WEIGHTS, metadata=facts)
    with pytest.raises(ModelError, match="does not fit together"):
        loaded(folder)
