"""The page as its user meets it: by mouse and keys, with the bundled model."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.core.schema import decode, encode
from app.demos.masked_words.page import MaskedWordsPage
from app.demos.masked_words.panel import MaskedWordsPanel
from app.demos.masked_words.state import MaskedWordsState
from app.jobs.runner import JobRunner
from app.pages.services import Services
from tests.conformance.waiting import until
from tests.pages.conftest import after, settled

LEFT = Qt.MouseButton.LeftButton


def panel(page: MaskedWordsPage, slot: int = 0) -> MaskedWordsPanel:
    """Give what a slot shows."""
    found = page.panels[slot]
    assert isinstance(found, MaskedWordsPanel)
    return found


def words(page: MaskedWordsPage, slot: int = 0) -> list[str]:
    """Give what can be read on the token strip."""
    return [token.text for token in panel(page, slot).strip.tokens]


def kinds(page: MaskedWordsPage) -> dict[str, str]:
    return {token.text: token.kind for token in panel(page).strip.tokens}


def click_word(page: MaskedWordsPage, word: str) -> None:
    """Click a word of the strip and wait for the answer."""
    strip = panel(page).strip
    index = words(page).index(word)
    after(page, lambda: QTest.mouseClick(strip.viewport(), LEFT, pos=strip.token_rect(index).center()))


def write(page: MaskedWordsPage, text: str) -> None:
    """Replace the text by typing and wait for the answer."""
    page.editor.selectAll()
    if text.isascii():
        after(page, lambda: QTest.keyClicks(page.editor, text))
    else:  # QTest knows no keys for these
        QGuiApplication.clipboard().setText(text)
        after(page, page.editor.paste)


def sentences(page: MaskedWordsPage) -> list[str]:
    """Give the errors that can be seen."""
    labels = page.findChildren(QLabel)
    return [one.text() for one in labels if one.property("role") == "error" and one.isVisible()]


def candidates(page: MaskedWordsPage, slot: int = 0) -> list[str]:
    return [bar.label for bar in panel(page, slot).candidates.columns[0].bars.bars]


def test_masking_a_word_by_click_and_bringing_it_back(page: MaskedWordsPage) -> None:
    write(page, "She opened the door and walked into the room.")
    assert kinds(page)["door"] == "word"
    click_word(page, "door")
    assert page.record().request.text == "She opened the [MASK] and walked into the room."  # type: ignore[union-attr]
    assert {"door", "window"} & set(candidates(page)), candidates(page)
    mask = next(token for token in panel(page).strip.tokens if token.kind == "mask")
    assert mask.text == candidates(page)[0]
    click_word(page, mask.text)
    assert page.state().text == "She opened the door and walked into the room." and not page.state().blanks
    assert kinds(page)["door"] == "word"


def test_a_click_on_a_candidate_puts_it_in_and_undo_takes_it_out(page: MaskedWordsPage) -> None:
    before = page.state()
    bars = panel(page).candidates.columns[0].bars
    second = candidates(page)[1]
    after(page, lambda: QTest.mouseClick(bars.viewport(), LEFT, pos=bars.row_rect(1).center()))
    assert page.state().text == before.text.replace("door", second) and not page.state().blanks
    assert page.editor.text == page.state().text
    after(page, page.undo)
    assert page.state() == before and page.can_redo()
    after(page, page.redo)
    assert second in page.state().text


def test_the_keyboard_does_all_of_it(page: MaskedWordsPage) -> None:
    write(page, "She opened the door.")
    strip = panel(page).strip
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Home)
    for _ in range(3):
        QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.tokens[strip.current].text == "door"
    assert panel(page).candidates.columns[0].heading.text() == "At “door”"  # its own prediction, unmasked
    after(page, lambda: QTest.keyClick(strip, Qt.Key.Key_Space))
    assert strip.tokens[strip.current].kind == "mask"
    best = candidates(page)[0]
    after(page, lambda: QTest.keyClick(strip, Qt.Key.Key_Return))
    assert page.state().text == f"She opened the {best}."


def test_hovering_tells_the_prediction_without_masking(page: MaskedWordsPage) -> None:
    write(page, "She opened the door.")
    strip = panel(page).strip
    QTest.mouseMove(strip.viewport(), QPoint(2, strip.height() - 1))
    QTest.mouseMove(strip.viewport(), strip.token_rect(words(page).index("door")).center())
    told = panel(page).popover
    until(told.isVisible, 5)
    assert "“door”" in told.text() and "surprise" in told.text() and told.text().count("%") >= 5
    assert not page.state().blanks


def test_words_and_pieces(page: MaskedWordsPage) -> None:
    write(page, "The electromagnetism.")
    assert words(page) == ["The", "electromagnetism", "."]
    after(page, lambda: page.change(view="pieces"))
    pieces = words(page)
    assert pieces[0] == "[CLS]" and any(piece.startswith("##") for piece in pieces)
    index = next(i for i, piece in enumerate(pieces) if piece.startswith("##"))
    strip = panel(page).strip
    after(page, lambda: QTest.mouseClick(strip.viewport(), LEFT, pos=strip.token_rect(index).center()))
    hidden = page.record().request.text  # type: ignore[union-attr]
    assert hidden.startswith("The [MASK][MASK]") and hidden.endswith("[MASK].")  # the word is masked whole


def test_surprise_colours_the_odd_word(page: MaskedWordsPage) -> None:
    write(page, "She opened the algebra and walked into the room.")
    shades = {token.text: token.shade for token in panel(page).strip.tokens}
    assert shades["algebra"] is not None and shades["algebra"] == max(filter(None, shades.values()))
    assert "pseudo-perplexity" in panel(page).hint.text()


def test_the_lens_and_the_strip_look_at_the_same_place(page: MaskedWordsPage) -> None:
    lens = panel(page).lens.map
    QTest.mouseClick(lens.viewport(), LEFT, pos=lens.cell_rect(0, 1).center())
    strip = panel(page).strip
    assert strip.tokens[strip.current].text == lens.columns[1] and lens.column == 1
    assert not page.can_undo()  # looking is no edit


def test_several_blanks_are_filled_together(page: MaskedWordsPage) -> None:
    after(page, lambda: page.show_request({"text": "He was [MASK] in [MASK].", "targets": ["born"]}))
    assert len(panel(page).candidates.columns) == 2
    filling = panel(page).filling
    assert filling.isVisible() and "joint −" in filling.score.text()
    assert [bar.label for bar in panel(page).candidates.columns[0].targets.bars] == ["born"]
    filled = page.record().result.filled  # type: ignore[union-attr]
    after(page, lambda: QTest.mouseClick(filling.take, LEFT))
    assert page.state().text == filled and "[MASK]" not in filled


def test_two_models_and_their_difference(page: MaskedWordsPage, tiny_model: Path) -> None:
    after(page, lambda: page.set_model(str(tiny_model), 1))
    assert page.record(1) is not None and page.record(1).request == page.record(0).request  # type: ignore[union-attr]
    assert panel(page, 1).isVisible() and candidates(page, 1) != candidates(page, 0)
    assert page.comparison is not None and page.comparison.isVisible()
    assert page.comparison.geometry().bottom() < panel(page).geometry().top()  # seen without scrolling
    tops = [one.candidates.mapTo(page, QPoint(0, 0)).y() for one in (panel(page), panel(page, 1))]
    assert tops[0] == tops[1]
    compared = [bar for bar in panel(page).candidates.columns[0].bars.bars if bar.other is not None]
    assert panel(page).candidates.columns[0].bars.compares and compared is not None
    after(page, lambda: page.change(blanks=()))
    assert "pseudo-perplexity" in page.comparison.words.text()  # type: ignore[attr-defined]
    QTest.mouseClick(page.bar.alone, LEFT)
    assert page.models() == ["inkling-mlm-en"] and not panel(page, 1).isVisible()


def test_an_error_stands_beside_the_text_and_goes_again(page: MaskedWordsPage) -> None:
    write(page, " ")
    assert len(sentences(page)) == 1 and "sentence" in sentences(page)[0]
    assert panel(page).strip.stale  # the old answer is still there, dimmed
    write(page, "All is well.")
    assert sentences(page) == [] and not panel(page).strip.stale


def test_an_answer_that_is_outdated_is_dimmed_while_one_types(page: MaskedWordsPage, jobs: JobRunner) -> None:
    jobs.hold()  # the model is busy with something else
    try:
        page.editor.setFocus()
        QTest.keyClick(page.editor, Qt.Key.Key_End)
        QTest.keyClicks(page.editor, " So")
        assert not panel(page).strip.stale  # not at each key
        until(lambda: panel(page).strip.stale, 5, "the old answer to be dimmed")
        for _ in range(3):
            QTest.keyClick(page.editor, Qt.Key.Key_Backspace)
        until(lambda: not panel(page).strip.stale, 5, "the answer to the text as it was")
    finally:
        jobs.release()
    settled(page)
    assert not panel(page).strip.stale


def test_a_word_of_several_pieces_is_told_whole_by_the_keyboard(page: MaskedWordsPage) -> None:
    write(page, "The electromagnetism.")
    strip = panel(page).strip
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Home)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.tokens[strip.current].text == "electromagnetism"
    pieces = [token.text for token in page.record().result.tokens if token.word == 1]  # type: ignore[union-attr]
    headings = [column.heading.text() for column in panel(page).candidates.columns]
    assert len(pieces) > 1 and headings == [f"At “{piece}”" for piece in pieces]


def test_of_many_blanks_those_around_the_one_looked_at_are_told(page: MaskedWordsPage) -> None:
    after(page, lambda: page.show_request({"text": "[MASK] " * 30, "order": "independent", "top_k": 3}))
    view, strip = panel(page).candidates, panel(page).strip
    assert [column.heading.text() for column in view.columns] == [f"Blank {n}" for n in range(1, 13)]
    assert sum(column.isVisibleTo(view) for column in view.columns) == 12
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_End)
    assert [column.heading.text() for column in view.columns] == [f"Blank {n}" for n in range(25, 31)]
    bars = view.columns[-1].bars
    best = bars.bars[0].label
    after(page, lambda: QTest.keyClick(strip, Qt.Key.Key_Return))
    assert page.state().text.endswith(f"[MASK] {best} ") or page.state().text.endswith(f"[MASK]{best} ")


def test_the_last_blank_of_a_long_text_is_in_sight(page: MaskedWordsPage) -> None:
    after(page, lambda: page.show_request({"text": "The rain went on and on. " * 40 + "Then it [MASK]."}))
    strip = panel(page).strip
    place = next(i for i, token in enumerate(strip.tokens) if token.kind == "mask")
    assert strip.viewport().rect().contains(strip.token_rect(place).center())
    assert panel(page).filling.sentence.text().startswith("…")
    assert "Then it" in panel(page).filling.sentence.text()


def test_what_several_blanks_show_is_explained(page: MaskedWordsPage) -> None:
    after(page, lambda: page.show_request({"text": "He was [MASK] in [MASK]."}))
    assert "filled together" in panel(page).hint.text()
    after(page, lambda: page.change(order="independent"))
    assert "filled together" not in panel(page).hint.text()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ud83d half",
        "a" * 1_000_000,
        "word " * 200_000,
        "[MASK]" * 10_000,
        "\x00\x01",
        "\u202eright\u202c שלום",
    ],
    ids=["empty", "surrogate", "one word of 1 MB", "1 MB", "10,000 masks", "NUL", "bidi"],
)
def test_hostile_text_ends_in_a_sentence_or_an_answer(page: MaskedWordsPage, text: str) -> None:
    after(page, lambda: page.show_request({"text": text}))
    record = page.record()
    answered = record is not None and record.request.text == text
    assert answered or len(sentences(page)) == 1
    write(page, "All is well.")
    assert words(page) == ["All", "is", "well", "."] and sentences(page) == []


def test_any_script_is_shown_as_it_is(page: MaskedWordsPage) -> None:
    write(page, "café 北京 😀  two\u00a0ends שלום")
    shown = words(page)
    assert {"café", "😀", "שלום"} <= set(shown) and "··" in shown and "⍽" in "".join(shown)


def test_stop_dims_the_answer_and_says_so(page: MaskedWordsPage) -> None:
    failed: list[str] = []
    page.failed.connect(failed.append)
    page.run()
    page.stop()
    settled(page)
    assert panel(page).status.text() == "Stopped" and panel(page).strip.stale and not failed
    after(page, page.run)
    assert not panel(page).strip.stale


def test_state_survives_a_session(page: MaskedWordsPage) -> None:
    after(page, lambda: page.change(targets=("a", "b"), order="independent", view="pieces", top_k=7))
    stored = encode(page.state())
    assert decode(MaskedWordsState, stored) == page.state()


def test_copy_as_command_and_python(page: MaskedWordsPage, services: Services) -> None:
    actions = {action.text(): action for action in page.export_actions()}
    actions["Copy as command"].trigger()
    command = QGuiApplication.clipboard().text()
    assert "run masked-words" in command and "[MASK]" in command
    actions["Copy as Python"].trigger()
    assert "Runtime().run(" in QGuiApplication.clipboard().text()
    assert [notice.title for notice in services.notices.items][-1] == "The Python program was copied."


def test_typing_is_one_step_of_undo(page: MaskedWordsPage) -> None:
    first = page.state()
    write(page, "Many letters are one step.")
    assert page.can_undo()
    after(page, page.undo)
    assert page.state().text == first.text and not page.can_undo()
