"""What Ctrl+K finds, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shell.fuzzy import match


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("mask", "Mask and predict", "Many things ask"),
        ("lt", "Language twist", "salt"),
        ("fill", "Fill in the blank", "of its lull"),
        ("zoom", "Zoom in", "Zebra of oxford, old moon"),
        ("ss", "Save session", "Passing"),
    ],
)
def test_word_starts_and_runs_count_more(query: str, better: str, worse: str) -> None:
    first, second = match(query, better), match(query, worse)
    assert first is not None and second is not None
    assert first.score > second.score


def test_words_in_any_order() -> None:
    assert match("blank fill", "Fill in the blank") is not None
    assert match("fill xyz", "Fill in the blank") is None


def test_empty_query_matches_everything() -> None:
    assert match("", "anything") is not None


def test_capitals_that_grow_when_lowered_keep_positions() -> None:
    found = match("b", "İİb")
    assert found is not None and found.positions == (2,)


@given(st.text(min_size=1, max_size=6), st.text(max_size=40))
def test_positions_spell_the_query(query: str, text: str) -> None:
    words = query.split()
    found = match(query, text)
    if found is None or len(words) != 1:
        return
    assert list(found.positions) == sorted(set(found.positions))
    assert len(found.positions) == len(words[0])


@given(st.text(max_size=40))
def test_every_text_finds_itself(text: str) -> None:
    assert match(text, text) is not None
