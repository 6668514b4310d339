"""Words in texts: their places, their means, and the ordinary sentences."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from model_zoo.cards import find
from model_zoo.embedding.encode import spans
from model_zoo.embedding.reading import read
from model_zoo.embedding.words import background, means, ordinary_sentences, words_of
from model_zoo.loaders.encoder import Encoder, load


def quiet(_fraction: float | None, _note: str) -> None:
    pass


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load(find("inkling-mlm-en"), torch.device("cpu"), torch.float32, quiet)


def test_the_ordinary_sentences_are_ordinary() -> None:
    sentences = ordinary_sentences()
    assert len(sentences) >= 100 and len(set(sentences)) == len(sentences)
    assert all(4 <= len(one.split()) <= 20 and one.endswith(".") for one in sentences)


def test_words_are_the_same_however_a_model_cuts_them(encoder: Encoder) -> None:
    (reading,) = read(encoder, ["Don't touch the well-known x-ray, 3 times!"], quiet)
    found = words_of(reading)
    assert [name for name, _ in found] == ["Don't", "touch", "the", "well-known", "x-ray", "3", "times"]
    inside = [place for _, places in found for place in places]
    assert len(inside) == len(set(inside)) and set(inside) < set(reading.inner)


def test_means_are_those_of_one_span_at_a_time(encoder: Encoder) -> None:
    readings = read(encoder, ["The old well-known river.", "A cat."], quiet)
    chosen = [[places for _, places in words_of(one)] for one in readings]
    found = means(encoder, readings, chosen, quiet)
    assert [one.shape[1] for one in found] == [4, 2]
    for word in range(2):
        alone = spans(encoder, readings, [one[word] for one in chosen], range(encoder.layers), quiet)
        for text in range(2):
            np.testing.assert_allclose(found[text][:, word], alone[:, text], atol=1e-4)


def test_a_text_without_words_has_none(encoder: Encoder) -> None:
    (reading,) = read(encoder, ["?!"], quiet)
    (found,) = means(encoder, [reading], [[places for _, places in words_of(reading)]], quiet)
    assert found.shape == (encoder.layers, 0, encoder.width)


def test_the_background_is_every_word_with_its_sentence(encoder: Encoder) -> None:
    words = background(encoder, quiet)
    assert words.vectors.shape == (encoder.layers, len(words.names), encoder.width)
    assert len(words.texts) == len(words.names) > 900
    assert set(words.texts) == set(range(len(ordinary_sentences())))
    assert np.isfinite(words.vectors).all()
