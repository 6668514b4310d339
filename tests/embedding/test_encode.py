"""Many texts at once give what each gives alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from model_zoo.cards import find
from model_zoo.embedding.encode import batches, pooled, spans, tokens
from model_zoo.embedding.reading import TextError, read
from model_zoo.loaders.encoder import Encoder, load

TEXTS = [
    "She opened the window.",
    "The river flows through the middle of the old city, and nobody knows why it is called a river.",
    "Click the button to open the file in a new window.",
    "No.",
    "He was born in the north and died in the south.",
]


def quiet(_fraction: float | None, _note: str) -> None:
    pass


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load(find("inkling-mlm-en"), torch.device("cpu"), torch.float32, quiet)


@pytest.fixture(scope="module")
def alone(encoder: Encoder) -> list[list[np.ndarray]]:
    """[text][layer] -> [tokens, width], every text in a batch of its own."""
    found = []
    for text in TEXTS:
        ids = torch.tensor([encoder.tokenizer(text)["input_ids"]])
        with torch.inference_mode():
            out = encoder.model(input_ids=ids, output_hidden_states=True)
        found.append([layer[0].numpy() for layer in (*out.hidden_states[:-1], out[0])])
    return found


def test_every_token_has_the_vector_that_it_has_alone(
    encoder: Encoder, alone: list[list[np.ndarray]]
) -> None:
    layers = range(encoder.layers)
    seen = dict(tokens(encoder, read(encoder, TEXTS, quiet), layers, quiet))
    assert sorted(seen) == list(range(len(TEXTS)))
    for number, wanted in enumerate(alone):
        for layer in layers:
            np.testing.assert_allclose(seen[number][layer], wanted[layer], atol=2e-4)


def test_the_mean_leaves_special_tokens_out(encoder: Encoder, alone: list[list[np.ndarray]]) -> None:
    found = pooled(encoder, read(encoder, TEXTS, quiet), "mean", [0, 3], quiet)
    first = pooled(encoder, read(encoder, TEXTS, quiet), "cls", [3], quiet)
    for number, wanted in enumerate(alone):
        for at, layer in enumerate((0, 3)):
            np.testing.assert_allclose(found[at, number], wanted[layer][1:-1].mean(axis=0), atol=2e-4)
        np.testing.assert_allclose(first[0, number], wanted[3][0], atol=2e-4)


def test_a_word_has_the_mean_of_its_pieces(encoder: Encoder, alone: list[list[np.ndarray]]) -> None:
    readings = read(encoder, TEXTS, quiet)
    word = TEXTS[0].index("window")
    places = readings[0].places(word, word + len("window"))
    assert "".join(TEXTS[0][slice(*readings[0].spans[place])] for place in places) == "window"
    every = [places, *([1] for _ in TEXTS[1:])]
    found = spans(encoder, readings, every, [2], quiet)
    np.testing.assert_allclose(found[0, 0], alone[0][2][places].mean(axis=0), atol=2e-4)


def test_a_long_text_is_cut_at_the_window_and_says_so(encoder: Encoder) -> None:
    long, short = read(encoder, ["word " * 5000, "word"], quiet)
    assert long.cut and len(long.ids) == encoder.window
    assert not short.cut


@pytest.mark.parametrize(
    ("bad", "words"), [(" \n", "Text 2 is empty"), ("a\ud800b", "Text 2 has half a character")]
)
def test_a_bad_text_is_named(encoder: Encoder, bad: str, words: str) -> None:
    with pytest.raises(TextError, match=words):
        read(encoder, ["fine", bad], quiet)


@given(st.lists(st.integers(1, 600), max_size=200), st.integers(600, 4000))
def test_batches_hold_every_row_once_and_keep_to_the_limit(lengths: list[int], most: int) -> None:
    found = list(batches(lengths, most))
    assert sorted(row for batch in found for row in batch) == list(range(len(lengths)))
    for batch in found:
        longest = max(lengths[row] for row in batch)
        assert longest * len(batch) <= most
        assert min(lengths[row] for row in batch) >= 0.85 * longest
