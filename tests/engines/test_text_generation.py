"""The engine tells what the model itself believes, and every choice can be replayed and undone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from app.core.contract import Cancelled, SilentProgress, UserError
from app.demos.text_generation.contract import TextGenerationRequest, TextGenerationResult, Token
from app.demos.text_generation.engine import TextGeneration
from app.demos.text_generation.sampling import rule
from model_zoo.cards import default
from model_zoo.loaders.causal_lm import CausalLM, load

PROMPT = "She opened the door and walked into the"


@pytest.fixture(scope="module")
def model() -> CausalLM:
    return load(default("causal_lm"), torch.device("cpu"), torch.float32, lambda fraction, note: None)


@pytest.fixture(scope="module")
def engine(model: CausalLM) -> TextGeneration:
    return TextGeneration(model)


def ask(engine: TextGeneration, prompt: str = PROMPT, **fields: Any) -> TextGenerationResult:
    fields = {"ignore_end": True} | fields  # texts of a known length
    return engine.run(TextGenerationRequest(prompt, **fields), SilentProgress())


@torch.inference_mode()
def test_probabilities_are_those_of_transformers(engine: TextGeneration, model: CausalLM) -> None:
    result = ask(engine, max_new_tokens=12, seed=3)
    ids = [token.id for token in result.tokens]
    assert ids[: result.prompt_tokens] == model.tokenizer(PROMPT)["input_ids"]
    theirs = model.model(torch.tensor([ids])).logits[0].softmax(-1)
    for place in range(1, len(ids)):
        token, chances = result.tokens[place], theirs[place - 1]
        assert token.probability == pytest.approx(float(chances[token.id]), abs=1e-5)
        assert token.rank == 1 + int((chances > chances[token.id]).sum())
        assert token.entropy == pytest.approx(float(torch.special.entr(chances).sum()), abs=1e-3)
        best = chances.topk(10)
        assert [one.id for one in token.alternatives] == best.indices.tolist()
        assert [one.probability for one in token.alternatives] == pytest.approx(
            best.values.tolist(), abs=1e-5
        )


def test_alternatives_are_told_as_the_text_they_would_add(engine: TextGeneration, model: CausalLM) -> None:
    for one in ask(engine, max_new_tokens=0).tokens[-1].alternatives:
        assert one.token == model.tokenizer.decode([one.id])


@torch.inference_mode()
def test_greedy_is_transformers_greedy(engine: TextGeneration, model: CausalLM) -> None:
    ids = torch.tensor([model.tokenizer(PROMPT)["input_ids"]])
    theirs = model.model.generate(ids, max_new_tokens=24, do_sample=False, pad_token_id=0)[0].tolist()
    assert [
        token.id for token in ask(engine, max_new_tokens=24, temperature=0, ignore_end=False).tokens
    ] == theirs


def test_the_texts_of_the_tokens_are_the_text(engine: TextGeneration) -> None:
    prompt = "naïve 猫 🐈‍⬛ \n\n  two"
    result = ask(engine, prompt, max_new_tokens=16, temperature=1.5, seed=1)
    assert "".join(token.text for token in result.tokens) == result.text
    assert result.text == prompt + result.continuation
    assert "�" not in result.text


def test_a_seed_replays_and_another_differs(engine: TextGeneration) -> None:
    once = ask(engine, max_new_tokens=30, seed=11)
    again = ask(engine, max_new_tokens=30, seed=11)
    assert once.tokens == again.tokens
    assert ask(engine, max_new_tokens=30, seed=12).text != once.text


def test_a_branch_by_prefix_goes_on_as_the_whole_would_have(engine: TextGeneration) -> None:
    whole = ask(engine, max_new_tokens=24, seed=5)
    given = whole.prompt_tokens
    kept = tuple(token.id for token in whole.tokens[given : given + 9])
    branch = ask(engine, max_new_tokens=15, seed=5, prefix=kept)
    assert branch.text == whole.text
    assert [token.id for token in branch.tokens] == [token.id for token in whole.tokens]
    for one, two in zip(branch.tokens[1:], whole.tokens[1:], strict=True):
        assert one.probability == pytest.approx(two.probability, abs=1e-5)
    assert [token.new for token in branch.tokens].count(True) == 15


def test_another_choice_makes_another_branch(engine: TextGeneration) -> None:
    whole = ask(engine, max_new_tokens=6, temperature=0)
    place = whole.prompt_tokens
    other = whole.tokens[place].alternatives[1]
    branch = ask(engine, max_new_tokens=5, temperature=0, prefix=(other.id,))
    assert branch.text.startswith(PROMPT + other.token)
    assert branch.tokens[place].probability == pytest.approx(other.probability, abs=1e-5)
    assert branch.tokens[place].rank == 2


def test_scoring_a_text_draws_nothing(engine: TextGeneration) -> None:
    result = ask(engine, "The cat sat on the mat.", max_new_tokens=0, alternatives=0)
    assert result.continuation == "" and result.tokens_per_second is None
    assert result.tokens[0].special and result.tokens[0].probability is None
    assert all(0 < (token.probability or 0) <= 1 for token in result.tokens[1:])
    assert not any(token.alternatives for token in result.tokens)


def test_good_english_is_likelier_than_the_same_words_shuffled(engine: TextGeneration) -> None:
    def bits(text: str) -> float:
        tokens = ask(engine, text, max_new_tokens=0, alternatives=0).tokens[1:]
        return -sum(float(np.log2(token.probability or 1)) for token in tokens)

    assert bits("He was born in the city of London in 1850.") + 10 < bits(
        "in He 1850 city was the of London born in."
    )


def test_it_stops_before_a_stop_text_wherever_it_begins(engine: TextGeneration) -> None:
    free = ask(engine, max_new_tokens=20, temperature=0).continuation
    middle = len(free) // 2
    stop = free[middle : middle + 3]
    first = free.find(stop)
    result = ask(engine, max_new_tokens=20, temperature=0, stop=("never said", stop))
    assert result.finish_reason == "stop"
    assert result.continuation == free[:first]
    assert "".join(token.text for token in result.tokens) == result.text


def test_top_k_of_one_is_greedy_and_the_rule_is_told(engine: TextGeneration) -> None:
    result = ask(engine, max_new_tokens=8, top_k=1, temperature=1.0, ignore_end=False)
    new = [token for token in result.tokens if token.new]
    assert all(token.rank == 1 and token.sampled_probability == 1.0 for token in new)
    nucleus = ask(engine, max_new_tokens=20, top_p=0.5, temperature=1.0, seed=2)
    assert all(token.sampled_probability > token.probability for token in nucleus.tokens if token.new)  # type: ignore[operator]


def test_the_end_mark_ends_the_text_unless_it_may_not_be_drawn(
    engine: TextGeneration, model: CausalLM
) -> None:
    end = model.tokenizer.eos_token_id
    ends = next(
        result
        for seed in range(50)
        if (
            result := ask(engine, "a kind of bird.", max_new_tokens=12, seed=seed, ignore_end=False)
        ).finish_reason
        == "end"
    )
    assert ends.tokens[-1].id == end and ends.tokens[-1].special and ends.tokens[-1].text == ""
    goes_on = ask(engine, "a kind of bird.", max_new_tokens=12, temperature=2.0)
    assert goes_on.finish_reason == "length"
    assert all(token.id != end for token in goes_on.tokens[1:])


def test_a_penalty_for_repetition_repeats_less(engine: TextGeneration) -> None:
    def different(penalty: float) -> int:
        result = ask(engine, max_new_tokens=60, temperature=0, repetition_penalty=penalty)
        return len({token.id for token in result.tokens if token.new})

    assert different(1.4) > different(1.0)


def test_the_whole_distribution_is_the_one_drawn_from(engine: TextGeneration) -> None:
    result = ask(engine, max_new_tokens=10, seed=4, temperature=0.9, top_p=0.8)
    place = result.prompt_tokens + 4
    told = ask(engine, max_new_tokens=10, seed=4, temperature=0.9, top_p=0.8, distribution=place).distribution
    assert told is not None and told.index == place
    assert told.probabilities.sum() == pytest.approx(1.0, abs=1e-4)
    assert (np.diff(told.probabilities) <= 0).all()
    token = result.tokens[place]
    row = told.ids.tolist().index(token.id)
    chances = rule(told.logits, told.seen, temperature=0.9, top_p=0.8)
    assert chances[row] == pytest.approx(token.sampled_probability, abs=1e-4)
    assert row + 1 == token.rank


def test_the_windows_end_is_told_or_slid_over(model: CausalLM) -> None:
    engine = TextGeneration(model)
    wide, model.window = model.window, 24  # the true one would take too long to fill
    try:
        stopped = ask(engine, max_new_tokens=40, temperature=0)
        assert stopped.finish_reason == "window" and len(stopped.tokens) == 24
        slid = ask(engine, max_new_tokens=40, temperature=0, overflow="slide")
        assert slid.finish_reason == "length" and slid.forgotten > 0
        assert [token.id for token in slid.tokens[:24]] == [token.id for token in stopped.tokens]
        long = ask(engine, "The cat sat on the mat. " * 20, max_new_tokens=0)
        assert all(token.probability for token in long.tokens[1:])
    finally:
        model.window = wide


def test_the_lens_ends_in_the_models_own_answer(engine: TextGeneration) -> None:
    result = ask(engine, max_new_tokens=3, lens=True, temperature=0)
    assert result.lens is not None
    for place in range(len(result.tokens) - 1):
        best = result.tokens[place + 1].alternatives[0]
        guess = result.lens[-1][place]
        assert guess.token == best.token
        assert guess.probability == pytest.approx(best.probability, abs=1e-4)


class _Stopping(SilentProgress):
    """Presses Stop after so many tokens."""

    def __init__(self, after: int) -> None:
        self.tokens: list[Token] = []
        self.after = after

    def partial(self, value: object) -> None:
        assert isinstance(value, Token)
        self.tokens.append(value)

    def report(self, fraction: float | None, note: str = "") -> None:
        if len(self.tokens) >= self.after:
            raise Cancelled


def test_stop_takes_effect_within_a_token(engine: TextGeneration) -> None:
    watch = _Stopping(5)
    with pytest.raises(Cancelled):
        engine.run(TextGenerationRequest(PROMPT, max_new_tokens=1000, ignore_end=True), watch)
    assert len(watch.tokens) == 5


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"temperature": -1.0}, "temperature"),
        ({"temperature": float("nan")}, "temperature"),
        ({"top_p": 1.5}, "top_p"),
        ({"min_p": -0.1}, "min_p"),
        ({"repetition_penalty": 0.0}, "repetition_penalty"),
        ({"max_new_tokens": -1}, "max_new_tokens"),
        ({"alternatives": 5000}, "alternatives"),
        ({"stop": ("",)}, "stop"),
        ({"prefix": (10**9,)}, "prefix"),
        ({"seed": -3}, "seed"),
        ({"prompt": "\ud800"}, "prompt"),
    ],
)
def test_mistakes_are_told_beside_their_field(
    engine: TextGeneration, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(UserError) as told:
        engine.run(TextGenerationRequest(**{"prompt": PROMPT, **fields}), SilentProgress())
    assert told.value.field == field
