"""The engine is tested for meaning, on the bundled model."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch

from app.core.contract import Cancelled, SilentProgress, UserError
from app.demos.in_context_learning import scoring
from app.demos.in_context_learning.borders import Borders
from app.demos.in_context_learning.contract import (
    SHOTS,
    Example,
    InContextLearningRequest,
    InContextLearningResult,
    Query,
)
from app.demos.in_context_learning.engine import InContextLearning
from app.demos.in_context_learning.exports import views
from app.demos.in_context_learning.words import summary
from model_zoo.cards import default
from model_zoo.loaders.causal_lm import CausalLM, load

_NOUNS = "dog teacher house river king ship book window car bird village train road tree letter garden"
CASES = [case for noun in _NOUNS.split() for case in ((f"The {noun}", "is"), (f"The {noun}s", "are"))]
EXAMPLES = tuple(Example(*case) for case in CASES[:8])
QUERIES = tuple(Query(*case) for case in CASES[8:])
AGREEMENT = InContextLearningRequest(
    examples=EXAMPLES, queries=QUERIES, template="{input} {label} here.\n", shots=(0, 2, 4), repeats=2, seed=0
)
FOOD = InContextLearningRequest(
    description="Is it food?",
    examples=(
        Example("bread", "yes"),
        Example("stone", "no"),
        Example("cheese", "yes"),
        Example("iron", "no"),
    ),
    queries=(Query("butter", "yes"), Query("glass", "no")),
    shots=(0, 2),
    repeats=2,
    seed=3,
)


@pytest.fixture(scope="module")
def model() -> Iterator[CausalLM]:
    yield load(default("causal_lm"), torch.device("cpu"), torch.float32, lambda fraction, note: None)


@pytest.fixture(scope="module")
def engine(model: CausalLM) -> InContextLearning:
    return InContextLearning(model)


def ask(
    engine: InContextLearning, request: InContextLearningRequest, **fields: object
) -> InContextLearningResult:
    return engine.run(replace(request, **fields), SilentProgress())  # type: ignore[arg-type]


def scored(model: CausalLM, prompt: str, label: str) -> float:
    """log P(label | prompt) by transformers alone, one text, no cache."""
    before, whole = (model.tokenizer(text)["input_ids"] for text in (prompt, prompt + label))
    assert whole[: len(before)] == before
    with torch.inference_mode():
        logs = model.model(torch.tensor([whole])).logits[0].log_softmax(dim=-1)
    return sum(float(logs[place - 1, whole[place]]) for place in range(len(before), len(whole)))


def test_a_language_model_knows_the_verb_that_fits(engine: InContextLearning) -> None:
    result = ask(engine, AGREEMENT)
    assert [one.verdict for one in result.shots] == ["above"] * 3, [one.statement for one in result.shots]
    assert summary(result) == "Beats chance with no, 2 and 4 examples."
    assert result.chance == 0.5 and result.majority == 0.5


@pytest.mark.parametrize("labels", [("is", "are"), ("is", "unquestionably was", "are")])
def test_log_probabilities_are_those_of_the_exact_prompt(
    engine: InContextLearning, model: CausalLM, labels: tuple[str, ...]
) -> None:
    """Read in batches behind a shared beginning, or alone and whole: the same numbers, labels of any length."""
    result = ask(engine, AGREEMENT, labels=labels)
    for shots in result.shots:
        for answer in shots.queries[::11]:
            assert answer.tokens == len(model.tokenizer(answer.prompt)["input_ids"])
            for label, found in answer.log_probabilities.items():
                assert found == pytest.approx(scored(model, answer.prompt, f" {label}"), abs=1e-4)
            assert answer.predicted == max(answer.log_probabilities, key=answer.log_probabilities.__getitem__)


def test_small_batches_change_nothing(engine: InContextLearning, monkeypatch: pytest.MonkeyPatch) -> None:
    request = replace(AGREEMENT, labels=("is", "are", "quite possibly"))
    whole = ask(engine, request)
    monkeypatch.setattr(scoring, "_TOKENS", 11)
    small = InContextLearning(engine._model).run(request, SilentProgress())
    for one, other in zip(whole.shots, small.shots, strict=True):
        for a, b in zip(one.queries, other.queries, strict=True):
            assert a.log_probabilities == pytest.approx(b.log_probabilities, abs=1e-4)


def test_the_prompt_is_the_template_filled_in(engine: InContextLearning) -> None:
    result = ask(engine, FOOD)
    none, two = result.shots
    assert none.queries[0].prompt == "Is it food?\n\nInput: butter\nLabel:"
    first = two.queries[0]
    cases = [FOOD.examples[place] for place in first.examples]
    told = "".join(f"Input: {case.input}\nLabel: {case.label}\n\n" for case in cases)
    assert first.prompt == f"Is it food?\n\n{told}Input: butter\nLabel:"
    assert {case.label for case in cases} == {"yes", "no"}
    assert len(none.queries) == 2 and len(two.queries) == 4  # nothing is drawn for no shots: asked once
    assert [one.repeat for one in two.queries] == [0, 0, 1, 1]


def test_a_label_that_melts_into_the_prompt_moves_the_border(
    engine: InContextLearning, model: CausalLM
) -> None:
    """“walk” + “ed” may be one token: then all labels are scored from the last token that they share."""
    request = InContextLearningRequest(
        queries=(Query("He was known"), Query("They want")),
        labels=("ed", "s", "ing"),
        template="{input}{label}\n",
    )
    result = ask(engine, request)
    borders = Borders(model.tokenizer)
    moved = 0
    for answer in result.shots[0].queries:
        border = borders.find(answer.prompt, result.labels)
        alone = model.tokenizer(answer.prompt)["input_ids"]
        moved += len(border.context) < len(alone)
        for label, ending in zip(result.labels, border.endings, strict=True):
            whole = border.context + list(ending)
            assert whole == model.tokenizer(answer.prompt + label)["input_ids"]
            with torch.inference_mode():
                logs = model.model(torch.tensor([whole])).logits[0].log_softmax(dim=-1)
            steps = range(len(border.context), len(whole))
            total = sum(float(logs[place - 1, whole[place]]) for place in steps)
            assert answer.log_probabilities[label] == pytest.approx(total, abs=1e-4)
    assert moved, "no label melted: choose other words"


def test_a_query_is_never_among_its_own_examples(engine: InContextLearning) -> None:
    """One table for both: each query is answered from the other rows."""
    queries = tuple(Query(f" {one.input}", one.label) for one in EXAMPLES)
    result = ask(engine, AGREEMENT, queries=queries, shots=(0, len(EXAMPLES) - 1))
    for answer in result.shots[1].queries:
        assert sorted(answer.examples) == [place for place in range(len(EXAMPLES)) if place != answer.query]
    with pytest.raises(UserError, match="own input are left out"):
        ask(engine, AGREEMENT, queries=queries, shots=(len(EXAMPLES),))


def test_the_same_seed_gives_the_same_prompts(engine: InContextLearning) -> None:
    def prompts(seed: int) -> list[str]:
        return [answer.prompt for shots in ask(engine, FOOD, seed=seed).shots for answer in shots.queries]

    assert prompts(1) == prompts(1)
    assert len({tuple(prompts(seed)) for seed in range(4)}) > 1


def test_calibration_takes_out_what_the_prompt_alone_says(engine: InContextLearning, model: CausalLM) -> None:
    """The paper's rule, worked out by hand from the prompts: p over the labels, divided by its content-free mean."""
    result = ask(engine, FOOD, calibrate=True)
    assert result.calibrated
    none = result.shots[0]
    rows = []
    for text in ("N/A", "[MASK]", ""):
        prompt = f"Is it food?\n\nInput: {text}\nLabel:"
        logs = np.array([scored(model, prompt, f" {label}") for label in result.labels])
        rows.append(np.exp(logs) / np.exp(logs).sum())
    free = np.mean(rows, axis=0)
    assert none.bias is not None
    assert [none.bias[label] for label in result.labels] == pytest.approx(list(free), abs=1e-4)
    for answer in none.queries:
        assert answer.calibrated is not None
        plain = np.exp([answer.log_probabilities[label] for label in result.labels])
        fair = plain / free
        expected = np.log(fair / fair.sum())
        assert [answer.calibrated[label] for label in result.labels] == pytest.approx(
            list(expected), abs=1e-3
        )
        assert answer.predicted == max(answer.calibrated, key=answer.calibrated.__getitem__)
    assert ask(engine, FOOD).shots[0].queries[0].calibrated is None


