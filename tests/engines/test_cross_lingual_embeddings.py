"""Retrieval and alignment with the bundled models: what is the same is found, what is shuffled is not."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from app.core.contract import SilentProgress, UserError
from app.demos.cross_lingual_embeddings import pairs_file
from app.demos.cross_lingual_embeddings.contract import CrossLingualEmbeddingsRequest as Request
from app.demos.cross_lingual_embeddings.contract import Layer
from app.demos.cross_lingual_embeddings.engine import CrossLingualEmbeddings
from app.demos.cross_lingual_embeddings.exports import views
from model_zoo.cards import find
from model_zoo.embedding.encode import pooled
from model_zoo.embedding.reading import read
from model_zoo.loaders.encoder import Encoder, load

ENGLISH = [pair[0] for pair in pairs_file.bundled_pairs(("en", "de"))]


def quiet(_fraction: float | None, _note: str) -> None:
    pass


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load(find("inkling-mlm-en"), torch.device("cpu"), torch.float32, quiet)


@pytest.fixture(scope="module")
def engine(encoder: Encoder) -> CrossLingualEmbeddings:
    return CrossLingualEmbeddings(encoder)


def test_a_text_is_its_own_best_translation(engine: CrossLingualEmbeddings) -> None:
    for correction in ("none", "centred", "whitened", "all_but_top"):
        result = engine.run(
            Request(tuple((text, text) for text in ENGLISH), correction=correction),
            SilentProgress(),
        )
        assert all(one.mrr.forward == one.mrr.backward == one.precision_at_1 == 1.0 for one in result.layers)
    assert result.alignment is not None
    for links in result.alignment.methods:
        assert all(link.a == link.b for link in links.links)


def test_shuffled_sides_are_found_by_chance_only(engine: CrossLingualEmbeddings) -> None:
    mixed = list(ENGLISH)
    random.Random(5).shuffle(mixed)
    result = engine.run(Request(tuple(zip(ENGLISH, mixed, strict=True)), align=None), SilentProgress())
    assert result.alignment is None
    for one in result.layers:
        assert one.mrr.forward < 3 * one.random and one.precision_at_1 < 0.1


def test_a_sentence_said_otherwise_is_nearer_than_the_others(engine: CrossLingualEmbeddings) -> None:
    pairs = (
        ("The old man opened the door.", "The door was opened by the old man."),
        ("Add the onions and cook them slowly.", "Cook the onions slowly after adding them."),
        ("The ship sailed to the island.", "To the island the ship sailed."),
        ("Install the package with this command.", "This command installs the package."),
    )
    result = engine.run(Request(pairs, languages=("en", "en")), SilentProgress())
    best = next(one for one in result.layers if one.layer == result.best_layer)
    assert best.precision_at_1 == 1.0


def test_figures_are_those_of_plain_sums(engine: CrossLingualEmbeddings, encoder: Encoder) -> None:
    pairs = pairs_file.bundled_pairs(("en", "fr"))
    result = engine.run(Request(languages=("en", "fr"), layers=(2,), detail=True), SilentProgress())
    sides = [
        pooled(encoder, read(encoder, [pair[side] for pair in pairs], quiet), "mean", [2], quiet)[0].astype(
            float
        )
        for side in (0, 1)
    ]
    centred = [side - side.mean(axis=0) for side in sides]
    first, second = (side / np.linalg.norm(side, axis=1, keepdims=True) for side in centred)
    similar = first @ second.T
    ranks = [1 + int((row > row[at] + 1e-7).sum()) for at, row in enumerate(similar)]
    (layer,) = result.layers
    assert layer.mrr.forward == pytest.approx(np.mean([1 / rank for rank in ranks]), abs=1e-3)
    assert layer.ranks is not None and layer.coordinates is not None and result.pairs == pairs
    assert len(layer.coordinates) == 2 * len(pairs)


def test_layers_are_handed_over_as_they_come(engine: CrossLingualEmbeddings) -> None:
    seen: list[object] = []

    class Watching(SilentProgress):
        def partial(self, value: object) -> None:
            seen.append(value)

    result = engine.run(Request(languages=("en", "es")), Watching())
    assert [one.layer for one in seen if isinstance(one, Layer)] == [one.layer for one in result.layers]


def test_gold_links_give_an_error_rate(engine: CrossLingualEmbeddings) -> None:
    text = "The old man opened the red door."
    right = " ".join(f"{place}-{place}" for place in range(7))
    result = engine.run(Request(((text, text),), gold=right), SilentProgress())
    assert result.correction == "none"  # of one pair there is no mean to take off
    assert result.alignment is not None
    assert {links.method: links.error_rate for links in result.alignment.methods} == {
        "argmax": 0.0, "itermax": 0.0, "match": 0.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"one sentence\n", "Line 1 of “pairs.tsv” has one column"),
        (b"a\tb\n\t x\n", "A side of line 2"),
        ("über".encode("latin-1") + b"\tb\n", "no UTF-8"),
        (b"\n\n", "There is no pair"),
    ],
)
def test_bad_files_are_told_by_line(
    engine: CrossLingualEmbeddings, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_bytes(content)
    with pytest.raises(UserError, match=words) as told:
        engine.run(Request(str(file)), SilentProgress())
    assert told.value.field == "pairs"


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (Request("/no/such/file.tsv"), "pairs"),
        (Request((("a", " "),)), "pairs"),
        (Request(languages=("en", "xx")), "languages"),
        (Request(layers=(99,)), "layers"),
        (Request(align=500), "align"),
        (Request(align_layer=-1), "align_layer"),
        (Request(gold="0-99"), "gold"),
        (Request(gold="nought"), "gold"),
    ],
)
def test_bad_requests_name_their_field(engine: CrossLingualEmbeddings, request_: Request, field: str) -> None:
    with pytest.raises(UserError) as told:
        engine.run(request_, SilentProgress())
    assert told.value.field == field


def test_a_file_with_headings_is_read_by_language(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text("id\tde\ten\n1\tHund\tdog\n2\tKatze\tcat\n", encoding="utf-8")
    assert pairs_file.read_pairs(file, ("en", "de")) == (("dog", "Hund"), ("cat", "Katze"))
    assert pairs_file.read_pairs(file, ("x", "y"))[0] == ("id", "de")


def test_every_view_has_its_rows(engine: CrossLingualEmbeddings) -> None:
    request = Request(languages=("en", "ja"), detail=True)
    result = engine.run(request, SilentProgress())
    tables = {view.id: view.table for view in views(request, result)}
    assert set(tables) == {"curves", "ranks", "map", "alignment"}
    assert tables["curves"] is not None and len(tables["curves"].rows) == len(result.layers)
    assert tables["map"] is not None and len(tables["map"].rows) == 2 * result.count
