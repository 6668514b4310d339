"""Pieces of every kind of vocabulary, as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from transformers import AutoTokenizer

from app.demos.masked_words.reading import Reader, Reading
from app.demos.masked_words.scoring import spelling
from model_zoo.surfaces import Surfaces, visible
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


def read(kind: str, text: str, folder: Path) -> Reading:
    zoo.tokenizer(kind, folder)
    return Reader(AutoTokenizer.from_pretrained(folder), 512).read(text)


def words_of(reading: Reading) -> list[str]:
    words: dict[int, str] = {}
    for token in reading.tokens:
        if token.word is not None:
            words[token.word] = words.get(token.word, "") + token.text
    return [words[number] for number in range(len(words))]


@pytest.mark.parametrize("kind", ["bert", "roberta", "xlm-roberta"])
def test_tokens_cover_the_text_once(kind: str, tmp_path: Path) -> None:
    """The bytes of one character are several pieces; put together, pieces give the text and nothing twice."""
    text = "naïve 👩‍👩‍👧 “e\u0301” 北京大学 日本語 ไทย שָׁלוֹם\u00a0— [SEP] x [MASK]"
    reading = read(kind, text, tmp_path)
    at = 0
    for token in reading.tokens:
        assert text[token.start : token.end] == token.text or (token.special and not token.mask)
        if not token.special or token.mask:
            assert token.start >= at
            assert not text[at : token.start].strip()
            at = token.end
    assert at == len(text)
    assert all(words_of(reading)), "no word is empty"


def test_one_sign_of_many_bytes_is_one_word(tmp_path: Path) -> None:
    assert words_of(read("roberta", "x 👩‍👩‍👧 👍🏽 e\u0301 —", tmp_path)) == [
        "x",
        "👩‍👩‍👧",
        "👍🏽",
        "e\u0301",
        "—",
    ]


def test_scripts_without_spaces_are_not_one_word(tmp_path: Path) -> None:
    assert words_of(read("roberta", "北京 日本", tmp_path)) == ["北", "京", "日", "本"]


@pytest.mark.parametrize("kind", ["bert", "roberta", "xlm-roberta"])
@pytest.mark.parametrize(
    "text", ["[mask] [MASK]s", "<mask>[MASK]", "un[MASK]e\u0301", "[[MASK]]", "[MASK]\u0301"]
)
def test_masks_are_found_where_they_are_written(kind: str, text: str, tmp_path: Path) -> None:
    reading = read(kind, text, tmp_path)
    found = [text[reading.tokens[place].start : reading.tokens[place].end] for place in reading.masks]
    assert found == [one for one in ("<mask>", "[MASK]") if one in text]
    words = [reading.tokens[place].word for place in reading.masks]
    others = [token.word for token in reading.tokens if not token.mask]
    assert not set(words) & set(others)


@pytest.mark.parametrize(
    ("kind", "text", "target", "pieces"),
    [
        ("bert", "the [MASK] is", "window", ["window"]),
        ("bert", "the [MASK]s", "window", ["window"]),
        ("roberta", "in [MASK] old", "the", ["Ġthe"]),
        ("roberta", "in [MASK]", "é", ["Ġ", "Ã", "©"]),
        ("xlm-roberta", "in [MASK] old", "the", ["▁the"]),
    ],
)
def test_targets_are_spelled_where_they_stand(
    kind: str, text: str, target: str, pieces: list[str], tmp_path: Path
) -> None:
    zoo.tokenizer(kind, tmp_path)
    tokenizer = AutoTokenizer.from_pretrained(tmp_path)
    reader = Reader(tokenizer, 512)
    found = spelling(reader, reader.read(text), 0, target)
    assert tokenizer.convert_ids_to_tokens(found) == pieces
