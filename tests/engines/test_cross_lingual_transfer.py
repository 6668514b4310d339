"""Zero-shot transfer by the engine, what it refuses, and that looking around costs no second reading."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from app.core.contract import SilentProgress, UserError
from app.demos.cross_lingual_embeddings.contract import CrossLingualEmbeddingsRequest as Request
from app.demos.cross_lingual_embeddings.engine import CrossLingualEmbeddings
from app.demos.cross_lingual_embeddings.exports import views
from model_zoo.cards import find
from model_zoo.loaders.encoder import load

PLACES = ("house", "garden", "city", "river", "field", "church", "school", "forest")
PAIRS = (("The dog sleeps.", "The cat sleeps."), ("A man sings.", "A boy sings."), ("It rains.", "It snows."))


@pytest.fixture(scope="module")
def engine() -> CrossLingualEmbeddings:
    return CrossLingualEmbeddings(
        load(find("inkling-mlm-en"), torch.device("cpu"), torch.float32, lambda _fraction, _note: None)
    )


def file_of(folder: Path, lines: list[tuple[str, str, str]]) -> str:
    path = folder / "task.tsv"
    path.write_text("\n".join("\t".join(line) for line in lines), encoding="utf-8")
    return str(path)


def test_a_probe_of_one_half_holds_in_the_other(engine: CrossLingualEmbeddings, tmp_path: Path) -> None:
    """Two "languages" that are both English: what is learned in one has to hold in the other."""
    lines = [("label", "language", "text")]
    for place in PLACES:
        for language, who in (("one", "The king"), ("two", "My sister")):
            lines.append(("past", language, f"{who} went to the {place} and was happy."))
            lines.append(("asked", language, f"Do you know where the {place} is, {who.lower()}?"))
    request = Request(PAIRS, transfer=file_of(tmp_path, lines))
    result = engine.run(request, SilentProgress())
    found = result.transfer
    assert found is not None and found.languages == ("one", "two") and found.labels == ("asked", "past")
    assert min(min(row) for row in found.accuracy) > 0.9 and found.majority == (0.5, 0.5)
    assert found.layer == result.best_layer and found.asked == (4, 4) and found.learned == (12, 12)
    table = next(view.table for view in views(request, result) if view.id == "transfer")
    assert table is not None and len(table.rows) == 4
    assert engine.run(replace(request, transfer=""), SilentProgress()).transfer is None


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([("a", "en", "one"), ("a", "en")], "Line 2"),
        ([("a", "en", "one"), ("a", "en", " ")], "Line 2"),
        ([("a", "en", "one"), ("b", "en", "two")], "in 1 language"),
        ([("a", "en", "one"), ("b", "de", "two")], "only one text in"),
    ],
)
def test_a_bad_file_of_labels_is_told(
    engine: CrossLingualEmbeddings, tmp_path: Path, lines: list[tuple[str, ...]], words: str
) -> None:
    with pytest.raises(UserError, match=words) as told:
        engine.run(Request(PAIRS, transfer=file_of(tmp_path, lines)), SilentProgress())  # type: ignore[arg-type]
    assert told.value.field == "transfer"
    with pytest.raises(UserError, match="cannot be read"):
        engine.run(Request(PAIRS, transfer=str(tmp_path / "none.tsv")), SilentProgress())


def test_another_pair_is_looked_at_with_the_same_scores(
    engine: CrossLingualEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.demos.cross_lingual_embeddings import engine as module

    first = engine.run(Request(PAIRS, detail=True), SilentProgress())
    calls: list[object] = []
    monkeypatch.setattr(module, "ranks", lambda *given: calls.append(given))
    second = engine.run(Request(PAIRS, detail=True, align=1), SilentProgress())
    assert not calls and second.layers == first.layers and second.alignment != first.alignment
    monkeypatch.undo()
    other = engine.run(Request(PAIRS, detail=True, correction="none"), SilentProgress())
    assert other.layers != first.layers