def test_without_labels_nothing_is_called_right(engine: InContextLearning) -> None:
    result = ask(engine, FOOD, queries=(Query("butter"), Query("glass")))
    for shots in result.shots:
        assert (shots.accuracy, shots.interval, shots.verdict, shots.total) == (None, None, None, 0)
        assert "have no labels" in shots.statement
    assert result.majority is None and all(one.correct is None for one in result.shots[0].queries)
    assert views(FOOD, result)[0].table is not None


def test_some_labels_count_and_others_do_not(engine: InContextLearning) -> None:
    result = ask(engine, FOOD, queries=(*FOOD.queries, Query("cream")))
    assert [one.total for one in result.shots] == [2, 4]


def test_a_frequent_label_is_told_apart_from_chance(engine: InContextLearning) -> None:
    """Three of four queries are plural: always saying “are” would be right in three of four."""
    queries = tuple(one for place, one in enumerate(QUERIES) if one.label == "are" or place % 3 == 0)
    result = ask(engine, AGREEMENT, queries=queries, shots=(0,))
    assert result.majority is not None and result.majority > 0.6
    assert (
        "most frequent label" in result.shots[0].statement
        or "stays at chance" not in result.shots[0].statement
    )


def test_the_default_leaves_out_what_there_are_not_enough_examples_for(engine: InContextLearning) -> None:
    result = ask(engine, FOOD, shots=SHOTS)
    assert [one.shots for one in result.shots] == [0, 1, 2, 4]
    assert any("8 shots are left out" in one for one in result.warnings)


