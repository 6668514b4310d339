"""The corpus on the page of contextual-embeddings, by mouse and keys, with the bundled model."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.discovery import demos
from app.core.schema import decode, encode
from app.demos.contextual_embeddings.contract import CorpusResult
from app.demos.contextual_embeddings.corpus_view import CorpusView
from app.demos.contextual_embeddings.page import ContextualEmbeddingsPage
from app.demos.contextual_embeddings.panel import ContextualEmbeddingsPanel
from app.demos.contextual_embeddings.state import ContextualEmbeddingsState
from app.pages.services import Services
from tests.conformance.waiting import until
from tests.engines.test_corpus_search import MONEY, OTHERS, QUERY, RIVER

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "home"))
    path = tmp_path / "banks.txt"
    path.write_text("\n".join([*OTHERS, *MONEY, *RIVER]), encoding="utf-8")
    return path


@pytest.fixture
def page(corpus: Path, services: Services, qtbot: QtBot) -> ContextualEmbeddingsPage:
    """Give the page as it opens, answered, and turned to its corpus by a click."""
    widget = ContextualEmbeddingsPage(demos()["contextual-embeddings"], services)
    widget.resize(1100, 900)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    settled(widget)
    click(widget, "Where the word stands: Corpus")
    return widget


def settled(page: ContextualEmbeddingsPage) -> None:
    until(lambda: not page.busy(), 90, "the page's answer")


def click(page: QWidget, name: str) -> None:
    """Click a button by its accessible name."""
    (button,) = [
        one for one in page.findChildren(QToolButton) if one.accessibleName() == name and one.isVisible()
    ]
    QTest.mouseClick(button, LEFT)


def view(page: ContextualEmbeddingsPage) -> CorpusView:
    panel = page.panels[0]
    assert isinstance(panel, ContextualEmbeddingsPanel)
    return panel.corpus


def found(page: ContextualEmbeddingsPage) -> CorpusResult:
    record = page.record()
    assert record is not None and record.result.corpus is not None
    result: CorpusResult = record.result.corpus
    return result


def sentences(page: QWidget) -> list[str]:
    """Give the errors that can be seen."""
    labels = page.findChildren(QLabel)
    return [one.text() for one in labels if one.property("role") == "error" and one.isVisible()]


def drop(page: ContextualEmbeddingsPage, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(9, 9), copy, mime, LEFT, none))
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), copy, mime, LEFT, none))
    assert page.state().corpus == str(path)


def type_into(page: ContextualEmbeddingsPage, field: str, text: str) -> None:
    line = page.corpus.lines[field]
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text) if text else QTest.keyClick(line, Qt.Key.Key_Delete)
    settled(page)


def indexed(page: ContextualEmbeddingsPage, corpus: Path, word: str = "bank", query: str = QUERY) -> None:
    """Drop a file, ask for a word in context, and press Run."""
    drop(page, corpus)
    type_into(page, "corpus_word", word)
    type_into(page, "query", query)
    page.corpus.layer.setValue(4)
    page.run()
    settled(page)


def test_an_index_is_begun_by_run_alone_and_said_before(page: ContextualEmbeddingsPage, corpus: Path) -> None:
    assert not page.table.isVisible() and page.corpus.isVisible()
    panel = page.panels[0]
    assert panel.empty.isVisible() and panel.empty.text.text().startswith(
        "Choose a text, a CSV or a Parquet file"
    )
    page.run()
    assert sentences(page) == ["Choose a corpus first: a text, CSV or Parquet file."]
    drop(page, corpus)
    until(lambda: bool(page.corpus.told.text()), 20, "a look at the file")
    told = page.corpus.told.text()
    assert (
        told.startswith("banks.txt: 0.4 kB, about 92 words. ")
        and "The index of one layer takes about" in told
    )
    assert "are free. Run builds it, once; Stop keeps what is done." in told
    type_into(page, "corpus_word", "bank")
    record = page.record()
    assert not page.busy() and record is not None and record.result.corpus is None
    assert not page.corpus.column_box.isVisible()
    page.run()
    settled(page)
    assert len(found(page).rows) == 8 and not page.corpus.told.isVisible()
    type_into(page, "corpus_word", "river")  # from here on it answers as one types
    assert len(found(page).rows) == 2 and view(page).note.text() == "“river” 2 times"


def test_a_corpus_waits_for_run_even_if_sentences_were_about_to_be_asked(
    page: ContextualEmbeddingsPage,
) -> None:
    click(page, "Where the word stands: Sentences")
    settled(page)
    page.change(word="bank")  # the inputs do not rest yet
    click(page, "Where the word stands: Corpus")
    settled(page)
    assert page.errors.sentences() == []


def test_what_one_reads_is_what_was_found(page: ContextualEmbeddingsPage, corpus: Path) -> None:
    indexed(page, corpus)
    shown, result = view(page), found(page)
    assert shown.isVisible() and not page.panels[0].sentences.isVisible()  # type: ignore[attr-defined]
    assert shown.facts.text().startswith(f"banks.txt: {result.vectors} words of 11 sentences at layer 4")
    assert [one.text for one in shown.list.lines] == [one.text for one in result.matches]
    assert shown.list.lines[0].text in RIVER
    assert shown.note.text().startswith(f"{len(result.matches)} nearest of {result.vectors}")
    lit = sorted(shown.map.chosen_rows.selected.tolist())
    assert lit == sorted(one.row for one in result.matches)
    click(page, "List: Occurrences")
    assert [one.text for one in shown.list.lines] == [*MONEY, *RIVER]
    assert shown.map.chosen_rows.selected.tolist() == list(result.rows)
    assert (
        shown.map.cloud is not None
        and shown.map.cloud.name(result.rows[4]) == "walked along the bank of the river."
    )


def test_a_line_and_a_point_are_one_choice(page: ContextualEmbeddingsPage, corpus: Path) -> None:
    indexed(page, corpus)
    click(page, "List: Occurrences")
    shown, result = view(page), found(page)
    QTest.mouseClick(shown.list.viewport(), LEFT, pos=shown.list.row_rect(5).center())
    assert page.state().row == result.rows[5] == shown.map.chosen_rows.current
    assert shown.told.text() == RIVER[1].replace("bank", "<b>bank</b>")
    QTest.keyClick(shown.list, Qt.Key.Key_Up)
    assert page.state().row == result.rows[4] and shown.list.current == 4
    x, y = shown.map.place_of(result.rows[2])
    QTest.mouseClick(shown.map.viewport(), LEFT, pos=QPointF(x, y).toPoint())
    row = page.state().row
    assert shown.map.chosen_rows.current == row and shown.told.text()
    QTest.keyClick(shown.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert (
        QGuiApplication.clipboard().text().splitlines()[1] == "\tThe\tbank\tlent him money to pay his debts."
    )


def test_enter_searches_by_the_line(page: ContextualEmbeddingsPage, corpus: Path) -> None:
    indexed(page, corpus)
    click(page, "List: Occurrences")
    shown = view(page)
    QTest.keyClick(shown.list, Qt.Key.Key_Home)
    QTest.keyClick(shown.list, Qt.Key.Key_Return)
    settled(page)
    assert page.state().query == MONEY[0].replace("bank", "*bank*")
    assert found(page).matches[0].text == MONEY[0] and shown.lists.value() == "matches"
    click(page, "Nearest among: this word")
    settled(page)
    assert {one.text[one.start : one.end] for one in found(page).matches} == {"bank"}
    page.undo()
    settled(page)
    assert page.state().among == "all"


def test_mistakes_stand_beside_the_inputs(
    page: ContextualEmbeddingsPage, corpus: Path, tmp_path: Path
) -> None:
    indexed(page, corpus)
    type_into(page, "corpus_word", "bnak")
    assert sentences(page) == ["“bnak” does not occur in banks.txt: it has “bank” (8)."]
    type_into(page, "corpus_word", "bank")
    assert sentences(page) == []
    picture = tmp_path / "picture.txt"
    picture.write_bytes(b"\x89PNG\r\n\0\0\0")
    drop(page, picture)
    until(lambda: bool(sentences(page)), 20, "a sentence")
    assert "“picture.txt” is no text but binary data" in sentences(page)[0]
    drop(page, corpus)
    corpus.unlink()
    page.run()
    settled(page)
    assert "There is no file “banks.txt” any more" in sentences(page)[0]


def test_a_table_offers_its_columns(page: ContextualEmbeddingsPage, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("id,said\n1,The bank is shut.\n2,A bank of clouds.\n", encoding="utf-8")
    drop(page, table)
    until(page.corpus.column_box.isVisible, 20, "the columns")
    names = [page.corpus.column.itemText(at) for at in range(page.corpus.column.count())]
    assert names == ["found by itself", "id", "said"]
    assert page.corpus.told.text().startswith("a.csv, column “said”:")
    page.corpus.column.setFocus()
    QTest.keyClick(page.corpus.column, Qt.Key.Key_End)
    until(lambda: page.state().column == "said", 5, "the column")


def test_the_other_question_and_back(page: ContextualEmbeddingsPage, corpus: Path) -> None:
    indexed(page, corpus)
    click(page, "Where the word stands: Sentences")
    settled(page)
    panel = page.panels[0]
    assert panel.sentences.isVisible() and not view(page).isVisible()  # type: ignore[attr-defined]
    click(page, "Where the word stands: Corpus")
    settled(page)
    assert panel.empty.isVisible()
    page.run()
    settled(page)
    assert view(page).isVisible() and found(page).index_seconds == 0
    state = page.state()
    again: ContextualEmbeddingsState = decode(ContextualEmbeddingsState, encode(state))
    assert again == state and state.asking(state.request()) == ContextualEmbeddingsState(
        **{**{name: getattr(state, name) for name in state.__dataclass_fields__}, "row": -1}
    )


def test_two_models_list_theirs_beside_each_other(
    page: ContextualEmbeddingsPage, corpus: Path, tiny_model: Path
) -> None:
    indexed(page, corpus)
    page.corpus.layer.setValue(1)
    page.run()
    settled(page)
    page.set_model(str(tiny_model), 1)
    settled(page)
    second = page.record(1)
    assert second is not None and second.result.corpus.width == 32
    assert page.comparison is not None and not page.comparison.isVisible()
    assert {view.id for view in page.demo.part("exports")(second.request, second.result)} <= set(
        page.panels[1].views
    )
