"""The tour is what a visitor sees first: pictures, a page, and a true exit status."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.core.contract import Demo
from app.shell import tour
from tests.shell.letters import DEMO


def test_every_demo_has_its_pictures(
    qtbot: QtBot, tmp_path: Path, demos: dict[str, Demo], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tour, "find_demos", lambda: demos)
    out = tmp_path / "tour"
    assert tour.render(out, (1100, 760)) == 0
    names = {path.name for path in out.iterdir()}
    assert {"index.html", "letters.png", "letters-dark.png", "palette.png", "preferences.png"} <= names
    image = QImage(str(out / "letters.png"))
    assert (image.width(), image.height()) == (1100, 760)
    assert QImage(str(out / "letters-dark.png")) != image
    html = (out / "index.html").read_text(encoding="utf-8")
    assert "Count letters" in html and "letters-dark.png" in html and "torch" in html


def test_a_demo_that_fails_is_told_and_fails_the_tour(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = replace(DEMO, id="broken", title="Broken", page="page:Missing")
    monkeypatch.setattr(tour, "find_demos", lambda: {"broken": broken, "letters": DEMO})
    assert tour.render(tmp_path, (1000, 700)) == 1
    assert "Broken: “Broken” could not be opened." in capsys.readouterr().err
    assert (tmp_path / "letters.png").exists()
    assert "could not be opened" in (tmp_path / "index.html").read_text(encoding="utf-8")
