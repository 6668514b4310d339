"""Transfer and the least cosine of a link, as the page's user meets them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.core.discovery import demos
from app.demos.cross_lingual_embeddings.page import CrossLingualEmbeddingsPage
from app.demos.cross_lingual_embeddings.panel import CrossLingualPanel
from app.pages.services import Services
from tests.conformance.waiting import until

TASK = {
    "pairs": [
        ["The old man opened the red door.", "An old man opens a door."],
        ["The ship sailed to the island.", "A ship came to the island."],
        ["He was born in the north.", "She was born in the south."],
    ],
    "languages": ["en", "again"],
}
LINES = [
    line
    for place in ("house", "garden", "city", "river")
    for line in (
        f"past\tone\tThe king went to the {place}.",
        f"asked\tone\tDo you know where the {place} is?",
        f"past\ttwo\tMy sister went to the {place}.",
        f"asked\ttwo\tDoes he know where the {place} is?",
    )
]


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> CrossLingualEmbeddingsPage:
    """Give the page with three pairs, answered by the English model."""
    widget = CrossLingualEmbeddingsPage(demos()["cross-lingual-embeddings"], services)
    widget.set_model("inkling-mlm-en")
    widget.resize(1100, 1100)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.show_request(TASK)
    settled(widget)
    return widget


def settled(page: CrossLingualEmbeddingsPage) -> None:
    until(lambda: not page.busy(), 90, "the page's answer")


def panel(page: CrossLingualEmbeddingsPage) -> CrossLingualPanel:
    found = page.panels[0]
    assert isinstance(found, CrossLingualPanel)
    return found


def line(page: CrossLingualEmbeddingsPage) -> QLineEdit:
    return next(
        one for one in page.findChildren(QLineEdit) if one.accessibleName() == "TSV file of labelled texts"
    )


def test_a_file_of_labels_gives_a_table(
    page: CrossLingualEmbeddingsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = panel(page).transfer
    assert not shown.isVisible()
    file = tmp_path / "task.tsv"
    file.write_text("\n".join(LINES), encoding="utf-8")
    line(page).setFocus()
    qtbot.keyClicks(line(page), str(file))
    settled(page)
    assert shown.isVisible() and not page.errors.sentences()
    assert shown.table.rows == ("learned in one", "learned in two", "most frequent label")
    assert shown.table.columns == ("asked in one", "asked in two")
    record = page.record()
    assert record is not None
    assert shown.table.cells[0][1].text == f"{record.result.transfer.accuracy[0][1]:.0%}"
    assert "the most frequent label reaches 50%" in shown.note.text()
    file.write_text("past one", encoding="utf-8")
    page.run()
    settled(page)
    assert "Line 1 of “task.tsv”" in " ".join(page.errors.sentences())
    line(page).clear()
    qtbot.keyClicks(line(page), " ")
    settled(page)
    assert not shown.isVisible() and not page.errors.sentences()


def test_links_below_a_cosine_are_left_out(page: CrossLingualEmbeddingsPage, qtbot: QtBot) -> None:
    words = panel(page).words
    every = words.ribbons.ribbons
    least = sorted(ribbon.score for ribbon in every)[len(every) // 2]
    words.threshold.setFocus()
    words.threshold.selectAll()
    qtbot.keyClicks(words.threshold, f"{least:.2f}")
    qtbot.keyClick(words.threshold, Qt.Key.Key_Return)
    kept = words.ribbons.ribbons
    assert 0 < len(kept) < len(every)
    assert {(one.a, one.b) for one in kept} == {
        (one.a, one.b) for one in every if one.score >= round(least, 2)
    }
    assert f"{len(kept)} links of {len(every)}" in words.note.text()
    assert page.state().threshold == round(least, 2)
    words.threshold.setValue(0.0)
    assert words.ribbons.ribbons == every
