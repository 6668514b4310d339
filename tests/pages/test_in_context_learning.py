"""The page as its user meets it: by mouse, keys, clipboard and files, with the bundled model."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.core.discovery import demos
from app.core.schema import decode, encode
from app.demos.in_context_learning.cases_table import CasesTable
from app.demos.in_context_learning.contract import Example, InContextLearningResult, Query
from app.demos.in_context_learning.page import InContextLearningPage
from app.demos.in_context_learning.panel import InContextLearningPanel
from app.demos.in_context_learning.state import InContextLearningState
from app.pages.services import Services
from tests.conformance.waiting import until

LEFT = Qt.MouseButton.LeftButton
TASK = {
    "description": "Is it food?",
    "examples": [
        {"input": "bread", "label": "yes"},
        {"input": "stone", "label": "no"},
        {"input": "cheese", "label": "yes"},
        {"input": "iron", "label": "no"},
    ],
    "queries": [{"input": "butter", "label": "yes"}, {"input": "glass", "label": "no"}, {"input": "cream"}],
    "shots": [0, 1, 2],
    "repeats": 2,
    "seed": 1,
}


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> InContextLearningPage:
    """Give the page with a small task, answered."""
    widget = InContextLearningPage(demos()["in-context-learning"], services)
    widget.resize(1000, 900)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    assert widget.record() is None and not widget.busy()  # nothing is asked before Run
    widget.show_request(TASK)
    settled(widget)
    return widget


def settled(page: InContextLearningPage) -> None:
    until(lambda: not page.busy(), 90, "the page's answer")


def panel(page: InContextLearningPage, slot: int = 0) -> InContextLearningPanel:
    found = page.panels[slot]
    assert isinstance(found, InContextLearningPanel)
    return found


def result(page: InContextLearningPage) -> InContextLearningResult:
    record = page.record()
    assert record is not None
    found: InContextLearningResult = record.result
    return found


def sentences(page: InContextLearningPage) -> list[str]:
    """Give the errors that can be seen."""
    labels = page.findChildren(QLabel)
    return [one.text() for one in labels if one.property("role") == "error" and one.isVisible()]


def cell(table: CasesTable, row: int, column: int) -> QPoint:
    """Bring a cell into sight and give its middle."""
    index = table.entries.index(row, column)
    table.scrollTo(index)
    return table.visualRect(index).center()


def write(table: CasesTable, row: int, column: int, text: str) -> None:
    """Click a cell, type over what stands there, press Enter."""
    QTest.mouseClick(table.viewport(), LEFT, pos=cell(table, row, column))
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)

    def written() -> bool:
        there = [one[column] for one in table.entries.rows[row : row + 1]] == [text]
        return there and table.findChild(QLineEdit) is None

    until(written, 5, "the cell's text")


def click_row(table: CasesTable, row: int) -> None:
    """Select a whole row by its number."""
    header = table.verticalHeader()
    QTest.mouseClick(header.viewport(), LEFT, pos=QPoint(8, header.sectionViewportPosition(row) + 6))


def press_run(page: InContextLearningPage) -> None:
    QTest.mouseClick(page.bar.run, LEFT)
    settled(page)


def test_the_curve_the_sentences_and_the_prompt_say_the_same(page: InContextLearningPage) -> None:
    shown = panel(page)
    assert [one.shots for one in result(page).shots] == [0, 1, 2] == list(shown.curve.asked)
    assert (
        shown.statement.text() == result(page).shots[-1].statement
    )  # the last point, until another is clicked
    assert shown.summary.text().endswith("examples.") or "chance" in shown.summary.text()
    first = result(page).shots[-1].queries[0]
    assert shown.prompt.text.toPlainText() == first.prompt
    assert f"{first.tokens} of" in shown.prompt.facts.text() and first.predicted in shown.prompt.next.text()
    assert len(shown.answers.answers) == 6


def test_a_click_on_the_curve_and_on_a_row_shows_that_prompt(page: InContextLearningPage) -> None:
    shown = panel(page)
    QTest.mouseClick(shown.curve.viewport(), LEFT, pos=shown.curve.point(0, 0.5).toPoint())
    assert shown.curve.current == 0 and shown.statement.text().startswith("No example")
    assert shown.prompt.text.toPlainText() == "Is it food?\n\nInput: butter\nLabel:"
    assert "no example" in shown.prompt.facts.text()
    QTest.mouseClick(shown.answers.viewport(), LEFT, pos=shown.answers.row_rect(2).center())
    assert shown.prompt.text.toPlainText().endswith("Input: cream\nLabel:")
    assert "right" not in shown.prompt.next.text()  # it has no label
    QTest.keyClick(shown.answers, Qt.Key.Key_Up)
    assert shown.prompt.text.toPlainText().endswith("Input: glass\nLabel:")
    QTest.keyClick(shown.curve, Qt.Key.Key_Right)
    assert shown.curve.current == 1 and "Label:" in shown.prompt.text.toPlainText()
    QTest.mouseClick(shown.prompt.copy, LEFT)
    assert QGuiApplication.clipboard().text() == result(page).shots[1].queries[1].prompt
    steps = 0
    while page.can_undo():
        page.undo()
        steps += 1
    assert steps == 1  # the task was one; looking is none


def test_rows_are_written_pasted_and_removed(page: InContextLearningPage) -> None:
    table = page.pool.table
    write(table, 4, 0, "soup")  # the empty row at the end
    write(table, 4, 1, "yes")
    assert page.state().examples[-1] == Example("soup", "yes") and page.pool.count.text() == "5"
    QGuiApplication.clipboard().setText('nail\tno\n"rice, white"\tyes\n')
    QTest.mouseClick(table.viewport(), LEFT, pos=cell(table, 4, 0))
    QTest.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.state().examples[-2:] == (Example("nail", "no"), Example("rice, white", "yes"))
    click_row(table, 0)
    QTest.mouseClick(page.pool.buttons[1], LEFT)
    assert page.state().examples[0] == Example("stone", "no")
    for _ in range(2):
        page.undo()
    assert [one.input for one in page.state().examples] == ["bread", "stone", "cheese", "iron", "soup"]
    assert table.entries.rows[-1] == ("soup", "yes")
    page.redo()
    assert len(page.state().examples) == 7


def test_one_text_is_pasted_into_one_cell_and_delete_empties_it(page: InContextLearningPage) -> None:
    table = page.queries.table
    QTest.mouseClick(table.viewport(), LEFT, pos=cell(table, 2, 1))
    QGuiApplication.clipboard().setText("yes")
    QTest.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.state().queries[2] == Query("cream", "yes") and page.queries.count.text() == "3"
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert page.state().queries[2] == Query("cream") and "2 with a label" in page.queries.count.text()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    click_row(table, 0)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "butter\tyes\n"


def test_a_file_is_opened_by_dialog_and_by_drop(page: InContextLearningPage, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text('id,text,label\n1,"milk, cold",yes\n2,brick,no\n', encoding="utf-8-sig")
    QTest.mouseClick(page.pool.buttons[2], LEFT)
    (dialog,) = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    until(lambda: len(page.state().examples) == 6, 10, "the file's rows")
    assert page.state().examples[-2:] == (Example("milk, cold", "yes"), Example("brick", "no"))
    assert drop(page.queries.table, file)
    until(lambda: len(page.state().queries) == 5, 10, "the dropped file's rows")
    assert page.state().queries[-1] == Query("brick", "no")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\xff\xfe\x00")
    assert drop(page.queries.table, bad)
    until(lambda: any("UTF-8" in one for one in sentences(page)), 10, "a sentence")
    assert not drop(page.queries.table, tmp_path / "model.safetensors")  # the window's


def drop(table: CasesTable, path: Path) -> bool:
    """Drag a file over a table and let go; tells whether the table took it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(30, 40), copy, data, LEFT, none)
    QApplication.sendEvent(table.viewport(), enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(30, 40), copy, data, LEFT, none, QEvent.Type.Drop)
        QApplication.sendEvent(table.viewport(), event)
    return enter.isAccepted()


