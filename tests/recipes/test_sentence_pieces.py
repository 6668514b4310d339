"""One vocabulary for several scripts: words are whole where they are common, and nothing is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from model_zoo.recipes.sentence_pieces import piece_starts, save_unigram, train_unigram
from tests.recipes.conftest import toy_sentences

JAPANESE = ["猫は納屋で眠る。", "犬は家で眠る。", "馬は森で眠る。", "牛は納屋で鳴く。"] * 20


@pytest.fixture(scope="module")
def pieces() -> Tokenizer:
    return train_unigram(toy_sentences(200) + JAPANESE, 420)


@pytest.mark.parametrize("text", ["The cow says moo.", "猫は森で鳴く。", "naïve 🐈 ᚠ", "12 cats"])
def test_texts_come_back(pieces: Tokenizer, text: str) -> None:
    encoded = pieces.encode(text)
    assert "[UNK]" not in encoded.tokens
    assert (encoded.tokens[0], encoded.tokens[-1]) == ("[CLS]", "[SEP]")
    assert pieces.decode(encoded.ids) == text


def test_words_begin_where_a_reader_would_say(pieces: Tokenizer) -> None:
    begins = piece_starts(pieces)
    encoded = pieces.encode("The cow says moo.", add_special_tokens=False)
    first = [begins[token] for token in encoded.ids]
    text = "".join(piece for piece, begin in zip(encoded.tokens, first, strict=True) if begin)
    assert sum(first) == 5 and text.endswith(".")
    assert all(begins[token] for token in pieces.encode("猫は納屋で", add_special_tokens=False).ids)


def test_a_blank_stands_where_its_word_stood(pieces: Tokenizer, tmp_path: Path) -> None:
    save_unigram(pieces, tmp_path, 128)
    loaded = AutoTokenizer.from_pretrained(tmp_path, local_files_only=True)
    english = loaded("The [MASK] says moo.").input_ids
    whole = loaded("The cow says moo.").input_ids
    left = loaded("The", add_special_tokens=False).input_ids
    assert english[: len(left) + 2] == [2, *left, 4], "the space before it belongs to the blank"
    assert english[len(left) + 2 :] == whole[-len(english) + len(left) + 2 :], "the rest reads as before"
    japanese = loaded.convert_ids_to_tokens(loaded("猫は[MASK]で眠る。").input_ids)
    behind = japanese[japanese.index("[MASK]") + 1 :]
    assert not any(piece.startswith("▁") for piece in behind), "no word begins behind it"


def test_transformers_reads_the_folder(pieces: Tokenizer, tmp_path: Path) -> None:
    save_unigram(pieces, tmp_path, 128)
    loaded = AutoTokenizer.from_pretrained(tmp_path, local_files_only=True)
    assert loaded.mask_token_id == 4
    assert loaded("猫は森で").input_ids == pieces.encode("猫は森で").ids
