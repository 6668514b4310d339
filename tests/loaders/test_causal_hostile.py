"""Spoilt checkpoints of a generator: each ends in a sentence, or loads and answers in finite numbers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from model_zoo.cards import find
from model_zoo.errors import ModelError
from model_zoo.loaders.causal_lm import load
from tests.loaders import causal_zoo
from tests.loaders.hostile import MARKER, Bomb, Spoil

Tensors = dict[str, torch.Tensor]


def _weights(change: Callable[[Tensors], object], folder: Path) -> None:
    file = folder / "model.safetensors"
    tensors = load_file(file)
    change(tensors)
    save_file(tensors, file)


def _config(fields: dict[str, Any], folder: Path) -> None:
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | fields))


def _cut(name: str, share: float, folder: Path) -> None:
    file = folder / name
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])


def _gone(name: str, folder: Path) -> None:
    (folder / name).unlink()


def _executes(folder: Path) -> None:
    _gone("model.safetensors", folder)
    torch.save({"weight": torch.ones(2), "bomb": Bomb(folder)}, folder / "pytorch_model.bin")


def _rich(folder: Path) -> None:
    file = folder / "tokenizer.json"
    whole = json.loads(file.read_text())
    vocabulary = whole["model"]["vocab"]
    vocabulary |= {f"word{number}": len(vocabulary) + number for number in range(50)}
    file.write_text(json.dumps(whole))


def cases() -> Iterator[tuple[str, Spoil]]:
    """Every case by a name that says what is wrong."""
    first = "model.layers.0."
    for share in (0.0, 0.001, 0.01, 0.2, 0.5, 0.9, 0.999):
        yield f"weights cut at {share}", partial(_cut, "model.safetensors", share)
    for share in (0.0, 0.3, 0.9):
        yield f"tokenizer cut at {share}", partial(_cut, "tokenizer.json", share)
    for value in (float("nan"), float("inf"), float("-inf"), 3e38):
        for name in ("self_attn.q_proj.weight", "mlp.down_proj.weight", "input_layernorm.weight"):

            def poison(tensors: Tensors, name: str = name, value: float = value) -> None:
                tensors[first + name].view(-1)[3:9] = value

            yield f"{value} in {name}", partial(_weights, poison)
    for name in ("self_attn.k_proj.weight", "mlp.gate_proj.weight", "post_attention_layernorm.weight"):

        def without(tensors: Tensors, name: str = name) -> None:
            del tensors[first + name]

        def reshaped(tensors: Tensors, name: str = name) -> None:
            tensors[first + name] = tensors[first + name][:-1].clone()

        def renamed(tensors: Tensors, name: str = name) -> None:
            tensors[first + "other." + name] = tensors.pop(first + name)

        yield f"without {name}", partial(_weights, without)
        yield f"a row less in {name}", partial(_weights, reshaped)
        yield f"{name} by another name", partial(_weights, renamed)
    yield "no embedding", partial(_weights, lambda tensors: tensors.pop("model.embed_tokens.weight"))
    yield "no head", partial(_weights, lambda tensors: tensors.pop("lm_head.weight"))
    yield "no tensors", partial(_weights, lambda tensors: tensors.clear())
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        yield f"no {name}", partial(_gone, name)
    sizes: tuple[dict[str, Any], ...] = (
        {"hidden_size": 64},
        {"hidden_size": -1},
        {"num_attention_heads": 3},
        {"num_attention_heads": 0},
        {"num_key_value_heads": 3},
        {"num_key_value_heads": 0},
        {"num_key_value_heads": "many"},
        {"num_hidden_layers": 3},
        {"num_hidden_layers": 10**9},
        {"intermediate_size": 7},
        {"vocab_size": 10},
        {"vocab_size": 10**12},
        {"max_position_embeddings": 0},
        {"head_dim": 10**6},
        {"hidden_act": "no-such"},
        {"rope_parameters": {"rope_type": "no-such"}},
        {"model_type": "bert"},
        {"model_type": "t5"},
        {"model_type": "gpt2"},
        {"model_type": "no-such"},
    )
    for fields in sizes:
        yield f"config says {fields}", partial(_config, fields)
    yield "weights that execute", _executes
    yield "tokenizer too rich", _rich


CASES = list(cases())


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return causal_zoo.checkpoint("llama", tmp_path_factory.mktemp("hostile") / "llama")


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 50
    assert len({name for name, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("name", "spoil"), CASES, ids=[name for name, _ in CASES])
def test_a_spoilt_generator_ends_in_a_sentence(name: str, spoil: Spoil, llama: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(llama, tmp_path / "model"))
    spoil(folder)
    try:
        model = load(find(str(folder)), torch.device("cpu"), torch.float32, lambda fraction, note: None)
    except ModelError as error:
        said = str(error)
        assert 20 < len(said) < 900
        assert "Traceback" not in said and "\n" not in said
    else:
        assert name.startswith("3e+38"), (
            "it should not have loaded"
        )  # huge, but a norm may make it small again
        with torch.inference_mode():
            assert bool(torch.isfinite(model.model(torch.tensor([[0, 1, 2]])).logits).all())
    assert not (folder / MARKER).exists(), "code of the file was run"
