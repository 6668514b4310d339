"""Pairs are read whole, each half from place zero, and only by the model that is to have them."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from transformers import AutoModelForMaskedLM, AutoTokenizer

from model_zoo.recipes import inkling_mlm_six as recipe
from model_zoo.recipes.packing import Cursor, Packer
from model_zoo.recipes.sentence_pieces import piece_starts, train_unigram
from model_zoo.recipes.token_store import TokenStore
from model_zoo.recipes.wordpieces import CLS, SEP
from tests.recipes.conftest import ANIMALS

JAPANESE = dict(zip(ANIMALS, ("犬", "猫", "牛", "鴨", "馬", "象"), strict=True))


def pairs(count: int) -> list[tuple[str, str]]:
    names = list(ANIMALS)
    chosen = np.random.default_rng(4).integers(len(names), size=(count, 2))
    return [
        (
            f"The {names[a]} sees the {names[b]} {n % 97} times.",
            f"{JAPANESE[names[a]]}は{JAPANESE[names[b]]}を{n % 97}回見る。",
        )
        for n, (a, b) in enumerate(chosen)
    ]


@pytest.fixture(scope="module")
def pieces() -> Tokenizer:
    return train_unigram([side for pair in pairs(200) for side in pair], 320)


def test_three_of_four_pairs_are_one_text_and_either_side_may_lead() -> None:
    given = [(f"a{n}", f"b{n}") for n in range(8)]
    assert list(recipe.joined(given, True)) == [
        *("a0[SEP] b0", "a1[SEP] b1", "a2[SEP] b2", "a3", "b3"),
        *("b4[SEP] a4", "b5[SEP] a5", "b6[SEP] a6", "a7", "b7"),
    ]
    assert all("[SEP]" not in text for text in recipe.joined(given, False))


def test_a_pair_stays_whole_and_both_halves_count_from_zero(pieces: Tokenizer) -> None:
    texts = list(recipe.joined(pairs(40), True))
    store = TokenStore.build(pieces, [(1.0, texts)])
    stop = frozenset(mark for sign in ".。" if (mark := pieces.token_to_id(sign)) is not None)
    rows = Packer(store, np.asarray(piece_starts(pieces)), stop, 3, Cursor()).batch(8, 96)
    found = 0
    for ids, segments, places in zip(rows.ids, rows.segments, rows.positions, strict=True):
        for number in range(1, segments.max() + 1):
            text, place = ids[segments == number], places[segments == number]
            marks = np.flatnonzero(text == SEP)
            assert text[0] == CLS and place[0] == 0 and marks[-1] == len(text) - 1
            if len(marks) == 2:
                found += 1
                assert place[marks[0] + 1] == 0
                assert place[-1] == len(text) - marks[0] - 2
    assert found > 5


def test_a_small_language_is_read_oftener() -> None:
    assert recipe.passes("zh") > recipe.passes("fr") > recipe.passes("en")


@pytest.mark.parametrize("paired", [True, False], ids=["paired", "apart"])
def test_a_tiny_run_reads_pairs_only_where_it_should(tmp_path: Path, paired: bool) -> None:
    file, run = tmp_path / "pairs.txt", tmp_path / "run"
    file.write_text("\n".join("\t".join(pair) for pair in pairs(300)), encoding="utf-8")
    recipe.main(["--tiny", str(file), "--steps", "30", "--run", str(run), "--threads", "1"], paired)
    assert bool((TokenStore.load(run / "tokens.npz").ids == SEP).any()) == paired
    losses = [json.loads(line)["loss"] for line in (run / "curves.jsonl").read_text().splitlines()]
    assert losses[-1] < math.log(Tokenizer.from_file(str(run / "tokenizer/tokenizer.json")).get_vocab_size())
    model = AutoModelForMaskedLM.from_pretrained(run / "final", local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(run / "final", local_files_only=True)
    assert model(**tokenizer("The [MASK] sees.", return_tensors="pt")).logits.isfinite().all()
