"""A word looked up in a corpus: tested for meaning on the bundled model, and for what a user reads when it fails."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from app.core.contract import Cancelled, SilentProgress, UserError
from app.core.discovery import demos
from app.core.export import save_all
from app.core.export.rerun import as_command
from app.core.record import RunRecord
from app.core.schema import decode, dumps, set_value
from app.demos.contextual_embeddings.contract import (
    ContextualEmbeddingsRequest,
    ContextualEmbeddingsResult,
    CorpusResult,
)
from app.demos.contextual_embeddings.engine import ContextualEmbeddings
from model_zoo.cards import find
from model_zoo.loaders.encoder import Encoder, load
from tests.conformance.opening import open_again

RIVER = (
    "They walked along the bank of the river.",
    "The boat lay on the muddy bank of the stream.",
    "Trees grew on the bank of the lake.",
    "He stood on the left bank of the river and looked at the water.",
)
MONEY = (
    "The bank lent him money to pay his debts.",
    "She put her money in the bank.",
    "The bank pays interest on every deposit.",
    "He works as a clerk in a bank in London.",
)
OTHERS = (
    "The cat slept in the warm kitchen.",
    "Our teacher told us a long story about a king.",
    "It rained.",
)
QUERY = "We sat on the *bank* of the river."


@pytest.fixture(scope="module")
def model() -> Encoder:
    return load(find("inkling-mlm-en"), torch.device("cpu"), torch.float32, lambda fraction, note: None)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "banks.txt"
    mixed = [sentence for pair in zip(MONEY, RIVER, strict=True) for sentence in pair]
    path.write_text("\n".join([*OTHERS, *mixed]), encoding="utf-8")
    return path


def answer(model: Encoder, corpus: Path, **fields: object) -> ContextualEmbeddingsResult:
    request = ContextualEmbeddingsRequest(corpus=str(corpus), **fields)  # type: ignore[arg-type]
    return ContextualEmbeddings(model).run(request, SilentProgress())


def ask(model: Encoder, corpus: Path, **fields: object) -> CorpusResult:
    found = answer(model, corpus, **fields).corpus
    assert found is not None
    return found


@pytest.mark.parametrize("layer", [3, 4, 5])
def test_the_bank_of_a_river_finds_river_banks_first(model: Encoder, corpus: Path, layer: int) -> None:
    result = ask(model, corpus, query=QUERY, among="same", layer=layer)
    assert [one.text in RIVER for one in result.matches] == [True] * 4 + [False] * 4
    assert result.word == "bank" and len(result.rows) == len(result.occurrences) == 8
    scores = [one.score for one in result.matches]
    assert scores == sorted(scores, key=lambda score: -(score or 0.0)) and result.layers == (layer,)
    band = result.random_pairs
    assert band is not None and scores[0] is not None and scores[0] > band.p95


def test_a_sentence_of_the_corpus_finds_itself_and_other_words_can_be_wanted(
    model: Encoder, corpus: Path
) -> None:
    query = RIVER[0].replace("bank", "*bank*")
    first = ask(model, corpus, query=query).matches[0]
    assert first.text == RIVER[0] and first.text[first.start : first.end] == "bank"
    assert first.score == pytest.approx(1.0, abs=2e-3)
    others = ask(model, corpus, query=query, among="others", limit=5).matches
    assert len(others) == 5 and "bank" not in [one.text[one.start : one.end] for one in others]


def test_occurrences_come_in_order_with_their_places_on_the_map(model: Encoder, corpus: Path) -> None:
    result = ask(model, corpus, word="Bank", limit=3)
    assert [one.text for one in result.occurrences] == [MONEY[0], RIVER[0], MONEY[1]]
    assert len(result.rows) == 8 and result.matches == () and result.layer == model.layers - 1
    places = np.load(result.map)
    assert places.shape == (result.vectors, 2) and np.isfinite(places).all()
    one = result.occurrences[1]
    assert places[one.row].tolist() == [one.x, one.y]
    assert result.vectors == sum(len(text.split()) for text in corpus.read_text().splitlines())


def test_a_phrase_is_found_where_its_words_follow(model: Encoder, corpus: Path) -> None:
    result = ask(model, corpus, word="bank of the river")
    assert [one.text for one in result.occurrences] == [RIVER[0], RIVER[3]]


def test_the_index_is_built_once_and_each_layer_beside_the_others(model: Encoder, corpus: Path) -> None:
    first = ask(model, corpus, word="bank", layers=(2, 4), layer=4)
    assert first.layers == (2, 4) and first.index_seconds > 0
    again = ask(model, corpus, word="river", layer=2)
    assert again.index_seconds == 0 and again.folder == first.folder and again.bytes >= first.bytes
    assert ask(model, corpus, layer=1).layers == (1, 2, 4)
    corpus.write_text(corpus.read_text() + "\nOne more.", encoding="utf-8")
    assert ask(model, corpus, layer=1).folder != first.folder


def test_a_stopped_build_goes_on(model: Encoder, corpus: Path) -> None:
    class Stop(SilentProgress):
        left = 6

        def report(self, fraction: float | None, note: str = "") -> None:
            self.left -= 1
            if self.left < 0:
                raise Cancelled

    with pytest.raises(Cancelled):
        ContextualEmbeddings(model).run(ContextualEmbeddingsRequest(corpus=str(corpus)), Stop())
    assert ask(model, corpus, word="bank").index_seconds > 0


def test_a_table_is_read_by_its_column(model: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "banks.csv"
    path.write_text("id,said,note\n1,The bank is shut.,a river\n2,A bank of clouds.,no\n", encoding="utf-8")
    assert len(ask(model, path, word="bank").rows) == 2
    assert len(ask(model, path, word="river", column="note").rows) == 1
    with pytest.raises(UserError, match="has no column “sayd”: it has id, said, note") as told:
        ask(model, path, column="sayd")
    assert told.value.field == "column"


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({"word": "bnak"}, "“bnak” does not occur in banks.txt: it has “bank” (8).", "word"),
        ({"word": "?!"}, "“word” holds no letters", "word"),
        ({"query": "No mark here."}, "The sentence to search by marks no word", "query"),
        ({"query": "*Two* *marks*."}, "The sentence to search by marks 2 words", "query"),
        ({"layer": 7}, "There is no layer 7: this model has layers 0 to 6.", "layer"),
        ({"layers": (1, -1)}, "There is no layer -1", "layers"),
        ({"limit": 0}, "between 1 and 10,000 words can be listed", "limit"),
        ({"correction": "centred"}, "set “correction” to none", "correction"),
        ({"sentences": ("A *b*.", "C *d*.")}, "Give sentences or a corpus, not both", "corpus"),
        ({"column": "x"}, "“banks.txt” is plain text and has no columns", "column"),
    ],
)
def test_what_cannot_be_asked_is_told(
    model: Encoder, corpus: Path, fields: dict[str, object], sentence: str, field: str
) -> None:
    with pytest.raises(UserError) as told:
        ask(model, corpus, **fields)
    assert sentence in str(told.value) and told.value.field == field


def test_a_word_that_is_not_there_is_told_before_minutes_are_spent(
    model: Encoder, corpus: Path, home: Path
) -> None:
    with pytest.raises(UserError, match="does not occur"):
        ask(model, corpus, word="xylophone")
    assert not list(home.rglob("layer-*.f16"))


@pytest.mark.parametrize("path", ["\0", "no/such/file.txt", "a" * 5000, "𝕏\ud800"])
def test_files_that_are_none_are_told(model: Encoder, path: str) -> None:
    with pytest.raises(UserError) as told:
        ContextualEmbeddings(model).run(ContextualEmbeddingsRequest(corpus=path), SilentProgress())
    assert told.value.field == "corpus" and len(str(told.value)) < 300


def test_a_query_without_a_corpus_is_told(model: Encoder) -> None:
    with pytest.raises(UserError, match="needs a corpus"):
        ContextualEmbeddings(model).run(ContextualEmbeddingsRequest(query=QUERY), SilentProgress())


def test_it_can_be_exported_written_and_asked_again(model: Encoder, corpus: Path, tmp_path: Path) -> None:
    request = ContextualEmbeddingsRequest(corpus=str(corpus), word="bank", query=QUERY, layer=4)
    result = ContextualEmbeddings(model).run(request, SilentProgress())
    record = RunRecord("contextual-embeddings", None, 0, request, result, 1.0, "cpu")
    again: ContextualEmbeddingsResult = decode(ContextualEmbeddingsResult, json.loads(dumps(result)))
    assert again == result
    views = demos()["contextual-embeddings"].part("exports")(request, result)
    assert [view.id for view in views] == ["words", "corpus_map"]
    written = save_all(tmp_path / "out", views, record, dpi=60)
    assert {"words.csv", "words.parquet", "corpus_map.svg", "corpus_map.npz"} <= {
        path.name for path in written
    }
    for path in written:
        open_again(path)
    lines = (tmp_path / "out" / "words.csv").read_text(encoding="utf-8").splitlines()
    assert result.corpus is not None and lines[0].startswith("list,rank,cosine,before,word,after")
    assert len(lines) == 1 + len(result.corpus.matches) + 8
    settings: dict[str, object] = {}
    for setting in (f"corpus={corpus}", "word=bank", f"query={QUERY}", "layer=4"):
        set_value(ContextualEmbeddingsRequest, settings, setting)
        assert setting.split("=")[1] in as_command(record)
    assert decode(ContextualEmbeddingsRequest, settings) == request