def test_what_is_not_finished_is_told_beside_its_input(page: InContextLearningPage) -> None:
    write(page.pool.table, 4, 0, "soup")
    press_run(page)
    assert sentences(page) == ["Example 5 (“soup”) has no label: write one, or remove the row."]
    page.undo()
    shots = page.binder.widget("shots")
    assert isinstance(shots, QLineEdit)
    shots.selectAll()
    QTest.keyClicks(shots, "0, two")
    press_run(page)
    assert len(sentences(page)) == 1 and "“two” is no number of shots" in sentences(page)[0]
    shots.selectAll()
    QTest.keyClicks(shots, "0 9")
    press_run(page)
    assert sentences(page) == ["9 shots are asked for, and there are 4 examples: add some, or ask for fewer."]
    shots.selectAll()
    QTest.keyClicks(shots, "0 4")
    press_run(page)
    assert sentences(page) == [] and [one.shots for one in result(page).shots] == [0, 4]


def test_a_changed_input_dims_the_answer_until_run(page: InContextLearningPage) -> None:
    assert not panel(page).curve.stale
    write(page.queries.table, 0, 0, "lemon")
    assert panel(page).curve.stale and "press Run" in panel(page).status.text()
    press_run(page)
    assert not panel(page).curve.stale and panel(page).answers.answers[0].input == "lemon"