def test_labels_that_compare_badly_are_told(engine: InContextLearning) -> None:
    result = ask(engine, FOOD, labels=("yes", "no", "no more than that"))
    assert any("longer label is less probable" in one for one in result.warnings)
    assert any("can only be the more probable" in one for one in result.warnings)


def test_too_long_prompts_name_the_shots_that_fit(engine: InContextLearning, model: CausalLM) -> None:
    long = tuple(Example(f"{one.input} " + "word " * 180, one.label) for one in EXAMPLES)
    with pytest.raises(
        UserError, match=f"this model sees {model.window:,} at once: at most ([0-9]+) shots? fit"
    ) as caught:
        ask(engine, AGREEMENT, examples=long, shots=(0, len(long)))
    assert caught.value.field == "shots"
    most = int(str(caught.value).split("at most ")[1].split()[0])
    assert 0 < most < len(long)
    assert (
        max(one.tokens for one in ask(engine, AGREEMENT, examples=long, shots=(most,)).shots[0].queries)
        < model.window
    )
    with pytest.raises(UserError, match=f"at most {most} shot"):
        ask(engine, AGREEMENT, examples=long, shots=(most + 1,))


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"queries": ()}, "queries", "no query"),
        ({"template": "Text: {label}"}, "template", "does not say where {input}"),
        ({"template": "{input} {input} {label}"}, "template", "2 times where {input}"),
        ({"template": "{label}: {input}"}, "template", "{label} stands before {input}"),
        ({"template": "{input} {description} {label}"}, "template", "the description comes first"),
        ({"template": ""}, "template", "does not say where"),
        ({"labels": ("yes",)}, "labels", "at least two labels"),
        ({"labels": ("yes", "yes")}, "labels", "given twice"),
        ({"labels": ("yes", " ")}, "labels", "label is empty"),
        ({"labels": ("yes", "maybe")}, "examples", "Number 2 of the examples has the label “no”"),
        ({"queries": (Query("a", "maybe"),), "labels": ("yes", "no")}, "queries", "Number 1 of the queries"),
        ({"shots": ()}, "shots", "No number of shots"),
        ({"shots": (-1,)}, "shots", "-1 shots"),
        ({"shots": (2, 2)}, "shots", "twice"),
        ({"shots": (5,)}, "shots", "there are 4 examples"),
        ({"repeats": 0}, "repeats", "between 1 and 100"),
        ({"seed": -1}, "seed", "from 0 on"),
        ({"description": "a \ud83d"}, "description", "half of a character"),
        ({"examples": (Example("\ud83d", "yes"), Example("b", "no"))}, "examples", "half of a character"),
        ({"description": "a" * 1_000_001}, "description", "1,000,001 characters"),
        ({"description": "word " * 5000}, "description", "Even without an example"),
        ({"queries": (Query("a"),) * 20_000, "repeats": 10}, "queries", "at most 20,000"),
    ],
)
def test_mistakes_end_in_a_sentence(
    engine: InContextLearning, fields: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(UserError) as caught:
        ask(engine, FOOD, **fields)
    assert words in str(caught.value)
    assert caught.value.field == field


def test_the_curve_grows_and_stops(engine: InContextLearning) -> None:
    class Stopping(SilentProgress):
        def __init__(self) -> None:
            self.seen: list[int] = []

        def report(self, fraction: float | None, note: str = "") -> None:
            assert fraction is None or 0 <= fraction <= 1
            if len(self.seen) == 2:
                raise Cancelled

        def partial(self, value: object) -> None:
            assert isinstance(value, InContextLearningResult)
            self.seen.append(len(value.shots))

    watching = Stopping()
    with pytest.raises(Cancelled):
        engine.run(AGREEMENT, watching)
    assert watching.seen == [1, 2]


def test_exports_hold_every_number(engine: InContextLearning) -> None:
    result = ask(engine, FOOD, calibrate=True)
    accuracy, answers, prompts = views(FOOD, result)
    assert accuracy.table is not None and answers.table is not None and prompts.table is not None
    assert (
        len(accuracy.table.rows) == 2
        and len(answers.table.rows) == (2 + 4) * 2
        and len(prompts.table.rows) == 6
    )
    assert answers.arrays is not None
    assert np.shape(answers.arrays["log_probability"]) == np.shape(answers.arrays["calibrated"]) == (6, 2)
    assert all(math.isfinite(value) for row in answers.arrays["log_probability"] for value in row)


def small(kind: str, vocabulary: int) -> object:
    """Give a model of random weights: each architecture has its own way to number places and to mask."""
    import transformers as hf

    torch.manual_seed(0)
    common = {"vocab_size": vocabulary, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    match kind:
        case "gpt2":
            config = hf.GPT2Config(vocab_size=vocabulary, n_embd=32, n_layer=2, n_head=2, n_positions=256)
        case "opt":
            config = hf.OPTConfig(**common, ffn_dim=64, max_position_embeddings=256, word_embed_proj_dim=32)
        case "gpt_neox":
            config = hf.GPTNeoXConfig(**common, intermediate_size=64, max_position_embeddings=256)
        case "qwen2":
            config = hf.Qwen2Config(**common, intermediate_size=64, num_key_value_heads=1)
        case "mistral":
            config = hf.MistralConfig(
                **common, intermediate_size=64, num_key_value_heads=1, sliding_window=16
            )
        case _:
            config = hf.BloomConfig(vocab_size=vocabulary, hidden_size=32, n_layer=2, n_head=2)
    return hf.AutoModelForCausalLM.from_config(config).eval()


@pytest.mark.parametrize("kind", ["gpt2", "opt", "gpt_neox", "qwen2", "mistral", "bloom"])
def test_every_architecture_is_scored_as_it_reads(model: CausalLM, kind: str) -> None:
    """Batches of unequal length behind a shared beginning give what one whole text at a time gives."""
    other = CausalLM(model.card, small(kind, model.model.config.vocab_size), model.tokenizer)
    queries = (
        Query("tea", "yes"),
        Query("a very long piece of string in the garden", "no"),
        Query("red wine", "yes"),
    )
    result = ask(InContextLearning(other), FOOD, queries=queries, labels=("yes", "no", "not at all"))
    for shots in result.shots:
        for answer in shots.queries:
            for label, found in answer.log_probabilities.items():
                assert found == pytest.approx(scored(other, answer.prompt, f" {label}"), abs=2e-4)
