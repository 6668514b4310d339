"""Every promised causal architecture loads, and says token by token what transformers itself says."""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from model_zoo.cards import find
from model_zoo.decoding.architectures import plan_of
from model_zoo.decoding.fast import FastDecoder
from model_zoo.decoding.matrices import Int8, Precision
from model_zoo.decoding.packing import pack
from model_zoo.decoding.plan import Linear, Plan
from model_zoo.errors import ModelError
from model_zoo.loaders.causal_lm import CausalLM, load
from tests.loaders import causal_zoo
from tests.loaders.causal_zoo import LAYERS, PLANNED, SHAPES, WINDOW

Checkpoints = Callable[[str], Path]
IDS = [0, 17, 203, 45, 290, 9, 9, 120, 77]


@pytest.fixture(scope="module")
def causal(tmp_path_factory: pytest.TempPathFactory) -> Checkpoints:
    root = tmp_path_factory.mktemp("causal")
    return cache(lambda kind: causal_zoo.checkpoint(kind, root / kind.replace(" ", "-")))


def opened(folder: Path, dtype: torch.dtype = torch.float32) -> CausalLM:
    return load(find(str(folder)), torch.device("cpu"), dtype, lambda fraction, note: None)


@torch.inference_mode()
def own_scores(model: CausalLM, ids: list[int]) -> torch.Tensor:
    scores: torch.Tensor = model.model(torch.tensor([ids])).logits[0].float()
    return scores