def test_calibration_is_a_switch(page: InContextLearningPage) -> None:
    box = page.binder.widget("calibrate")
    assert box is not None
    QTest.mouseClick(box, LEFT, pos=QPoint(10, box.height() // 2))
    assert page.state().calibrate
    press_run(page)
    assert result(page).calibrated and all(one.bias is not None for one in result(page).shots)
    answer = panel(page).answers.answers[0]
    assert answer.calibrated is not None and sum(panel(page).answers.shares(answer)) == pytest.approx(1)


def test_the_template_is_shown_and_changes_the_prompt(page: InContextLearningPage) -> None:
    assert not page.template.isVisible()
    QTest.mouseClick(page.template_button, LEFT)
    assert page.template.isVisible() and "{input}" in page.template.text
    page.template.selectAll()
    QTest.keyClicks(page.template, "{input} = {label};")
    press_run(page)
    assert result(page).shots[0].queries[0].prompt == "Is it food?\n\nbutter ="
    assert page.template_button.text() == "Template (changed)"
    page.template.selectAll()
    QTest.keyClicks(page.template, "{input}")
    press_run(page)
    assert len(sentences(page)) == 1 and "does not say where {label} goes" in sentences(page)[0]


def test_stop_keeps_the_curve_as_far_as_it_came(page: InContextLearningPage) -> None:
    page.change(repeats=100, shots="0, 1, 2, 4")
    seen: list[int] = []

    def stop(value: InContextLearningResult) -> None:
        seen.append(len(value.shots))
        page.stop()

    page.slots[0].partial_ready.connect(stop)
    page.run()
    settled(page)
    assert seen and seen[0] == 1
    assert panel(page).status.text() == "Stopped"
    shown = panel(page).curve.result
    assert shown is not None and len(shown.shots) < 4
    assert panel(page).content.isVisible()


def test_two_models_stand_side_by_side(page: InContextLearningPage) -> None:
    page.resize(1000, 1000)
    page.set_model(page.models()[0], 1)
    if page.record(1) is None:
        press_run(page)
    assert page.comparison is not None and page.comparison.isVisible()
    words = page.comparison.words.text()  # type: ignore[attr-defined]
    assert (
        words.count("\n") == 2 and "too close to tell apart; the same answer to 100% of the prompts" in words
    )
    assert panel(page).curve.other is not None and panel(page, 1).isVisible()


def test_state_survives_a_session(page: InContextLearningPage) -> None:
    page.change(labels=("yes", "no"), shots="0, 2", template="{input} {label}\n", calibrate=True, at=2, row=1)
    assert decode(InContextLearningState, encode(page.state())) == page.state()


def test_copy_as_command_runs_the_same(page: InContextLearningPage) -> None:
    actions = {action.text(): action for action in page.export_actions()}
    actions["Copy as command"].trigger()
    assert "run in-context-learning" in QGuiApplication.clipboard().text()
