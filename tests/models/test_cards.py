"""Cards: what is bundled is whole, and what a user names is found or explained."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from model_zoo import cards, hashing
from model_zoo.errors import ModelError


def silent(fraction: float | None, note: str) -> None:
    """Nobody watches."""


def test_bundled_weights_are_those_of_their_cards() -> None:
    for card in cards.bundled():
        (name,) = card.weights
        assert (card.path / name).stat().st_size == card.bytes
        assert hashing.sha256_of([card.path / name], silent) == card.sha256
        assert card.licence
        assert card.metrics
        assert card.limits


def test_listing_cards_needs_no_torch() -> None:
    program = (
        "import sys; from model_zoo.cards import bundled; assert bundled(); print('torch' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"


def test_a_hash_is_remembered_until_the_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"one")
    notes: list[str] = []
    first = hashing.sha256_of([file], lambda fraction, note: notes.append(note))
    assert hashing.sha256_of([file], lambda fraction, note: notes.append(note)) == first
    assert len(notes) == 1
    file.write_bytes(b"other")
    assert hashing.sha256_of([file], silent) != first


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("inkling-mlm-e", "Did you mean “inkling-mlm-en”"),
        ("/no/such/folder", "no such folder or file"),
        ("", "this name is empty"),
        ("a\0b", "this name is empty"),
    ],
)
def test_an_unknown_name_is_explained(spec: str, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        cards.find(spec)


def test_a_folder_without_weights_and_one_with_several(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no weights"):
        cards.find(str(tmp_path))
    (tmp_path / "a.pt").touch()
    (tmp_path / "b.pt").touch()
    with pytest.raises(ModelError, match="2 weight files"):
        cards.find(str(tmp_path))
    assert cards.find(str(tmp_path / "a.pt")).weights == ("a.pt",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schema = 9", "schema 9"),
        ("schema = 1\nid = 3", "damaged"),
        ("[[", "cannot be read"),
        ("", "schema None"),
    ],
)
def test_a_malformed_card_is_named(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "card.toml"
    path.write_text(text)
    with pytest.raises(ModelError, match=words):
        cards.read_card(path)


def test_a_card_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "card.toml"
    text = (cards.CHECKPOINTS / "inkling-mlm-en" / "card.toml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    first = cards.read_card(path)
    assert cards.read_card(path) is first
    path.write_text(text.replace('title = "', 'title = "Another '), encoding="utf-8")
    assert cards.read_card(path).title == f"Another {first.title}"


def test_a_preferred_card_is_the_default_where_it_is_bundled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = cards.default("masked_lm")
    other = tmp_path / "checkpoints" / "other"
    other.mkdir(parents=True)
    (tmp_path / "checkpoints" / own.id).symlink_to(own.path)
    text = (own.path / "card.toml").read_text(encoding="utf-8").replace(f'"{own.id}"', '"other"')
    (other / "card.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(cards, "CHECKPOINTS", tmp_path / "checkpoints")
    assert {card.id for card in cards.bundled("masked_lm")} == {own.id, "other"}
    assert cards.default("masked_lm").id == own.id
    assert cards.default("masked_lm", "other").id == "other"
    assert cards.default("masked_lm", "not-bundled").id == own.id


def test_the_attribution_names_every_source_of_every_card() -> None:
    text = (cards.CHECKPOINTS.parents[1] / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for path in sorted(cards.CHECKPOINTS.glob("*/card.toml")):
        for source in tomllib.loads(path.read_text(encoding="utf-8"))["sources"]:
            name = source["package"].split(" ", 1)[1]
            assert f"| {name} | {source['version']} | {source['licence']} |" in text, path.parent.name
