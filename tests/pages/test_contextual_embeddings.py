"""The page as its user meets it: by mouse and keys, with the bundled model."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.discovery import demos
from app.core.schema import decode, encode
from app.demos.contextual_embeddings import arrival
from app.demos.contextual_embeddings.comparison import Comparison
from app.demos.contextual_embeddings.contract import ContextualEmbeddingsResult
from app.demos.contextual_embeddings.page import ContextualEmbeddingsPage
from app.demos.contextual_embeddings.panel import ContextualEmbeddingsPanel
from app.demos.contextual_embeddings.state import ContextualEmbeddingsState
from app.pages.services import Services
from tests.conformance.waiting import until

LEFT = Qt.MouseButton.LeftButton
TASK = {
    "sentences": [
        "The snail drew back into its *shell*.",
        "She found a pink *shell* on the beach.",
        "Bash is the default *shell* on many systems.",
        "The script is executed by the *shell* line by line.",
    ],
    "groups": ["animal", "animal", "computer", "computer"],
}


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> ContextualEmbeddingsPage:
    """Give the page with a small task, answered."""
    widget = ContextualEmbeddingsPage(demos()["contextual-embeddings"], services)
    widget.resize(1100, 900)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    settled(widget)
    assert len(result(widget).labels) == 10  # it opens with its first example
    widget.show_request(TASK)
    settled(widget)
    return widget


def settled(page: ContextualEmbeddingsPage) -> None:
    until(lambda: not page.busy(), 90, "the page's answer")


def panel(page: ContextualEmbeddingsPage, slot: int = 0) -> ContextualEmbeddingsPanel:
    found = page.panels[slot]
    assert isinstance(found, ContextualEmbeddingsPanel)
    return found


def result(page: ContextualEmbeddingsPage) -> ContextualEmbeddingsResult:
    record = page.record()
    assert record is not None
    found: ContextualEmbeddingsResult = record.result
    return found


def sentences(page: QWidget) -> list[str]:
    """Give the errors that can be seen."""
    labels = page.findChildren(QLabel)
    return [one.text() for one in labels if one.property("role") == "error" and one.isVisible()]


def click_cell(page: ContextualEmbeddingsPage, row: int, column: int) -> None:
    """Click a pair in the matrix."""
    matrix = panel(page).own.matrix
    QTest.mouseClick(matrix.viewport(), LEFT, pos=matrix.cell_rect(row, column).center().toPoint())


def type_into(page: ContextualEmbeddingsPage, row: int, column: int, text: str) -> None:
    """Edit a cell of the table by keys."""
    table = page.table
    index = table.entries.index(row, column)
    table.setCurrentIndex(index)
    table.scrollTo(index)
    QTest.keyClick(table, Qt.Key.Key_Return)
    editor = table.viewport().findChildren(QLineEdit)[-1]
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    until(lambda: [one[column] for one in table.entries.rows[row : row + 1]] == [text], 5, "the cell's text")
    settled(page)


def test_what_one_reads_is_what_the_model_said(page: ContextualEmbeddingsPage) -> None:
    shown, last = panel(page), result(page).layers[-1]
    assert shown.layer_name.text() == "Layer 6 of 6"
    np.testing.assert_array_equal(shown.own.matrix.values, np.array(last.matrix))
    band = last.random_pairs
    assert f"random pairs {band.mean:.2f} ({band.p05:.2f} to {band.p95:.2f})" == shown.own.legend.words()
    assert shown.curve.told(6).startswith("nearest neighbour of the same sense: 100% · silhouette 0.")
    assert not shown.raw.isVisible() and shown.own.isVisible()
    legend = shown.own.legend
    assert legend.place(band.p05) < legend.place(band.mean) < legend.place(band.p95) < legend.bar().right()


def test_a_cell_a_point_and_a_row_are_one_choice(page: ContextualEmbeddingsPage) -> None:
    shown, record = panel(page), page.record()
    click_cell(page, 2, 0)
    assert page.state().at == 2
    assert page.table.currentIndex().row() == 2
    assert shown.own.map.chosen_rows.current == 2
    assert shown.nearest.text().startswith("Nearest to 3 …is the default shell on many systems.")
    nearest = result(page).layers[-1].matrix[2][3]
    assert f"4 …executed by the shell line by line. ({nearest:.2f})" in shown.nearest.text()
    x, y = shown.own.map.place_of(0)
    QTest.mouseClick(shown.own.map.viewport(), LEFT, pos=QPoint(round(x), round(y)))
    assert page.state().at == 0 and shown.own.matrix.current[0] == 0
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.state().at == 1 and shown.own.map.chosen_rows.current == 1
    settled(page)
    assert page.record() is record  # looking asks nothing
    shown.own.matrix.setFocus()
    QTest.keyClick(shown.own.matrix, Qt.Key.Key_Down)
    assert page.state().at == 2


def test_the_slider_goes_through_the_layers_and_points_move(page: ContextualEmbeddingsPage) -> None:
    shown = panel(page)
    before = shown.own.map.cloud
    assert before is not None
    old = before.points.copy()
    shown.slider.setFocus()
    QTest.keyClick(shown.slider, Qt.Key.Key_Left)
    assert page.state().layer == 5 and shown.layer_name.text() == "Layer 5 of 6"
    np.testing.assert_array_equal(shown.own.matrix.values, np.array(result(page).layers[5].matrix))

    def arrived() -> bool:
        cloud = shown.own.map.cloud
        return cloud is not None and bool(np.allclose(cloud.points, shown.own._maps[5], atol=1e-5))

    until(arrived, 5, "the points")
    assert not np.allclose(old, shown.own._maps[5], atol=1e-3)
    QTest.keyClick(shown.slider, Qt.Key.Key_Home)
    assert shown.layer_name.text() == "Input"
    place = shown.curve.place(3, 0.5).toPoint()
    QTest.mouseClick(shown.curve.viewport(), LEFT, pos=place)
    assert page.state().layer == 3 and shown.slider.value() == 3


def test_playing_goes_to_the_last_layer_and_ends(page: ContextualEmbeddingsPage) -> None:
    shown = panel(page)
    shown._timer.setInterval(1)
    QTest.mouseClick(shown.play, LEFT)
    until(lambda: shown._timer.isActive() and shown.slider.value() < 6, 5, "the beginning")
    until(lambda: not shown._timer.isActive(), 20, "the end of the layers")
    assert shown.slider.value() == 6


def test_a_new_sentence_arrives_beside_its_neighbour(page: ContextualEmbeddingsPage) -> None:
    shown = panel(page)
    before = shown.own._maps[shown.own.index].copy()
    type_into(page, 4, 0, "A turtle cannot leave its *shell*.")
    assert [row[0] for row in page.state().rows][4].startswith(
        "A turtle"
    ) and page.count.text() == "5 sentences"
    assert len(result(page).labels) == 5 and result(page).groups[4] == ""
    nearest = result(page).layers[6].neighbours[4][0].index
    assert nearest in (0, 1)
    moved = shown.own._maps[6]
    turn = arrival.turned(shown.own.sentences, moved, TASK["sentences"], before)
    np.testing.assert_allclose(turn, np.eye(2), atol=1e-6)  # laid on the map that was there
    type_into(page, 4, 1, "animal")
    assert result(page).groups[4] == "animal"
    page.undo()
    page.undo()
    settled(page)
    assert len(result(page).labels) == 4


def test_lines_are_pasted_with_their_senses_and_rows_removed(page: ContextualEmbeddingsPage) -> None:
    page.table.setFocus()
    page.table.setCurrentIndex(page.table.entries.index(3, 0))
    QGuiApplication.clipboard().setText("A *shell* of steel.\tcover\nThe egg lost its *shell*.\tanimal\n")
    QTest.keyClick(page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled(page)
    assert result(page).groups == ("animal", "animal", "computer", "computer", "cover", "animal")
    page.table.scrollTo(page.table.entries.index(4, 0))
    place = page.table.visualRect(page.table.entries.index(4, 0)).center()
    QTest.mouseClick(page.table.viewport(), LEFT, pos=place)
    assert page.state().at == 4
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    settled(page)
    assert result(page).groups == ("animal", "animal", "computer", "computer", "animal")
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "The egg lost its *shell*.\tanimal"


def test_corrected_and_uncorrected_stand_side_by_side(page: ContextualEmbeddingsPage) -> None:
    combo, options = page.binder.widget("correction"), page.options
    assert isinstance(combo, QComboBox) and not options.components.isEnabled() and not options.raw.isEnabled()
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    settled(page)
    assert (
        page.state().correction == "centred"
        and options.raw.isEnabled()
        and not options.components.isEnabled()
    )
    QTest.mouseClick(options.raw, LEFT, pos=QPoint(10, options.raw.height() // 2))
    settled(page)
    shown = panel(page)
    assert shown.own.heading.text() == "Centred" and shown.raw.isVisible()
    assert shown.own.legend.band is not None and shown.raw.legend.band is not None
    assert abs(shown.own.legend.band.mean) < 0.05 < 0.3 < shown.raw.legend.band.mean
    shown.raw.matrix.setFocus()
    QTest.keyClick(shown.raw.matrix, Qt.Key.Key_Down)
    assert page.state().at == shown.own.matrix.current[0] == 1
    QTest.keyClick(combo, Qt.Key.Key_Down)
    settled(page)
    assert options.components.isEnabled() and shown.own.heading.text() == "All but the top (3 directions)"
    options.components.setFocus()
    options.components.selectAll()
    QTest.keyClicks(options.components, "1\r")
    settled(page)
    assert shown.own.heading.text() == "All but the top (1 direction)"


def test_colours_are_of_senses_sentences_or_parts(page: ContextualEmbeddingsPage) -> None:
    shown = panel(page)
    assert shown.own.matrix.groups == (0, 0, 1, 1)
    assert shown.own.map.cloud is not None and tuple(shown.own.map.cloud.group_names) == (
        "animal",
        "computer",
    )
    page.edit("colour", "sentence", None)
    assert shown.own.matrix.groups == (0, 1, 2, 3)
    (part,) = [one for one in page.findChildren(QToolButton) if one.accessibleName() == "Colour by: part"]
    QTest.mouseClick(part, LEFT)
    # shell. / pink shell / the default shell / by the shell line by line
    assert shown.own.matrix.groups == (2, 1, 1, 1)
    assert tuple(shown.own.map.cloud.group_names) == ("beginning", "middle", "end")


def test_a_pair_is_measured_against_random_pairs(page: ContextualEmbeddingsPage) -> None:
    shown, last = panel(page).own, result(page).layers[-1]
    matrix = shown.matrix
    QTest.mouseMove(matrix.viewport(), matrix.cell_rect(2, 3).center().toPoint())
    story = shown.story(2, 3)
    assert story.foot.startswith(f"cosine {last.matrix[2][3]:.2f}: ")
    above = last.matrix[2][3] > last.random_pairs.p95
    assert ("more alike than 95% of random pairs" in story.foot) == above


def test_what_is_missing_is_told_beside_the_sentences(page: ContextualEmbeddingsPage) -> None:
    type_into(page, 4, 0, "A turtle cannot leave its shell.")
    assert len(sentences(page)) == 1 and sentences(page)[0].startswith("Sentence 5 marks no word")
    field = page.binder.widget("word")
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "shell")
    settled(page)
    assert sentences(page) == [] and result(page).words == ("shell",) * 5
    page.change(rows=(("only *one*", ""),))
    settled(page)
    assert sentences(page) == ["Write two sentences or more, each with a *marked* word."]


def test_two_models_are_compared_by_their_layers(page: ContextualEmbeddingsPage) -> None:
    assert result(page).grams is None
    page.set_model(page.models()[0], 1)
    settled(page)
    until(lambda: page.record(1) is not None, 30, "the second answer")
    found = page.comparison
    assert isinstance(found, Comparison)
    until(found.map.isVisible, 10, "the comparison")
    assert found.map.rows[0] == "A 6" and found.map.columns[0] == "B input"
    values = [[cell.value for cell in row] for row in found.map.cells[::-1]]
    assert np.diag(values) == pytest.approx(np.ones(7), abs=1e-6) and np.min(values) < 0.9
    assert "The senses stand best apart at" in found.words.text()
    page.set_model(None, 1)
    settled(page)
    assert result(page).grams is None and not found.isVisible()


def test_a_sentence_that_stands_twice_is_two_points() -> None:
    known, before = ["a", "a", "b"], np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]])
    found = arrival.starts(["b", "a", "c", "a"], [[], [], [0], []], known, before)
    assert found is not None and found.tolist() == [[0, 2], [0, 0], [0, 2], [1, 0]]
    assert arrival.starts(["x"], [[]], known, before) is None


def test_state_survives_a_session(page: ContextualEmbeddingsPage) -> None:
    page.change(correction="whitened", components=9, projection="tsne", raw=True, layers=(2, 4), word="x")
    page.change_quietly(at=2, layer=3, colour="sentence")
    assert decode(ContextualEmbeddingsState, encode(page.state())) == page.state()


def test_copy_as_command_runs_the_same(page: ContextualEmbeddingsPage) -> None:
    actions = {action.text(): action for action in page.export_actions()}
    actions["Copy as command"].trigger()
    assert "run contextual-embeddings" in QGuiApplication.clipboard().text()
