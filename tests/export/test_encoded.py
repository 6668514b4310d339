"""Files in formats of their own: written byte for byte, with their settings beside them, and named in the result."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.core.contract import Encoded, UserError, View
from app.core.export import save_all, save_encoded
from app.core.schema import dumps, json_schema
from tests.export.sample import SHA256, record


@dataclass(frozen=True, slots=True)
class Answer:
    """What a demo with a file gives."""

    file: Encoded | None


def test_bytes_and_settings_come_back(tmp_path: Path) -> None:
    encoded = Encoded(bytes(range(256)), ".ikp")
    assert json.loads(dumps(Answer(encoded)))["file"] is None
    written = save_encoded(tmp_path / "a.ikp", encoded, record())
    assert written[0].read_bytes() == bytes(range(256))
    assert json.loads(written[1].read_text())["model_sha256"] == SHA256
    assert json.loads(dumps(Answer(encoded)))["file"] == str(tmp_path / "a.ikp")
    assert "once it is written" in json.dumps(json_schema(Answer))


def test_it_goes_with_everything_else(tmp_path: Path) -> None:
    view = View("file", "A file", encoded=Encoded(b"xyz", ".ikp"))
    names = [path.name for path in save_all(tmp_path / "out", [view], record())]
    assert names[:2] == ["file.ikp", "file.ikp.json"] and "run.json" in names


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\.ikp"):
        save_encoded(tmp_path / "a.png", Encoded(b"", ".ikp"), record())
