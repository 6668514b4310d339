"""Packed rows keep texts apart, lose none, and can be taken up where they were left."""

from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer

from model_zoo.recipes.packing import Cursor, Packer, Rows
from model_zoo.recipes.token_store import TokenStore, weighted
from model_zoo.recipes.wordpieces import CLS, PAD, SEP, word_starts
from tests.recipes.conftest import toy_sentences


@pytest.fixture
def store(tokenizer: Tokenizer) -> TokenStore:
    long = [" ".join(toy_sentences(12, seed)) for seed in range(40)]
    return TokenStore.build(tokenizer, [(1.0, toy_sentences(150)), (1.5, long)])


def packer(store: TokenStore, tokenizer: Tokenizer, cursor: Cursor | None = None) -> Packer:
    stop = tokenizer.token_to_id(".")
    assert stop is not None
    return Packer(store, np.asarray(word_starts(tokenizer)), frozenset([stop]), 5, cursor or Cursor())


def texts_in(rows: Rows) -> list[list[int]]:
    found = []
    for ids, segments in zip(rows.ids, rows.segments, strict=True):
        found += [ids[segments == number].tolist() for number in range(1, segments.max() + 1)]
    return found


def test_each_text_stands_between_its_own_marks_and_counts_from_zero(
    store: TokenStore, tokenizer: Tokenizer
) -> None:
    rows = packer(store, tokenizer).batch(8, 64)
    assert ((rows.segments == 0) == (rows.ids == PAD)).all()
    for ids in texts_in(rows):
        assert (ids[0], ids[-1]) == (CLS, SEP)
        assert CLS not in ids[1:] and SEP not in ids[:-1]
    assert (rows.positions[rows.ids == CLS] == 0).all()
    assert (rows.segments > 0).mean() > 0.8


def test_an_epoch_deals_out_every_token_once(store: TokenStore, tokenizer: Tokenizer) -> None:
    reader = packer(store, tokenizer)
    order = reader.order
    dealt = 0
    while reader.cursor.epoch == 0:
        dealt += sum(len(text) - 2 for text in texts_in(reader.batch(8, 64)))
    expected = sum(len(store.paragraph(int(i))) for i in order)
    assert abs(dealt - expected) < 8 * 64 * 2  # the last batch reads into the next epoch, a few pieces wait


def test_no_text_begins_inside_a_word(store: TokenStore, tokenizer: Tokenizer) -> None:
    begins = word_starts(tokenizer)
    reader = packer(store, tokenizer)
    firsts = [text[1] for _ in range(6) for text in texts_in(reader.batch(8, 48))]
    assert all(begins[first] for first in firsts)


def test_a_cursor_taken_up_gives_the_same_rows(store: TokenStore, tokenizer: Tokenizer) -> None:
    reader = packer(store, tokenizer)
    for _ in range(3):
        reader.batch(8, 64)
    place = Cursor.from_json(reader.cursor.as_json())
    again = packer(store, tokenizer, place)
    for _ in range(3):
        assert (reader.batch(8, 64).ids == again.batch(8, 64).ids).all()


def test_weights_are_kept_on_average(store: TokenStore) -> None:
    copies = np.mean(
        [np.bincount(store.epoch_order(0, epoch), minlength=len(store)) for epoch in range(40)], axis=0
    )
    assert copies[:150] == pytest.approx(1.0)
    assert copies[150:].mean() == pytest.approx(1.5, abs=0.05)
    assert len(list(weighted([(0.5, ["a"] * 10), (2.0, ["b"] * 10)]))) == 25
