"""The page of text-generation as its user meets it: by mouse and keys, with the bundled model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.core.schema import decode, dumps, encode
from app.demos.text_generation.page import TextGenerationPage
from app.demos.text_generation.state import TextGenerationState
from app.pages.services import Services
from tests.conformance.waiting import until
from tests.pages.generation import (
    ALT,
    CONTROL,
    LEFT,
    PROMPT,
    SHIFT,
    after,
    click_choice,
    click_token,
    generate,
    leaves,
    opened,
    panel,
    press,
    read,
    sentences,
    settled,
    writing,
)


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> TextGenerationPage:
    """Give the page with a prompt and short runs."""
    return writing(services, qtbot)


def test_a_prompt_is_read_before_anything_is_drawn(page: TextGenerationPage) -> None:
    after(page, lambda: page.change(ignore_end=False))
    spans = panel(page).text.spans
    assert read(page) == PROMPT and any(span.shade is not None for span in spans)
    assert spans[0].kind == "special" and spans[0].shown == spans[0].name != ""
    assert panel(page).choice.heading.text().startswith("What comes after")
    assert len(panel(page).choice.list.choices) == 10
    assert panel(page).choice.plot.isVisible() and "can be drawn" in panel(page).choice.rule.text()


def test_generating_undoing_and_doing_again(page: TextGenerationPage) -> None:
    generate(page)
    text = read(page)
    assert text.startswith(PROMPT) and len(text) > len(PROMPT) and text == page.state().tree.text()
    assert sum(span.new for span in panel(page).text.spans) == 12
    assert "12 tokens" in panel(page).how.text() and "tokens/s" in panel(page).how.text()
    assert page.actions_row.generate.text() == "Continue" and not page.editor.isVisible()
    after(page, page.undo)
    assert read(page) == PROMPT and page.editor.isVisible()
    after(page, page.redo)
    assert read(page) == text
    generate(page)
    assert read(page).startswith(text) and len(leaves(page)) == 1


def test_the_same_seed_gives_the_same_text_and_another_another(page: TextGenerationPage) -> None:
    generate(page)
    first = read(page)
    after(page, page.undo)
    generate(page)
    assert read(page) == first
    press(page, page.actions_row.another)
    assert page.state().seed == 2 and first in leaves(page) and len(leaves(page)) == 2
    before = page.state().seed
    QTest.mouseClick(page.controls.dice, LEFT)
    assert page.state().seed != before


def test_tokens_appear_as_they_are_drawn(page: TextGenerationPage) -> None:
    page.change(max_new_tokens=200)
    given = len(panel(page).text.spans)
    QTest.mouseClick(page.actions_row.generate, LEFT)
    assert page.actions_row.generate.text() == "Stop"
    until(lambda: len(panel(page).text.spans) > given + 2, 60, "the first tokens")
    assert page.generating and not panel(page).text.stale
    seen = read(page)
    press(page, page.actions_row.generate)  # Stop
    assert read(page).startswith(seen) and page.state().tree.text() == read(page)
    assert panel(page).status.text() == "Stopped" and not sentences(page)
    stopped = read(page)
    page.change(max_new_tokens=3)
    generate(page)
    assert read(page).startswith(stopped) and len(read(page)) > len(stopped)


def test_a_growing_text_is_kept_before_it_is_done(page: TextGenerationPage) -> None:
    page.change(max_new_tokens=300)
    QTest.mouseClick(page.actions_row.generate, LEFT)
    until(lambda: len(panel(page).live) > 3, 60, "the first tokens")
    page._keep_growing()
    assert (
        page.generating and page.state().tree.text().startswith(PROMPT) and len(page.state().tree.nodes) == 2
    )
    press(page, page.actions_row.generate)
    assert len(page.state().tree.nodes) == 2
    after(page, page.undo)
    assert read(page) == PROMPT  # one run is one step


def test_one_token_at_a_time(page: TextGenerationPage) -> None:
    press(page, page.actions_row.step)
    press(page, page.actions_row.step)
    assert sum(span.new for span in panel(page).text.spans) == 2


def test_another_token_is_a_branch_and_both_can_be_walked(page: TextGenerationPage) -> None:
    generate(page)
    first = read(page)
    place = next(at for at, span in enumerate(panel(page).text.spans) if span.new) + 3
    click_token(page, place)
    choices = panel(page).choice.list.choices
    assert any(one.chosen for one in choices)
    other = next(row for row, one in enumerate(choices) if not one.chosen)
    label = choices[other].label.replace("·", " ").replace("⏎", "\n")
    click_choice(page, other)
    assert leaves(page) == {first, read(page)} and read(page) != first
    kept = "".join(span.text for span in panel(page).text.spans[:place])
    assert read(page).startswith(kept + label) and panel(page).text.spans[place].forks
    second = read(page)
    QTest.keyClick(panel(page).text, Qt.Key.Key_Down, ALT)
    settled(page)
    assert read(page) == first
    assert all(span.shade is not None for span in panel(page).text.spans[1:])  # nothing is asked twice
    QTest.keyClick(panel(page).text, Qt.Key.Key_Up, ALT)
    settled(page)
    assert read(page) == second


def test_shift_only_branches(page: TextGenerationPage) -> None:
    click_choice(page, 4, SHIFT)
    assert sum(span.new for span in panel(page).text.spans) == 1
    assert all(span.shade is not None for span in panel(page).text.spans[1:])  # it was read again


def test_the_keyboard_alone(page: TextGenerationPage) -> None:
    generate(page)
    first, text = read(page), panel(page).text
    text.setFocus()
    after(page, lambda: QTest.keyClick(text, Qt.Key.Key_End))
    after(page, lambda: QTest.keyClick(text, Qt.Key.Key_Left))
    assert text.current == len(text.spans) - 2 == page.state().at
    QTest.keyClick(text, Qt.Key.Key_Return)
    choices = panel(page).choice.list
    assert choices.hasFocus()
    QTest.keyClick(choices, Qt.Key.Key_End)
    after(page, lambda: QTest.keyClick(choices, Qt.Key.Key_Return))
    assert len(leaves(page)) == 2 or read(page) == first


def test_sliders_move_the_cut_and_ask_nobody(page: TextGenerationPage) -> None:
    after(page, lambda: page.change(ignore_end=False))
    record, field = page.record(), page.controls.sliders["top_k"]
    choices = panel(page).choice.list
    assert not any(one.cut for one in choices.choices)
    field.spin.setValue(3)
    assert page.state().top_k == 3 and field.slider.value() > 0
    assert [bool(one.cut) for one in choices.choices] == [False] * 3 + [True] * 7
    assert choices.choices[3].cut == "top-k 3" and "3 tokens stay" in panel(page).choice.rule.text()
    assert [cut.rank for cut in panel(page).choice.plot.cuts] == [3]
    page.controls.sliders["temperature"].spin.setValue(0)
    assert "1 token stays" in panel(page).choice.rule.text()
    assert choices.choices[0].drawn == 1.0
    page.controls.sliders["temperature"].slider.setValue(400)
    assert page.state().temperature == 2.0
    settled(page)
    assert page.record() is record
    assert page.can_undo()


def test_the_mark_that_ends_a_text_can_be_barred(page: TextGenerationPage) -> None:
    assert page.state().ignore_end and "tokens stay of" in panel(page).choice.rule.text()
    after(page, lambda: page.change(ignore_end=False))
    assert "Nothing is cut off" in panel(page).choice.rule.text()


def test_rules_cut_where_they_say(page: TextGenerationPage) -> None:
    after(page, lambda: page.change(ignore_end=False))
    page.change(top_p=0.5, temperature=1.0)
    kept = [one for one in panel(page).choice.list.choices if not one.cut]
    share = sum(one.natural for one in kept)
    assert kept and (share >= 0.5 or len(kept) == 10)
    page.change(top_p=1.0, min_p=0.5, temperature=1.0)
    best = panel(page).choice.list.choices[0].natural
    assert all((one.natural >= best / 2) is not bool(one.cut) for one in panel(page).choice.list.choices)


def test_editing_in_the_middle_makes_a_branch(page: TextGenerationPage) -> None:
    generate(page)
    first = read(page)
    text = panel(page).text
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_F2)
    assert page.editor.isVisible() and page.editor.text == first and page.editor.hasFocus()
    page.editor.selectAll()
    QTest.keyClicks(page.editor, "The king of the hill")
    assert read(page) == first  # until it is gone on from
    after(page, lambda: QTest.keyClick(page.editor, Qt.Key.Key_Return, CONTROL))
    assert read(page).startswith("The king of the hill") and first in leaves(page)
    assert len(read(page)) > len("The king of the hill") and not page.editor.isVisible()
    after(page, page.undo)
    after(page, page.undo)
    assert page.state().draft == "The king of the hill" or read(page) == first


def test_an_edit_can_be_given_up(page: TextGenerationPage) -> None:
    generate(page)
    first = read(page)
    text = panel(page).text
    text.setFocus()
    QTest.keyClicks(text, "x")  # typing on the text is typing at its end
    assert page.editor.text == first + "x" and page.editor.hasFocus()
    QTest.keyClick(page.editor, Qt.Key.Key_Escape)
    settled(page)
    assert page.state().draft is None and read(page) == first and leaves(page) == {first}
    assert text.hasFocus()


def test_a_beginning_is_read_while_it_is_typed(page: TextGenerationPage) -> None:
    page.editor.selectAll()
    after(page, lambda: QTest.keyClicks(page.editor, "Dear reader,"))
    assert read(page) == "Dear reader," and len(page.state().tree.nodes) == 1
    assert panel(page).text.spans[-1].shade is not None


def test_names_pruning_and_comparing(page: TextGenerationPage) -> None:
    generate(page)
    first = page.state().tree.at
    press(page, page.actions_row.another)
    second = page.state().tree.at
    page.forest.named.emit(first, "the plain one")
    assert page.state().tree.node(first).name == "the plain one"
    rows = page.forest.view.rows
    row = next(place for place, one in enumerate(rows) if one.node.id == first)
    view = page.forest.view
    view.setFocus()
    page.branching.compare(first)
    settled(page)
    branches = page.forest.branches
    assert branches.isVisible() and "They part after" in branches.words.text()
    assert "the plain one" in branches.titles[1].text() and "nats" in branches.titles[1].text()
    after(page, lambda: QTest.mouseClick(view.viewport(), LEFT, pos=view.row_rect(row).center()))
    assert page.state().tree.at == first and not branches.isVisible()
    after(page, lambda: QTest.keyClick(view, Qt.Key.Key_Delete))
    assert not page.state().tree.has(first) and page.state().tree.has(second)
    after(page, page.undo)
    assert page.state().tree.has(first)


def test_a_restored_tree_is_read_again(page: TextGenerationPage, services: Services, qtbot: QtBot) -> None:
    generate(page)
    text = read(page)
    state = decode(TextGenerationState, json.loads(dumps(encode(page.state()))))
    other = opened(services, qtbot, state)
    assert read(other) == text and all(span.shade is not None for span in panel(other).text.spans[1:])
    assert [span.new for span in panel(other).text.spans] == [span.new for span in panel(page).text.spans]
    assert other.state() == state


def test_a_tree_goes_through_a_file(page: TextGenerationPage, services: Services, tmp_path: Path) -> None:
    generate(page)
    text, path = read(page), tmp_path / "a.tree.json"
    page.files.save(path)
    until(lambda: path.exists() and not services.jobs.active_jobs(), 30, "the file")
    after(page, lambda: page.show_request({"prompt": "Something else", "max_new_tokens": 1}))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    drop = QDropEvent(QPointF(9, 9), action, mime, buttons, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(drop)
    until(lambda: page.state().tree.text() == text, 30, "the tree")
    settled(page)
    assert read(page) == text and drop.isAccepted()
    bad = tmp_path / "bad.json"
    bad.write_text('{"kind": "else"}')
    page.files.open(bad)
    until(lambda: bool(sentences(page)), 30, "a sentence")
    assert "bad.json is no tree of texts" in sentences(page)[0] and read(page) == text
    page.files.save_text(tmp_path / "a.txt")
    until(lambda: (tmp_path / "a.txt").exists() and not services.jobs.active_jobs(), 30, "the text")
    assert (tmp_path / "a.txt").read_text("utf-8") == text


def test_the_tree_is_among_the_exports(page: TextGenerationPage) -> None:
    generate(page)
    press(page, page.actions_row.another)
    titles = [action.text() for action in page.export_actions()]
    assert "Branches" in titles and "Text and its tokens" in titles
    page.exports.ask_figure()


def test_colours_follow_the_switch(page: TextGenerationPage) -> None:
    shades = {}
    for place, name in enumerate(("probability", "rank", "entropy")):
        button = page.looks.colour.findChildren(QToolButton)[place]
        QTest.mouseClick(button, LEFT)
        assert page.state().colour == name
        shades[name] = [span.shade for span in panel(page).text.spans]
    assert shades["probability"] != shades["rank"] != shades["entropy"]


def test_hovering_tells_the_choices(page: TextGenerationPage) -> None:
    text = panel(page).text
    QTest.mouseMove(text.viewport(), QPoint(1, 1))
    QTest.mouseMove(text.viewport(), text.token_rect(2).center())
    story = panel(page).popover.story
    assert "rank" in story.line and story.columns and len(story.columns[0][1]) == 6


def test_the_lens_says_what_layers_say(page: TextGenerationPage) -> None:
    after(page, lambda: QTest.mouseClick(page.looks.lens, LEFT, pos=QPoint(8, 8)))
    lens = panel(page).lens
    assert lens.isVisible() and lens.map.rows[-1] == "input" and lens.map.columns[-1] == "next"
    last = lens.map.cells[0][-1]
    assert last.text == panel(page).choice.list.choices[0].label
    QTest.mouseClick(lens.map.viewport(), LEFT, pos=lens.map.cell_rect(0, 1).center())
    settled(page)
    assert page.state().at == 2 == panel(page).text.current


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "\ud83d half",
        "a" * 400,
        "\x00\x01\x02",
        "\u202eright\u202c שלום",
        "北京 😀 é",
        "<|endoftext|> again",
    ],
    ids=["empty", "surrogate", "one long word", "NUL", "bidi", "scripts", "mark"],
)
def test_hostile_text_ends_in_a_sentence_or_an_answer(page: TextGenerationPage, prompt: str) -> None:
    after(page, lambda: page.show_request({"prompt": prompt, "max_new_tokens": 2, "seed": 1}))
    assert len(sentences(page)) == 1 or read(page).startswith(prompt.removeprefix("<|endoftext|>"))
    after(page, lambda: page.show_request({"prompt": "All is well", "max_new_tokens": 2, "seed": 1}))
    assert read(page).startswith("All is well") and sentences(page) == []


def test_an_example_during_a_run_loses_nothing(page: TextGenerationPage) -> None:
    page.change(max_new_tokens=300)
    QTest.mouseClick(page.actions_row.generate, LEFT)
    until(lambda: len(panel(page).live) > 2, 60, "the first tokens")
    after(page, lambda: page.show_request({"prompt": "Something else", "max_new_tokens": 2}))
    assert read(page).startswith("Something else")
    after(page, page.undo)
    after(page, page.undo)
    assert read(page).startswith(PROMPT) and len(read(page)) > len(PROMPT)


def test_walking_away_from_an_edit_keeps_it(page: TextGenerationPage) -> None:
    generate(page)
    first = page.state().tree.at
    panel(page).text.setFocus()
    QTest.keyClicks(panel(page).text, "!")
    assert not panel(page).choice.list.isEnabled()
    edited = page.editor.text
    after(page, lambda: page.forest.view.walked.emit(first))
    assert page.state().draft is None and page.state().tree.at == first
    assert edited in leaves(page)
