"""Files that must not be lost: atomic writing, preferences, sessions."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.core import preferences, session
from app.core.atomic import write_atomic
from app.core.contract import UserError
from app.core.preferences import Preferences
from app.core.record import ModelRef
from app.core.session import PageSession, Session


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"old")

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_preferences_come_back(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    mine = Preferences(theme="dark", text_scale=1.5, device="cuda:0", last_models={"masked_lm": "x"})
    preferences.save(path, mine)
    assert preferences.load(path) == (mine, [])


def test_a_bad_preference_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.write_text(
        json.dumps({"theme": "pink", "text_scale": 99, "dtype": "bfloat16", "unknown": 1, "device": 3})
    )
    found, warnings = preferences.load(path)
    assert found == Preferences(dtype="bfloat16")
    assert len(warnings) == 3
    assert any("theme" in warning for warning in warnings)


@pytest.mark.parametrize("text", ["", "[1]", "{", "\x00", "[" * 100_000])
def test_preferences_that_are_none_give_the_defaults_and_a_word(text: str, tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.write_text(text)
    found, warnings = preferences.load(path)
    assert found == Preferences()
    assert len(warnings) == 1


def test_no_preferences_are_no_news(tmp_path: Path) -> None:
    assert preferences.load(tmp_path / "none.json") == (Preferences(), [])


def test_a_session_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "work.json"
    page = PageSession({"text": "half of a pair: \ud83d"}, (ModelRef("m", "0" * 64, "m"),))
    mine = Session(
        demo="masked-words", pages={"masked-words": page, "of-the-future": PageSession({"a": 1})}, seed=7
    )
    session.save(path, mine)
    found, warnings = session.load(path)
    assert not warnings
    assert found.pages == mine.pages
    assert (found.demo, found.seed, found.created) == (mine.demo, 7, mine.created)
    assert found.saved
    assert found.versions["torch"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON"),
        ("[]", "names no schema"),
        ('{"schema": 99}', "newer Inkling"),
        ('{"schema": "1"}', "no schema"),
    ],
)
def test_what_is_no_session_is_refused_with_a_sentence(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "work.json"
    path.write_text(text)
    with pytest.raises(UserError, match=words):
        session.load(path)


def test_a_bad_page_does_not_lose_the_others(tmp_path: Path) -> None:
    path = tmp_path / "work.json"
    session.save(path, Session(pages={"good": PageSession({"a": 1})}))
    data = json.loads(path.read_text())
    data["pages"]["bad"] = {"state": 3}
    path.write_text(json.dumps(data))
    found, warnings = session.load(path)
    assert list(found.pages) == ["good"]
    assert "“bad”" in warnings[0]
    session.save(path, found)
    assert json.loads(path.read_text())["aside"] == {"bad": {"state": 3}}, "what cannot be read is not lost"
