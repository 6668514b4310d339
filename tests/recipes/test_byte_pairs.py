"""Nothing that can be written is unknown to the tokenizer, and it comes back as it was."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer

from model_zoo.recipes.byte_pairs import END, train_byte_pairs
from tests.recipes.conftest import toy_sentences


@pytest.fixture(scope="module")
def pairs() -> Tokenizer:
    return train_byte_pairs(toy_sentences(300), 400)


@pytest.mark.parametrize(
    "text", ["The cow says moo.", "  two  spaces\n\nlines\r\n", "貓 🐈‍⬛ naïve", "12345", "don't"]
)
def test_texts_come_back(pairs: Tokenizer, text: str) -> None:
    encoded = pairs.encode(text)
    assert encoded.tokens[0] == END
    assert pairs.decode(encoded.ids) == text


def test_common_words_are_whole_and_numbers_are_cut(pairs: Tokenizer) -> None:
    assert pairs.encode("The elephant", add_special_tokens=False).tokens == ["The", "Ġelephant"]
    assert all(len(piece.strip("Ġ")) <= 3 for piece in pairs.encode("123456").tokens[1:])
