"""Whole words are hidden, at the rate asked for, and never [CLS], [SEP] or padding."""

from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer

from model_zoo.recipes.masking import WordMasker
from model_zoo.recipes.wordpieces import CLS, MASK, PAD, SEP, word_starts


def masker(tokenizer: Tokenizer) -> WordMasker:
    return WordMasker(tokenizer, np.asarray(word_starts(tokenizer)))


def rows_of(tokenizer: Tokenizer, text: str, length: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    ids = tokenizer.encode(text).ids
    return np.asarray([ids + [PAD] * (length - len(ids))] * 64)


def test_all_pieces_of_a_word_go_together(tokenizer: Tokenizer) -> None:
    rows = rows_of(tokenizer, "the elephant says trumpet and the zyxw runs", 32)
    begins = masker(tokenizer).begins
    assert not begins[rows].all()  # some words do have several pieces
    masked = masker(tokenizer).mask(rows, 0.3, np.random.default_rng(0))
    hidden = masked.ids == MASK
    inside = ~begins[rows]
    inside[:, 0] = False
    assert (hidden[:, 1:] == hidden[:, :-1])[inside[:, 1:]].all()
    assert hidden.any()


def test_what_is_hidden_can_be_put_back(tokenizer: Tokenizer) -> None:
    rows = rows_of(tokenizer, "the dog says woof", 24)
    masked = masker(tokenizer).mask(rows, 0.5, np.random.default_rng(1))
    again = masked.ids.copy().reshape(-1)
    again[masked.where] = masked.targets
    assert (again.reshape(rows.shape) == rows).all()
    assert not np.isin(masked.targets, [PAD, CLS, SEP]).any()


@pytest.mark.parametrize("rate", [0.15, 0.3])
def test_the_rate_is_kept(tokenizer: Tokenizer, rate: float) -> None:
    rows = np.tile(rows_of(tokenizer, "the dog says woof and the cat says meow", 40), (20, 1))
    masked = masker(tokenizer).mask(rows, rate, np.random.default_rng(2))
    ordinary = (rows > MASK).sum()
    assert abs(len(masked.where) / ordinary - rate) < 0.02


def test_words_of_content_are_asked_about_more_often(tokenizer: Tokenizer) -> None:
    rows = np.tile(rows_of(tokenizer, "the dog says woof", 16), (50, 1))
    masked = masker(tokenizer).mask(rows, 0.2, np.random.default_rng(3))
    the, dog = (tokenizer.token_to_id(word) for word in ("the", "dog"))
    assert (masked.targets == dog).sum() > 1.5 * (masked.targets == the).sum()


def test_a_share_of_the_chosen_words_can_be_read(tokenizer: Tokenizer) -> None:
    rows = np.tile(rows_of(tokenizer, "the elephant says trumpet and the zyxw runs", 32), (60, 1))
    whole = WordMasker(tokenizer, np.asarray(word_starts(tokenizer)), kept=0.3)
    masked = whole.mask(rows, 0.4, np.random.default_rng(4))
    asked = masked.ids.reshape(-1)[masked.where]
    assert abs((asked != MASK).mean() - 0.3) < 0.04
    assert (asked[asked != MASK] == masked.targets[asked != MASK]).all()
