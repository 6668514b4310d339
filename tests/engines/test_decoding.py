"""Reading token by token with packed weights: the bundled model says what it says, in every number format."""

from __future__ import annotations

import pytest
import torch

from app.core.contract import SilentProgress
from app.demos.text_generation.contract import TextGenerationRequest
from app.demos.text_generation.engine import TextGeneration
from model_zoo.cards import default
from model_zoo.decoding.choosing import Decoders
from model_zoo.decoding.matrices import Precision
from model_zoo.loaders.causal_lm import CausalLM, load

TEXT = (
    "The old man walked down to the river, where the boats lay on the sand. In the year 1850 he had been a "
    "teacher in the small town, and everybody knew his name. Now the water was high, and nobody came."
)


@pytest.fixture(scope="module")
def model() -> CausalLM:
    return load(default("causal_lm"), torch.device("cpu"), torch.float32, lambda fraction, note: None)


@pytest.fixture(scope="module")
def ids(model: CausalLM) -> list[int]:
    found: list[int] = model.tokenizer(TEXT)["input_ids"]
    return found


@torch.inference_mode()
def divergence(model: CausalLM, precision: Precision, ids: list[int]) -> tuple[float, float]:
    """Kullback-Leibler divergence from the model itself (mean, nats), and the share of places with the same best."""
    own = model.model(torch.tensor([ids])).logits[0].float().log_softmax(-1)
    decoder = model.decoder(precision)
    steps = [decoder.step(one)[None].clone() for one in ids]
    found = torch.cat(steps).log_softmax(-1)
    same = (own.argmax(-1) == found.argmax(-1)).float().mean()
    return float((own.exp() * (own - found)).sum(-1).mean()), float(same)


@torch.inference_mode()
def test_float32_is_the_models_own(model: CausalLM, ids: list[int]) -> None:
    assert model.decoders.fast("float32")
    own = model.model(torch.tensor([ids])).logits[0]
    torch.testing.assert_close(model.decoder().read(ids), own, atol=1e-4, rtol=0)


@pytest.mark.parametrize(("precision", "most"), [("float32", 1e-6), ("bfloat16", 2e-3), ("int8", 4e-3)])
def test_fewer_bits_leave_the_distribution_nearly_as_it_is(
    model: CausalLM, ids: list[int], precision: Precision, most: float
) -> None:
    nats, same = divergence(model, precision, ids)
    assert nats < most
    assert same > 0.85


@torch.inference_mode()
def test_text_longer_than_the_first_cache_is_read_on(model: CausalLM, ids: list[int]) -> None:
    many = (ids * 12)[:400]
    own = model.model(torch.tensor([many])).logits[0]
    decoder = model.decoder()
    decoder.read(many[:250])
    found = [decoder.step(one)[None].clone() for one in many[250:264]]
    torch.testing.assert_close(torch.cat(found), own[250:264], atol=2e-4, rtol=0)
    torch.testing.assert_close(decoder.read(many[264:]), own[264:], atol=2e-4, rtol=0)


@torch.inference_mode()
def test_two_texts_are_read_side_by_side(model: CausalLM, ids: list[int]) -> None:
    one, other = model.decoder("int8"), model.decoder("int8")
    one.read(ids[:10])
    other.read(ids[20:25])
    alone = model.decoder("int8")
    alone.read(ids[:10])
    torch.testing.assert_close(one.step(ids[10]).clone(), alone.step(ids[10]).clone())


@torch.inference_mode()
def test_one_more_precision_is_kept_at_a_time(model: CausalLM) -> None:
    decoders = Decoders(model.model, "float32", model.window)
    decoders.decoder("float32")
    for precision in ("bfloat16", "int8", "bfloat16"):
        decoders.decoder(precision)
        assert set(decoders._ready) == {"float32", precision}


@torch.inference_mode()
def test_the_model_itself_is_unchanged_by_laying_out(model: CausalLM, ids: list[int]) -> None:
    fresh = load(default("causal_lm"), torch.device("cpu"), torch.float32, lambda fraction, note: None)
    before = fresh.model(torch.tensor([ids])).logits.clone()
    weights = {name: tensor.clone() for name, tensor in fresh.model.named_parameters()}
    for precision in ("int8", "float32", "bfloat16"):
        fresh.decoder(precision).read(ids)
    for name, tensor in fresh.model.named_parameters():
        assert torch.equal(tensor, weights[name]), name
    torch.testing.assert_close(fresh.model(torch.tensor([ids])).logits, before)


@pytest.mark.parametrize("precision", ["bfloat16", "int8"])
def test_the_engine_answers_and_replays_in_fewer_bits(model: CausalLM, precision: Precision) -> None:
    engine = TextGeneration(model)
    request = TextGenerationRequest("She opened the door", max_new_tokens=20, seed=4, precision=precision)
    once, again = engine.run(request, SilentProgress()), engine.run(request, SilentProgress())
    assert once.precision == precision
    assert once.tokens == again.tokens
    assert all(0 < (token.probability or 0) <= 1 for token in once.tokens[1:])


@torch.inference_mode()
@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize(("precision", "most"), [("float32", 1e-5), ("bfloat16", 2e-3), ("int8", 4e-3)])
def test_a_gpu_says_the_same(model: CausalLM, ids: list[int], precision: Precision, most: float) -> None:
    there = load(default("causal_lm"), torch.device("cuda"), torch.float32, lambda fraction, note: None)
    assert there.decoders.fast(precision)
    own = model.model(torch.tensor([ids])).logits[0].log_softmax(-1)
    decoder = there.decoder(precision)
    found = torch.cat([decoder.step(one)[None].clone() for one in ids]).cpu().log_softmax(-1)
    assert float((own.exp() * (own - found)).sum(-1).mean()) < most
