"""Pieces of every kind of vocabulary, as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from transformers import AutoTokenizer

from app.demos.masked_words.reading import Reader
from app.demos.masked_words.surface import Surfaces, visible
from tests.loaders import zoo

TEXT = "She opened the window, naïve 😀 ok."


@pytest.mark.parametrize("kind", ["bert", "roberta", "xlm-roberta"])
def test_words_come_back_from_pieces(kind: str, tmp_path: Path) -> None:
    zoo.tokenizer(kind, tmp_path)
    tokenizer = AutoTokenizer.from_pretrained(tmp_path)
    reading = Reader(tokenizer, 512).read(TEXT)
    words: dict[int, str] = {}
    for token in reading.tokens:
        if token.word is not None:
            words[token.word] = words.get(token.word, "") + token.text
    found = list(words.values())
    assert found[:5] == ["She", "opened", "the", "window", ","]
    assert found[-1] == "."


@pytest.mark.parametrize("kind", ["bert", "roberta", "xlm-roberta"])
def test_no_surface_shows_the_vocabularys_marks(kind: str, tmp_path: Path) -> None:
    size = zoo.tokenizer(kind, tmp_path)
    surfaces = Surfaces(AutoTokenizer.from_pretrained(tmp_path))
    every = [surfaces.of(one) for one in range(size)]
    assert all(every)
    assert not any(one.startswith("##") or "Ġ" in one or "▁" in one for one in every)


def test_half_a_character_shows_its_bytes(tmp_path: Path) -> None:
    zoo.tokenizer("roberta", tmp_path)
    tokenizer = AutoTokenizer.from_pretrained(tmp_path)
    surfaces = Surfaces(tokenizer)
    shown = [surfaces.of(one) for one in tokenizer.encode("😀", add_special_tokens=False)]
    assert shown == ["‹F0›", "‹9F›", "‹98›", "‹80›"]


def test_what_has_no_shape_is_made_visible() -> None:
    assert visible(" ") == "␣"
    assert visible("\n") == "⏎"
    assert visible("\u202e") == "‹202E›"
    assert visible("word") == "word"


@pytest.mark.parametrize(
    ("kind", "piece", "text", "filled"),
    [
        ("bert", "##s", "the window [MASK].", "the windows."),
        ("bert", ".", "the window [MASK]", "the window."),
        ("bert", "the", "[MASK] window", "the window"),
        ("roberta", "Ġthe", "in [MASK] window", "in the window"),
        ("roberta", ".", "the window [MASK]", "the window."),
        ("xlm-roberta", "▁the", "in [MASK] old", "in the old"),
    ],
)
def test_a_piece_put_in_keeps_the_spaces_right(
    kind: str, piece: str, text: str, filled: str, tmp_path: Path
) -> None:
    zoo.tokenizer(kind, tmp_path)
    tokenizer = AutoTokenizer.from_pretrained(tmp_path)
    reader = Reader(tokenizer, 512)
    number = tokenizer.convert_tokens_to_ids(piece)
    assert number != tokenizer.unk_token_id
    reading = reader.read(text)
    assert reader.fill(reading, {reading.masks[0]: number}) == filled
