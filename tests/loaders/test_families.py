"""Every promised architecture loads, and says what transformers' own pipeline says."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from app.core.contract import SilentProgress
from app.demos.masked_words.contract import MaskedWordsRequest
from app.demos.masked_words.engine import MaskedWords
from model_zoo.cards import find
from model_zoo.errors import ModelError
from model_zoo.loaders.masked_lm import MaskedLM, load
from tests.loaders.zoo import ARCHITECTURES

Checkpoints = Callable[[str], Path]
TEXT = "She opened the {mask} and looked at the old {mask}."


def opened(folder: Path) -> MaskedLM:
    return load(find(str(folder)), torch.device("cpu"), torch.float32, lambda fraction, note: None)


def pipeline_answers(folder: Path, text: str, top_k: int) -> list[list[dict[str, Any]]]:
    from transformers import AutoModelForMaskedLM, AutoTokenizer, FillMaskPipeline

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForMaskedLM.from_pretrained(folder).eval()
    ask = FillMaskPipeline(model=model, tokenizer=tokenizer, top_k=top_k, device=torch.device("cpu"))
    answers: list[list[dict[str, Any]]] = ask(text.format(mask=tokenizer.mask_token))
    return answers


@pytest.mark.parametrize("kind", ARCHITECTURES)
def test_same_probabilities_as_the_pipeline(kind: str, checkpoint: Checkpoints) -> None:
    folder = checkpoint(kind)
    model = opened(folder)
    request = MaskedWordsRequest(TEXT.format(mask="[MASK]"), top_k=7)
    masks = MaskedWords(model).run(request, SilentProgress()).masks
    for mask, answers in zip(masks, pipeline_answers(folder, TEXT, 7), strict=True):
        assert [one.id for one in mask.candidates] == [answer["token"] for answer in answers]
        for one, answer in zip(mask.candidates, answers, strict=True):
            assert one.probability == pytest.approx(answer["score"], abs=1e-5)


@pytest.mark.parametrize("kind", [kind for kind in ARCHITECTURES if kind != "mpnet"])
def test_the_last_layer_of_the_lens_is_the_answer(kind: str, checkpoint: Checkpoints) -> None:
    engine = MaskedWords(opened(checkpoint(kind)))
    result = engine.run(MaskedWordsRequest(TEXT.format(mask="<mask>"), layers=True), SilentProgress())
    assert result.layers is not None
    for mask, layers in zip(result.masks, result.layers, strict=True):
        assert len(layers) == 3  # the embedding and two layers
        assert layers[-1].probability == pytest.approx(mask.candidates[0].probability, abs=1e-5)


def test_a_local_model_asks_no_network(checkpoint: Checkpoints, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the network was asked")

    folder = checkpoint("bert")
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert opened(folder).window == 64


@pytest.mark.parametrize(
    ("change", "suffix"),
    [
        (lambda name: f"module.{name}", ".safetensors"),
        (lambda name: f"model.{name}", ".pt"),
        (lambda name: name.removeprefix("bert."), ".bin"),
        (lambda name: name.replace("LayerNorm.weight", "LayerNorm.gamma"), ".bin"),
    ],
)
def test_raw_state_dicts_of_bert(
    change: Callable[[str], str], suffix: str, checkpoint: Checkpoints, tmp_path: Path
) -> None:
    source = checkpoint("bert")
    for file in source.glob("*.json"):
        shutil.copy(file, tmp_path)
    tensors = {change(name): tensor for name, tensor in load_file(source / "model.safetensors").items()}
    weights = tmp_path / f"mine{suffix}"
    save_file(tensors, weights) if suffix == ".safetensors" else torch.save(tensors, weights)
    ids = torch.tensor([[0, 9, 4, 12, 2]])
    rows, columns = torch.tensor([0]), torch.tensor([2])
    with torch.inference_mode():
        expected = opened(source).logits(ids, rows, columns)
        torch.testing.assert_close(opened(weights).logits(ids, rows, columns), expected)


def test_shards_are_put_together(checkpoint: Checkpoints, tmp_path: Path) -> None:
    from transformers import AutoModelForMaskedLM

    source = checkpoint("bert")
    for file in source.glob("*.json"):
        shutil.copy(file, tmp_path)
    AutoModelForMaskedLM.from_pretrained(source).save_pretrained(tmp_path, max_shard_size="20KB")
    card = find(str(tmp_path))
    assert len(card.weights) > 1
    assert opened(tmp_path).window == 64
    (tmp_path / card.weights[0]).unlink()
    with pytest.raises(ModelError, match="missing"):
        find(str(tmp_path))


def sentence_for(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        opened(folder)
    return str(caught.value)


def changed_config(source: Path, target: Path, **fields: object) -> Path:
    shutil.copytree(source, target)
    config = json.loads((target / "config.json").read_text())
    (target / "config.json").write_text(json.dumps(config | fields))
    return target


def test_a_foreign_checkpoint_is_recognised(checkpoint: Checkpoints, tmp_path: Path) -> None:
    folder = changed_config(checkpoint("bert"), tmp_path / "mixed")
    shutil.copy(checkpoint("distilbert") / "model.safetensors", folder)
    said = sentence_for(folder)
    assert "looks like a DistilBERT" in said
    assert "missing" in said
    assert "not expected" in said


def test_an_encoder_without_its_head_is_told_from_a_broken_one(
    checkpoint: Checkpoints, tmp_path: Path
) -> None:
    folder = shutil.copytree(checkpoint("bert"), tmp_path / "headless")
    tensors = load_file(folder / "model.safetensors")
    kept = {name: tensor for name, tensor in tensors.items() if not name.startswith("cls.")}
    save_file(kept, folder / "model.safetensors")
    assert "encoder without the head" in sentence_for(folder)


def test_another_shape_is_named(checkpoint: Checkpoints, tmp_path: Path) -> None:
    folder = changed_config(checkpoint("bert"), tmp_path / "wide", intermediate_size=128)
    said = sentence_for(folder)
    assert "another shape" in said
    assert "[64, 32] there and [128, 32] by config.json" in said


def test_a_generator_is_refused_by_name(checkpoint: Checkpoints, tmp_path: Path) -> None:
    folder = changed_config(checkpoint("bert"), tmp_path / "gpt", model_type="gpt2")
    assert "“gpt2” is no masked language model" in sentence_for(folder)
