"""Masks over a text that is being edited: nothing is lost and no place is off by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.demos.masked_words import actions
from app.demos.masked_words.blanks import (
    MASK,
    Blank,
    after_edit,
    put_in,
    to_asked,
    to_text,
    toggled,
    with_masks,
)
from app.demos.masked_words.contract import Candidate, Token
from app.demos.masked_words.state import MaskedWordsState

TEXT = "Die 😀 Katze saß auf der Matte."


@given(st.lists(st.tuples(st.integers(0, 29), st.integers(1, 6), st.integers(1, 3)), max_size=4))
def test_places_lead_there_and_back(spans: list[tuple[int, int, int]]) -> None:
    blanks: tuple[Blank, ...] = ()
    at = 0
    for start, length, pieces in sorted(spans):
        if start >= at and start + length <= len(TEXT):
            blanks = toggled(blanks, start, start + length, pieces)
            at = start + length
    asked = with_masks(TEXT, blanks)
    assert asked.count(MASK) == sum(blank.pieces for blank in blanks)
    for place in range(len(TEXT)):
        there = to_asked(TEXT, blanks, place)
        begin, end = to_text(TEXT, blanks, there, there + 1)
        assert begin <= place < end


def test_typing_before_a_blank_moves_it_and_typing_into_it_ends_it() -> None:
    blanks = (Blank(6, 11),)
    assert after_edit(blanks, 0, 0, "Oh! ") == (Blank(10, 15),)
    assert after_edit(blanks, 8, 9, "x") == ()
    assert after_edit(blanks, 12, 15, "") == blanks


def test_a_word_that_continues_takes_the_space_away() -> None:
    assert put_in("the cat [MASK] sat", (), 8, 14, "s", joins=True)[0] == "the cats sat"
    assert put_in("the [MASK] sat", (), 4, 10, "dog", joins=False)[0] == "the dog sat"


def test_a_blank_of_more_pieces_than_its_word_can_have_is_no_blank() -> None:
    text = "a word " * 1000
    hostile = tuple(Blank(at, at + 1, 7000) for at in range(0, 7000, 7))
    assert with_masks(text, hostile) == text
    assert with_masks("a word", (Blank(2, 6, 16),)) == "a " + MASK * 16


def test_one_piece_of_a_blank_of_several_is_put_in() -> None:
    state = MaskedWordsState(text="a seminar b", blanks=(Blank(2, 9, 3),))
    asked = state.request().text
    assert asked == f"a {MASK * 3} b"
    fields = actions.put(state, asked, 2 + len(MASK), 2 + 2 * len(MASK), "x", joins=False)
    assert fields["text"] == f"a {MASK}x{MASK} b" and fields["blanks"] == ()


def test_a_click_on_an_older_answer_finds_its_word_or_does_nothing() -> None:
    state = MaskedWordsState(text="Oh, the cat sat.", blanks=())
    token = Token("cat", 7, 4, 7, False, "cat", 1)
    moved = actions.toggle(state, "the cat sat.", token, 4, 7, 1)
    assert moved["blanks"] == (Blank(8, 11),)
    gone = MaskedWordsState(text="the dog sat.", blanks=())
    assert actions.toggle(gone, "the cat sat.", token, 4, 7, 1) == {}


def test_what_continues_a_word_is_known_by_the_vocabulary() -> None:
    plain = (Token("the", 1, 0, 3, False, "the", 0),)
    bytes_ = (Token("the", 1, 0, 3, False, "Ġthe", 0),)
    assert actions.continues_word(Candidate("s", 5, 0.1, "##s"), plain)
    assert not actions.continues_word(Candidate("dog", 5, 0.1, "dog"), plain)
    assert actions.continues_word(Candidate("s", 5, 0.1, "s"), bytes_)
    assert not actions.continues_word(Candidate("dog", 5, 0.1, "Ġdog"), bytes_)
