"""The page as its user meets it: by mouse and keys, with a bundled model."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.core.discovery import demos
from app.core.schema import decode, encode
from app.demos.cross_lingual_embeddings.comparison import Comparison
from app.demos.cross_lingual_embeddings.contract import CrossLingualEmbeddingsResult
from app.demos.cross_lingual_embeddings.page import CrossLingualEmbeddingsPage
from app.demos.cross_lingual_embeddings.panel import CrossLingualPanel
from app.demos.cross_lingual_embeddings.state import CrossLingualEmbeddingsState
from app.pages.services import Services
from tests.conformance.waiting import settle, until

LEFT = Qt.MouseButton.LeftButton
#: Each sentence beside itself, but for the last two, which stand beside each other's.
TASK = {
    "pairs": [
        ["The old man opened the red door.", "The old man opened the red door."],
        ["Add the onions and cook them.", "Add the onions and cook them."],
        ["The ship sailed to the island.", "He was born in the north."],
        ["He was born in the north.", "The ship sailed to the island."],
    ],
    "languages": ["en", "again"],
    "correction": "none",
    "gold": "0-0 1-1 2-2 3-3 4-4 5-5 6-6",
}


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> CrossLingualEmbeddingsPage:
    """Give the page with a small task, answered by the English model."""
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


def panel(page: CrossLingualEmbeddingsPage, slot: int = 0) -> CrossLingualPanel:
    found = page.panels[slot]
    assert isinstance(found, CrossLingualPanel)
    return found


def result(page: CrossLingualEmbeddingsPage) -> CrossLingualEmbeddingsResult:
    record = page.record()
    assert record is not None and isinstance(record.result, CrossLingualEmbeddingsResult)
    return record.result


def press(qtbot: QtBot, widget: QWidget, key: Qt.Key) -> None:
    widget.setFocus()
    qtbot.keyClick(widget, key)


def test_what_is_read_is_what_was_found(page: CrossLingualEmbeddingsPage) -> None:
    shown, found = panel(page), result(page)
    assert "of 4 sentences, 50% find their translation first" in shown.summary.text()
    assert shown.curves.layers == tuple(one.layer for one in found.layers)
    assert shown.curves.curves[0].values == tuple(one.mrr.forward for one in found.layers)
    model = shown.table.model()
    first = [model.data(model.index(row, 2)) for row in range(4)]
    assert set(first[:2]) == {"The ship sailed to the island.", "He was born in the north."}  # worst on top
    assert model.data(model.index(3, 0)) == model.data(model.index(3, 1)) == "1"
    assert model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) == "en→again"
    assert shown.map.cloud is not None and len(shown.map.cloud) == 8


def test_a_click_on_the_curves_takes_the_words_to_that_layer(
    page: CrossLingualEmbeddingsPage, qtbot: QtBot
) -> None:
    shown = panel(page)
    qtbot.mouseClick(shown.curves.viewport(), LEFT, pos=shown.curves.place(1, 0.5).toPoint())
    settled(page)
    found = result(page).alignment
    assert found is not None and found.layer == 1
    assert "Layer 1 of 6" in shown.summary.text() and "layer 1" in shown.words.note.text()
    press(qtbot, shown.curves, Qt.Key.Key_Right)
    settled(page)
    assert "Layer 2 of 6" in shown.summary.text()
    page.undo()
    settled(page)
    assert page.state().layer is None  # both are one step


def test_methods_and_gold_links(page: CrossLingualEmbeddingsPage, qtbot: QtBot) -> None:
    words = panel(page).words
    assert "7 links" in words.note.text() and "alignment error rate 0.00" in words.note.text()
    assert all(ribbon.right for ribbon in words.ribbons.ribbons)
    words.methods.setFocus()
    qtbot.keyClick(words.methods, Qt.Key.Key_Left)
    assert page.state().method == "argmax"
    box = words.ribbons.box(0, 2).center().toPoint()
    qtbot.mouseMove(words.ribbons.viewport(), QPoint(1, 1))
    qtbot.mouseMove(words.ribbons.viewport(), box)
    assert words.ribbons.current == (0, 2)
    assert words.ribbons.toolTip().startswith("“man”: “man” 1.00")
    press(qtbot, words.ribbons, Qt.Key.Key_Right)
    assert words.ribbons.toolTip().startswith("“opened”")


def test_a_row_of_the_table_shows_its_words(page: CrossLingualEmbeddingsPage, qtbot: QtBot) -> None:
    table = panel(page).table
    table.setFocus()
    rows = {table.model().data(table.model().index(row, 2)): row for row in range(4)}
    place = table.visualRect(table.model().index(rows["Add the onions and cook them."], 2)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=place)
    settled(page)
    found = result(page).alignment
    assert found is not None and found.pair == 1
    assert panel(page).words.ribbons.sides[0] == ("Add", "the", "onions", "and", "cook", "them")


def test_a_point_of_the_map_shows_its_words(page: CrossLingualEmbeddingsPage, qtbot: QtBot) -> None:
    shown = panel(page).map
    x, y = shown.place_of(5)  # the second side of pair 1
    qtbot.mouseClick(shown.viewport(), LEFT, pos=QPoint(round(x), round(y)))
    settled(page)
    found = result(page).alignment
    assert found is not None and found.pair in (1, 5 % 4)


def test_pairs_are_typed_and_a_bad_line_is_told(page: CrossLingualEmbeddingsPage, qtbot: QtBot) -> None:
    page.editor.setFocus()
    page.editor.selectAll()
    qtbot.keyClicks(page.editor, "The cat sleeps. | Die Katze")
    qtbot.keyClick(page.editor, Qt.Key.Key_Return)
    qtbot.keyClicks(page.editor, "no translation")
    until(lambda: bool(page.errors.sentences()), 20, "the sentence")
    assert "Line 2 is no pair" in " ".join(page.errors.sentences())
    qtbot.keyClicks(page.editor, " | keine")
    settled(page)
    assert not page.errors.sentences() and result(page).count == 2


def test_bundled_sentences_in_other_languages(page: CrossLingualEmbeddingsPage, qtbot: QtBot) -> None:
    page.change(source="bundled", first="en", second="de", gold="")
    settled(page)
    box = page.language_boxes[1]
    box.setFocus()
    qtbot.keyClicks(box, "ja")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    settled(page)
    assert page.state().second == "ja" and result(page).count > 50


def test_two_models_stand_in_one_picture(page: CrossLingualEmbeddingsPage) -> None:
    page.set_model("inkling-mlm-en", 1)
    settled(page)
    compared = page.comparison
    assert isinstance(compared, Comparison) and compared.isVisible()
    assert [curve.name for curve in compared.curves.curves] == ["A", "B"]
    assert "B minus A +0.000" in compared.words.text()


def test_state_survives_and_curves_are_copied(page: CrossLingualEmbeddingsPage, qtbot: QtBot) -> None:
    assert decode(CrossLingualEmbeddingsState, encode(page.state())) == page.state()
    curves = panel(page).curves
    curves.setFocus()
    qtbot.keyClick(curves, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["layer", "MRR →", "MRR ←", "P@1", "P@5", "chance"]
    assert len(lines) == 1 + len(result(page).layers)


def test_nothing_is_cut_off_beside_an_open_help(page: CrossLingualEmbeddingsPage) -> None:
    """At 1280x800 with list and help open, a page has 700 px; here with all that a pair with gold links says."""
    page.resize(700, 800)
    settle()
    assert "alignment error rate" in panel(page).words.note.text()
    areas = [area for area in page.findChildren(QScrollArea) if area.isVisible()]
    assert areas
    for area in areas:
        inside = area.widget()
        assert inside is not None and inside.width() <= area.viewport().width()
    for choice in page.language_boxes:
        assert choice.width() >= choice.sizeHint().width()
    note = panel(page).words.note
    assert note.mapTo(page, note.rect().topRight()).x() < 700