@torch.inference_mode()
@pytest.mark.parametrize("kind", SHAPES)
def test_scores_are_the_models_own_however_they_are_read(kind: str, causal: Checkpoints) -> None:
    model = opened(causal(kind))
    expected = own_scores(model, IDS)
    decoder = model.decoder()
    torch.testing.assert_close(decoder.read(IDS[:4]), expected[:4], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(decoder.step(IDS[4]), expected[4], atol=1e-4, rtol=1e-4)
    decoder.step(300)  # a wrong turning
    decoder.read([5, 6, 7])
    decoder.rewind(5)
    assert decoder.length == 5
    torch.testing.assert_close(decoder.read(IDS[5:8]), expected[5:8], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(decoder.step(IDS[8]), expected[8], atol=1e-4, rtol=1e-4)
    decoder.rewind(0)
    torch.testing.assert_close(decoder.read(IDS), expected, atol=1e-4, rtol=1e-4)


@torch.inference_mode()
@pytest.mark.parametrize("kind", SHAPES)
def test_greedy_tokens_are_those_of_transformers(kind: str, causal: Checkpoints) -> None:
    model = opened(causal(kind))
    steps = WINDOW - len(IDS)
    theirs = model.model.generate(
        torch.tensor([IDS]), max_new_tokens=steps, do_sample=False, pad_token_id=1, eos_token_id=None
    )[0, len(IDS) :].tolist()
    decoder = model.decoder()
    scores, ours = decoder.read(IDS)[-1], []
    for _ in range(steps):
        ours.append(int(scores.argmax()))
        if len(ours) < steps:
            scores = decoder.step(ours[-1])
    assert ours == theirs


@torch.inference_mode()
@pytest.mark.parametrize("kind", SHAPES)
def test_it_loads_what_transformers_loads(kind: str, causal: Checkpoints) -> None:
    from transformers import AutoModelForCausalLM

    theirs = AutoModelForCausalLM.from_pretrained(causal(kind)).eval()
    own = own_scores(opened(causal(kind)), IDS)
    torch.testing.assert_close(own, theirs(torch.tensor([IDS])).logits[0], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kind", SHAPES)
def test_it_is_known_which_are_read_fast(kind: str, causal: Checkpoints) -> None:
    decoders = opened(causal(kind)).decoders
    assert decoders.fast("float32") == (kind in PLANNED)
    assert (decoders.refused is None) == (kind in PLANNED)


@torch.inference_mode()
@pytest.mark.parametrize("precision", ["bfloat16", "int8"])
@pytest.mark.parametrize("kind", PLANNED)
def test_fewer_bits_say_nearly_the_same(kind: str, precision: Precision, causal: Checkpoints) -> None:
    model = opened(causal(kind))
    expected = own_scores(model, IDS)
    decoder = model.decoder(precision)
    found = torch.cat([decoder.read(IDS[:3]), *(decoder.step(one)[None].clone() for one in IDS[3:])])
    away = (found - expected).abs().mean() / expected.std()
    assert 0 < away < 0.05
    again = model.decoder(precision).read(IDS)
    assert (again - found).abs().mean() / expected.std() < 0.02


@torch.inference_mode()
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="steps are compiled for x86 only")
@pytest.mark.parametrize("kind", PLANNED)
def test_compiled_steps_are_the_products_of_the_widened_weights(kind: str, causal: Checkpoints) -> None:
    model = opened(causal(kind))
    plan = plan_of(model.model, WINDOW)
    assert plan is not None
    compiled, plain = FastDecoder(pack(plan, "int8")), FastDecoder(pack(widened(plan), "float32"))
    assert compiled.compiled and not plain.compiled
    for one in IDS:
        torch.testing.assert_close(compiled.step(one), plain.step(one), atol=1e-4, rtol=1e-4)
    compiled.rewind(3)
    plain.rewind(3)
    torch.testing.assert_close(compiled.step(5), plain.step(5), atol=1e-4, rtol=1e-4)


def widened(plan: Plan) -> Plan:
    """Give the plan of a model whose weights are what int8 leaves of them."""

    def wide(linear: Linear) -> Linear:
        matrix = Int8(linear.weight, None)
        return Linear(matrix.whole.float() * matrix.scales[:, None], linear.bias)

    blocks = [
        replace(
            block,
            queries=wide(block.queries),
            keys=wide(block.keys),
            values=wide(block.values),
            out=wide(block.out),
            gate=None if block.gate is None else wide(block.gate),
            up=wide(block.up),
            down=wide(block.down),
        )
        for block in plan.blocks
    ]
    mean = plan.head.weight.mean(dim=0)
    head = Linear(wide(Linear(plan.head.weight - mean, None)).weight + mean, plan.head.bias)
    return replace(plan, blocks=tuple(blocks), head=head)


@torch.inference_mode()
def test_another_precision_of_an_unplanned_model_is_true_or_refused(causal: Checkpoints) -> None:
    model = opened(causal("bloom"))
    away = (model.decoder("bfloat16").read(IDS) - own_scores(model, IDS)).abs().mean()
    assert 0 < away < 1
    with pytest.raises(ModelError, match="int8"):
        model.decoder("int8")


@torch.inference_mode()
def test_a_model_loaded_as_bfloat16_is_read_so(causal: Checkpoints) -> None:
    model = opened(causal("smollm"), torch.bfloat16)
    assert model.precision == "bfloat16"
    assert model.decoders.fast("bfloat16")
    found, own = model.decoder().read(IDS), own_scores(model, IDS)
    assert (found - own).abs().mean() / own.std() < 0.05


@torch.inference_mode()
@pytest.mark.parametrize("kind", SHAPES)
def test_the_lens_ends_in_the_models_own_answer(kind: str, causal: Checkpoints) -> None:
    model = opened(causal(kind))
    layers = [torch.cat(list(parts)) for parts in model.layer_logits(IDS)]
    assert len(layers) == model.layers == 1 + LAYERS
    torch.testing.assert_close(layers[-1], own_scores(model, IDS), atol=1e-4, rtol=1e-4)
    assert not torch.allclose(layers[0], layers[-1], atol=1e-2)


@pytest.mark.parametrize("kind", SHAPES)
def test_the_window_is_what_the_model_was_made_for(kind: str, causal: Checkpoints) -> None:
    assert opened(causal(kind)).window == WINDOW


@torch.inference_mode()
@pytest.mark.parametrize("suffix", [".safetensors", ".pt", ".bin"])
@pytest.mark.parametrize("kind", ["gpt2", "llama"])
def test_bare_state_dicts_with_a_config_beside_them(
    kind: str, suffix: str, causal: Checkpoints, tmp_path: Path
) -> None:
    source = causal(kind)
    for file in source.glob("*.json"):
        shutil.copy(file, tmp_path)
    tensors = {
        f"module.{name}": tensor.clone() for name, tensor in load_file(source / "model.safetensors").items()
    }
    weights = tmp_path / f"mine{suffix}"
    save_file(tensors, weights) if suffix == ".safetensors" else torch.save(tensors, weights)
    torch.testing.assert_close(own_scores(opened(weights), IDS), own_scores(opened(source), IDS))


def test_a_masked_model_is_refused_by_name(checkpoint: Checkpoints) -> None:
    with pytest.raises(ModelError, match="“distilbert” is no model that generates text"):
        opened(checkpoint("distilbert"))


def test_a_causal_model_is_refused_by_the_masked_demo(causal: Checkpoints) -> None:
    from model_zoo.loaders import masked_lm

    with pytest.raises(ModelError, match="“llama” is no masked language model"):
        masked_lm.load(
            find(str(causal("llama"))), torch.device("cpu"), torch.float32, lambda fraction, note: None
        )


def test_a_model_that_sees_both_sides_is_refused(checkpoint: Checkpoints) -> None:
    # transformers would build a BERT as a generator; one that was not trained as such generates noise.
    with pytest.raises(ModelError, match="“bert” is no model that generates text"):
        opened(checkpoint("bert"))


def test_shards_are_put_together(causal: Checkpoints, tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM

    source = causal("llama")
    for file in source.glob("*.json"):
        shutil.copy(file, tmp_path)
    AutoModelForCausalLM.from_pretrained(source).save_pretrained(tmp_path, max_shard_size="20KB")
    assert len(find(str(tmp_path)).weights) > 1
    torch.testing.assert_close(own_scores(opened(tmp_path), IDS), own_scores(opened(source), IDS))


def test_remote_code_is_never_asked_for(causal: Checkpoints, tmp_path: Path) -> None:
    folder = shutil.copytree(causal("llama"), tmp_path / "evil")
    config = json.loads((folder / "config.json").read_text())
    config["auto_map"] = {"AutoModelForCausalLM": "evil.Evil"}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "evil.py").write_text("raise SystemExit('run')")
    assert opened(folder).window == WINDOW
