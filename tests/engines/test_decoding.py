"""Reading token by token with packed weights: the bundled model says what it says, in every number format."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import torch

from app.core.contract import SilentProgress
from app.demos.text_generation.beliefs import beliefs
from app.demos.text_generation.contract import TextGenerationRequest
from app.demos.text_generation.engine import TextGeneration
from model_zoo.cards import default
from model_zoo.decoding import fused
from model_zoo.decoding.architectures import plan_of
from model_zoo.decoding.choosing import Decoders
from model_zoo.decoding.fast import FastDecoder
from model_zoo.decoding.matrices import Precision
from model_zoo.decoding.packing import pack
from model_zoo.loaders.causal_lm import CausalLM, load
from model_zoo.surfaces import Surfaces

X86 = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="steps are compiled for x86 only"
)

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


@pytest.fixture
def threads() -> Iterator[Callable[[int], None]]:
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


@X86
@torch.inference_mode()
def test_compiled_steps_say_the_same_on_one_thread_and_on_more(
    model: CausalLM, ids: list[int], threads: Callable[[int], None]
) -> None:
    found = []
    for count in (1, 2, 3, 1):
        threads(count)
        decoder = model.decoder("int8")
        assert isinstance(decoder, FastDecoder) and decoder.compiled
        found.append(torch.cat([decoder.step(one)[None].clone() for one in ids]))
    assert all(torch.equal(found[0], other) for other in found[1:])


@torch.inference_mode()
def test_compiled_steps_go_on_where_the_cache_grows(model: CausalLM, ids: list[int]) -> None:
    many = (ids * 12)[:262]
    decoder, again = model.decoder("int8"), model.decoder("int8")
    decoder.read(many[:250])
    for one in many[250:]:
        scores = decoder.step(one)
    whole = again.read(many)[-1]
    assert float((scores - whole).abs().mean() / whole.std()) < 0.02


@torch.inference_mode()
def test_without_the_compiler_torch_reads_int8_as_well(
    model: CausalLM, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fused, "_kernel", lambda: None)
    decoder = model.decoder("int8")
    assert isinstance(decoder, FastDecoder) and not decoder.compiled
    assert decoder.summary(decoder.read(ids)[-1], 5, 3) is None
    nats, same = divergence(model, "int8", ids)
    assert nats < 4e-3 and same > 0.85


@torch.inference_mode()
def test_only_activations_that_are_known_by_their_values_are_compiled(model: CausalLM) -> None:
    plan = plan_of(model.model, model.window)
    assert plan is not None
    assert FastDecoder(pack(plan, "int8")).compiled == (platform.machine() in ("x86_64", "AMD64"))
    other = replace(plan, activation=torch.nn.functional.mish)
    assert not FastDecoder(pack(other, "int8")).compiled


@X86
@torch.inference_mode()
@pytest.mark.parametrize("count", [0, 1, 10, 200])
def test_scores_are_summed_up_as_torch_does(model: CausalLM, count: int) -> None:
    decoder = model.decoder("int8")
    scores = (3 * torch.randn(1000, generator=torch.Generator().manual_seed(count))).round(
        decimals=1
    )  # with equals
    for token in (0, 1, 500, 999, int(scores.argmax())):
        found = decoder.summary(scores, token, count)
        chosen = torch.tensor([token])
        [one] = beliefs(scores[None], chosen, count, Surfaces(model.tokenizer))
        assert found is not None
        assert found.rank == one.rank
        assert found.probability == pytest.approx(one.probability, rel=1e-5)
        assert found.entropy == pytest.approx(one.entropy, rel=1e-5)
        assert found.chances == pytest.approx([other.probability for other in one.alternatives], rel=1e-5)
        order = scores.sort(descending=True, stable=True).indices
        assert found.ids == order[:count].tolist()


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
