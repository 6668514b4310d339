"""Every token of every text is asked for once an epoch, whatever the rows' length."""

from __future__ import annotations

import numpy as np
import pytest

from model_zoo.recipes.text_stream import Place, TextStream
from model_zoo.recipes.token_store import TokenStore

END = 0


@pytest.fixture
def store() -> TokenStore:
    sizes = [3, 40, 1, 7, 16]
    ids = np.arange(1, sum(sizes) + 1, dtype=np.uint16)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return TokenStore(ids, starts, np.ones(len(sizes), dtype=np.float32))


@pytest.mark.parametrize("length", [4, 8, 36, 72])
def test_an_epoch_asks_for_each_token_once(store: TokenStore, length: int) -> None:
    stream = TextStream(store, END, 5, Place())
    rows = stream.batch(72 // length, length)
    # 67 tokens and an END behind each of five texts make an epoch of 72.
    asked = rows.targets.ravel()
    assert sorted(asked[asked != END]) == list(range(1, 68))
    assert (asked == END).sum() == 5
    follows = (rows.targets == rows.ids + 1) | (rows.targets == END) | (rows.ids == END)
    assert follows.all()


def test_positions_begin_anew_with_each_text(store: TokenStore) -> None:
    rows = TextStream(store, END, 5, Place()).batch(2, 36)
    begins = rows.ids == END
    assert (rows.positions[begins] == 0).all()
    assert (np.diff(rows.texts, axis=1)[:, :] == (begins[:, 1:])).all()


def test_a_stream_goes_on_from_its_place(store: TokenStore) -> None:
    whole = TextStream(store, END, 5, Place())
    whole.batch(3, 10)
    again = TextStream(store, END, 5, Place(**whole.place.as_json()))
    for _ in range(5):
        np.testing.assert_array_equal(whole.batch(2, 9).ids, again.batch(2, 9).ids)
