"""The judge of six languages: on pairs whose figures are known beforehand, and on a file that has figures."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import torch

from model_zoo.cards import find
from model_zoo.loaders.encoder import Encoder, load
from model_zoo.recipes import six_judge
from model_zoo.recipes.six_judge import judge, merged

TEXTS = [
    f"{who} {what} {where}."
    for who in ("The old man", "A dog", "My sister")
    for what in ("sleeps", "reads a book", "is cold", "sings")
    for where in ("in the house", "by the river", "at night")
]


def quiet(_fraction: float | None, _note: str) -> None:
    pass


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load(find("inkling-mlm-en"), torch.device("cpu"), torch.float32, quiet)


def test_the_same_text_is_its_translation(encoder: Encoder) -> None:
    found = judge(encoder, [(text, text) for text in TEXTS], quiet)
    assert found["mrr"] == found["mrr_forward"] == found["precision_at_1"] == found["mrr_raw"] == 1.0
    assert found["pairs"] == 36 and len(found["mrr_by_layer"]) == encoder.layers


def test_shuffled_texts_are_found_by_chance(encoder: Encoder) -> None:
    mixed = list(TEXTS)
    random.Random(1).shuffle(mixed)
    found = judge(encoder, list(zip(TEXTS, mixed, strict=True)), quiet)
    assert found["chance"] == pytest.approx(sum(1 / rank for rank in range(1, 37)) / 36, abs=1e-4)
    assert max(found["mrr_by_layer"]) < 3 * found["chance"]


def test_the_best_layer_is_that_of_the_list(encoder: Encoder) -> None:
    given = [(text, text.replace("book", "letter").replace("old ", "")) for text in TEXTS]
    found = judge(encoder, given, quiet)
    assert found["mrr"] == found["mrr_by_layer"][found["best_layer"]] == max(found["mrr_by_layer"])
    assert found["mrr_raw"] == found["mrr_by_layer_raw"][found["best_layer_raw"]]
    assert found["mrr"] == pytest.approx((found["mrr_forward"] + found["mrr_backward"]) / 2, abs=1e-3)


def test_figures_go_beside_those_of_the_file(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = judge(encoder, [(text, text) for text in TEXTS[:5]], quiet)
    monkeypatch.setattr(six_judge, "evaluate", lambda *_: {"de": found})
    file = tmp_path / "figures.json"
    file.write_text('{"en": {"tokens_top1": 0.5}, "de": {"tokens_top1": 0.4}}')
    six_judge.main(["folder", "--json", str(file)])
    written = json.loads(file.read_text())
    assert written["en"] == {"tokens_top1": 0.5}
    assert written["de"]["tokens_top1"] == 0.4 and written["de"]["mrr"] == 1.0
    assert list(merged(tmp_path / "none.json", {"fr": found})) == ["fr"]
