"""The engine is tested for meaning, on the bundled model."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
import torch

from app.core.contract import Cancelled, SilentProgress, UserError
from app.demos.masked_words.contract import MaskedWordsRequest, MaskedWordsResult
from app.demos.masked_words.engine import MaskedWords
from model_zoo.cards import default
from model_zoo.loaders.masked_lm import load


@pytest.fixture(scope="module")
def engine() -> Iterator[MaskedWords]:
    yield MaskedWords(
        load(default("masked_lm"), torch.device("cpu"), torch.float32, lambda fraction, note: None)
    )


def ask(engine: MaskedWords, text: str, **fields: object) -> MaskedWordsResult:
    return engine.run(MaskedWordsRequest(text, **fields), SilentProgress())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Add the [MASK] and stir until it melts.", "butter"),
        ("He was born in 1850 and [MASK] in 1912.", "died"),
        ("There is [MASK] doubt about it.", "no"),
        ("The United [MASK] of America.", "States"),
        ("It is one of the most [MASK] in the world.", "popular"),
    ],
)
def test_the_masked_word_ranks_high(engine: MaskedWords, text: str, word: str) -> None:
    (mask,) = ask(engine, text, top_k=50).masks
    assert word in [one.token for one in mask.candidates]


def test_probabilities_fall_and_sum_to_one(engine: MaskedWords) -> None:
    (mask,) = ask(engine, "The [MASK] is open.", top_k=1000).masks
    chances = [one.probability for one in mask.candidates]
    assert chances == sorted(chances, reverse=True)
    assert 0.5 < sum(chances) <= 1 + 1e-5
    assert 0 < mask.entropy < math.log(14_336)


def test_the_order_changes_what_is_seen(engine: MaskedWords) -> None:
    text = "He was [MASK] in [MASK] and died in [MASK]."
    results = {
        order: ask(engine, text, order=order) for order in ("independent", "left_to_right", "best_first")
    }
    assert all(len(result.masks) == 3 for result in results.values())
    assert all("[MASK]" not in result.filled for result in results.values())
    independent = results["independent"]
    best = [mask.candidates[0].probability for mask in independent.masks]
    assert independent.joint_log_probability == pytest.approx(sum(map(math.log, best)), abs=1e-4)


def test_left_to_right_is_the_chain_rule(engine: MaskedWords) -> None:
    """The joint score is what asking mask by mask gives, and no worse than the greedy choice."""
    text = "She opened the [MASK] and walked into the [MASK]."
    joint = ask(engine, text, order="left_to_right", top_k=1000)
    total = 0.0
    for place in [mask.index for mask in joint.masks]:
        chosen = filled_word(joint, place)
        now = ask(engine, text, top_k=1000).masks[0]
        total += math.log(next(one.probability for one in now.candidates if one.token == chosen))
        text = text.replace("[MASK]", chosen, 1)
    assert joint.filled == text
    assert joint.joint_log_probability == pytest.approx(total, abs=1e-3)


def filled_word(result: MaskedWordsResult, place: int) -> str:
    """Give the word that stands in the filled text where the mask of `place` was."""
    before = sum(1 for token in result.tokens[:place] if token.word is not None)
    words = result.filled.replace(".", " .").split()
    return words[before]


def test_a_target_of_one_piece_scores_as_the_candidate(engine: MaskedWords) -> None:
    for order in ("independent", "left_to_right", "best_first"):
        result = ask(engine, "They sat in the [MASK].", targets=("house",), top_k=1000, order=order)
        (score,) = result.target_scores
        chance = next(one.probability for one in result.masks[0].candidates if one.token == "house")
        assert score.pieces == 1
        assert score.log_probability == pytest.approx(math.log(chance), abs=1e-4)


def test_a_target_of_several_pieces_is_scored_whole(engine: MaskedWords) -> None:
    """By the chain rule, from the left: mask all its pieces, then put the first in, and so on."""
    word = "electromagnetism"
    (score,) = ask(engine, "She studied [MASK].", targets=(word,), order="left_to_right").target_scores
    tokenizer = engine._model.tokenizer
    pieces = tokenizer.tokenize(word)
    assert score.pieces == len(pieces) > 1
    ids = tokenizer(f"She studied {word}.")["input_ids"]
    start = ids.index(tokenizer.convert_tokens_to_ids(pieces[0]))
    total = 0.0
    for number in range(len(pieces)):
        row = list(ids)
        row[start + number : start + len(pieces)] = [tokenizer.mask_token_id] * (len(pieces) - number)
        with torch.inference_mode():
            logits = engine._model.model(input_ids=torch.tensor([row])).logits[0, start + number]
        total += float(logits.log_softmax(-1)[ids[start + number]])
    assert score.log_probability == pytest.approx(total, abs=1e-3)


def test_nonsense_is_more_surprising(engine: MaskedWords) -> None:
    def likelihood(text: str) -> float:
        found = ask(engine, text, score=True).pseudo_log_likelihood
        assert found is not None
        return sum(one for one in found if one is not None)

    assert likelihood("There is a house in the village.") > likelihood("House a there village the is in.")


def test_scores_are_those_of_masking_each_token(engine: MaskedWords) -> None:
    text = "The house is old."
    result = ask(engine, text, score=True)
    assert result.pseudo_log_likelihood is not None
    for token, score in zip(result.tokens, result.pseudo_log_likelihood, strict=True):
        if token.special:
            assert score is None
            continue
        masked = text[: token.start] + "[MASK]" + text[token.end :]
        (mask,) = ask(engine, masked, top_k=1000).masks
        chances = {one.id: one.probability for one in mask.candidates}
        if token.id in chances:
            assert score == pytest.approx(math.log(chances[token.id]), abs=1e-3)


def test_tokens_know_where_they_stand(engine: MaskedWords) -> None:
    text = "Naïve café 😀 北京 مرحبا [MASK]\u00a0end.\n"
    result = ask(engine, text, positions=True)
    for token in result.tokens:
        if not token.special or token.mask:
            assert text[token.start : token.end] == token.text
    (mask,) = result.masks
    assert text[result.tokens[mask.index].start : result.tokens[mask.index].end] == "[MASK]"
    assert result.positions is not None
    assert len(result.positions) == len(result.tokens)
    assert not any(one.token.startswith("##") for found in result.positions for one in found)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"text": " \n"}, "text", "Write a sentence"),
        ({"text": "word " * 200_000}, "text", "1,000,000 characters"),
        ({"text": "[MASK] " * 10_000}, "text", "10,002 tokens"),
        ({"text": "a \ud83d b"}, "text", "half a character"),
        ({"text": "a [MASK]", "top_k": 0}, "top_k", "between 1 and 1,000"),
        ({"text": "a [MASK]", "score": True}, "score", "without masks"),
        ({"text": "no mask", "targets": ("a",)}, "targets", "mask a word"),
        ({"text": "a [MASK]", "targets": (" ",)}, "targets", "empty"),
        ({"text": "a [MASK]", "targets": ("ᚠᚢᚦᚨᚱᚲ",)}, "targets", "cannot be spelled"),
        ({"text": "a [MASK]", "targets": ("[MASK]",)}, "targets", "cannot be spelled"),
        ({"text": "a [MASK]", "targets": ("a [MASK]",)}, "targets", "cannot be spelled"),
        ({"text": "a [MASK]", "targets": ("\ud83d",)}, "targets", "half a character"),
        ({"text": "a [MASK]", "targets": ("word " * 900,)}, "targets", "this model sees 512"),
    ],
)
def test_mistakes_end_in_a_sentence(
    engine: MaskedWords, fields: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(UserError, match=words) as caught:
        ask(engine, **fields)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_nul_and_right_to_left_are_only_characters(engine: MaskedWords) -> None:
    for text in ("a\0b [MASK]", "\u202eمرحبا [MASK] שלום", "[MASK]"):
        assert len(ask(engine, text).masks) == 1


def test_stop_is_heard_between_two_batches(engine: MaskedWords) -> None:
    class Stopping(SilentProgress):
        calls = 0

        def report(self, fraction: float | None, note: str = "") -> None:
            self.calls += 1
            if self.calls > 3:
                raise Cancelled

    with pytest.raises(Cancelled):
        engine.run(MaskedWordsRequest("word " * 400, score=True), Stopping())


def test_a_target_leaves_its_neighbours_as_they_are(engine: MaskedWords) -> None:
    """“[MASK]s” asks for “dog” before “s”: the score is the candidate's, not that of “dogs”."""
    result = ask(engine, "There were two [MASK]s in the house.", targets=("king",), top_k=1000)
    (score,) = result.target_scores
    assert score.pieces == 1
    chances = {
        one.token: one.probability for one in result.masks[0].candidates if not one.piece.startswith("##")
    }
    assert score.log_probability == pytest.approx(math.log(chances["king"]), abs=1e-3)


def test_a_large_vocabulary_is_read_in_parts(engine: MaskedWords, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The old [MASK] is near the river."
    whole = ask(engine, text, positions=True, lens=True, layers=True)
    monkeypatch.setattr("model_zoo.loaders.masked_lm._NUMBERS", 3 * 14_336)
    parts = ask(engine, text, positions=True, lens=True, layers=True)
    assert parts.positions is not None and whole.positions is not None
    for one, other in zip(parts.positions, whole.positions, strict=True):
        assert one[0].probability == pytest.approx(other[0].probability, abs=1e-5)
    assert [[guess.token for guess in row] for row in parts.lens or ()] == [
        [guess.token for guess in row] for row in whole.lens or ()
    ]
