"""Text and numbers as a reader sees them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtGui import Qt, QTextDocument

from app.widgets.visible import count, displayable, edit, nats, percent, points, spliced, tip, visible

ANY_TEXT = st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF), max_size=40)


@given(ANY_TEXT)
def test_displayable_keeps_every_place(text: str) -> None:
    shown = displayable(text)
    assert len(shown) == len(text)
    shown.encode("utf-8")  # no lone surrogate is left


@given(ANY_TEXT)
@example("<s>   0.12")
@example("“<p>”: no link")
@example("x &lt; y")
@example(40 * "many words ")
def test_a_tip_shows_the_very_words(words: str) -> None:
    given_to_qt = tip(words)
    if Qt.mightBeRichText(given_to_qt):  # what a tooltip asks as well
        document = QTextDocument()
        document.setHtml(given_to_qt)
        shown = document.toPlainText()
    else:
        shown = given_to_qt
    assert shown.split() == displayable(words).split()


@given(ANY_TEXT, ANY_TEXT)
def test_an_edit_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    start, end, inserted = edit(before, after)
    assert before[:start] + inserted + before[end:] == after


def test_what_was_not_touched_keeps_its_characters() -> None:
    stored = "a\ud83d b\r\nc"
    shown = displayable(stored)
    assert spliced(stored, shown, shown + "!") == stored + "!"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.0, "100%"),
        (0.8312, "83.1%"),
        (0.0042, "0.42%"),
        (0.00006, "0.0060%"),
        (0.0, "0%"),
        (1e-9, "<0.001%"),
    ],
)
def test_percent(value: float, words: str) -> None:
    assert percent(value) == words


def test_signs_and_units() -> None:
    assert points(0.1234) == "+12.3" and points(-0.0004) == "−0.04" and points(0.0) == "±0"
    assert nats(-2.314) == "−2.31"
    assert count(8_570_368) == "8.6 M" and count(340_000) == "340 k"


def test_nothing_is_invisible() -> None:
    assert visible("a \u00a0\t\n\u200b") == "a·⍽⇥⏎U+200B"
