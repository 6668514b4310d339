"""The judge of the asked question: what it asks, and how it counts."""

from __future__ import annotations

import itertools

import torch
from tokenizers import Tokenizer

from model_zoo.recipes.bootstrap import interval
from model_zoo.recipes.cloze import best_joint, hide_one_word, sentences, unigram_ranks
from model_zoo.recipes.function_words import is_content_word
from model_zoo.recipes.wordpieces import MASK


def test_function_words_numbers_and_signs_are_not_content() -> None:
    assert [
        w for w in ("The", "house", "42", "whose", "-", "a", "Emma", "x1", "quickly") if is_content_word(w)
    ] == [
        "house",
        "Emma",
        "quickly",
    ]


def test_paragraphs_are_cut_into_whole_sentences() -> None:
    text = 'He said so again and again. "Then let us go home now!" she cried at last. no capital here at all.'
    assert sentences(text) == ["He said so again and again."]
    assert sentences("Dr. Who met the queen of France. They all went home happily together.")[-1].startswith(
        "They"
    )


def test_a_whole_content_word_is_hidden(tokenizer: Tokenizer) -> None:
    text = "The elephant says trumpet and sleeps in the zyxw."
    items = hide_one_word([("s", text)] * 40, tokenizer, MASK, seed=1, most=40)
    assert {item.word for item in items} <= {"elephant", "says", "trumpet", "sleeps", "zyxw"}
    assert len({item.word for item in items}) > 2
    for item in items:
        assert sum(token == MASK for token in item.question.ids) == len(item.question.places)
        restored = list(item.question.ids)
        for place, token in zip(item.question.places, item.question.truth, strict=True):
            restored[place] = token
        assert restored == tokenizer.encode(text).ids
    assert items == hide_one_word([("s", text)] * 40, tokenizer, MASK, seed=1, most=40)


def test_the_beam_finds_the_five_likeliest_sequences() -> None:
    torch.manual_seed(0)
    scores = torch.randn(3, 9).log_softmax(-1)
    every = itertools.product(range(9), repeat=3)
    truly = sorted(every, key=lambda ids: -sum(float(scores[i, token]) for i, token in enumerate(ids)))[:5]
    assert best_joint(scores) == [list(ids) for ids in truly]


def test_the_unigram_guess_knows_the_commonest_content_words(tokenizer: Tokenizer) -> None:
    items = hide_one_word([("s", "The dog says woof and sleeps here.")], tokenizer, MASK, seed=0, most=1)
    word = items[0].word
    assert unigram_ranks(items, [f"the {word} the {word} other"]) == [0]
    assert unigram_ranks(items, ["the the nothing"]) == [5]


def test_the_interval_holds_the_share_and_narrows() -> None:
    few, many = [True] * 3 + [False] * 7, [True] * 300 + [False] * 700
    low, high = interval(few)
    closer_low, closer_high = interval(many)
    assert low < closer_low < 0.3 < closer_high < high
    assert abs((closer_high - closer_low) / 2 - 1.96 * (0.3 * 0.7 / 1000) ** 0.5) < 0.005
