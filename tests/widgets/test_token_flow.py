"""Where words go on the lines: breaking, direction, scripts without spaces."""

from __future__ import annotations

from app.widgets.bidi import base_level, levels, visual_order
from app.widgets.token_flow import StripToken, flow


def strip(*words: str) -> list[StripToken]:
    """Make tokens of words; a leading space says that one stands before the word."""
    return [StripToken(word.strip(), 0, 1, spaced=word.startswith(" ")) for word in words]


def visual(*words: str) -> list[str]:
    base = base_level(words)
    return [words[place] for place in visual_order(levels(words, base))]


def test_hebrew_within_english_is_turned_round_with_its_number() -> None:
    assert visual("I", "said", "שלום", "עולם", "123", "ok") == ["I", "said", "123", "עולם", "שלום", "ok"]


def test_english_within_arabic_keeps_its_order() -> None:
    assert visual("مرحبا", "two", "words", "عالم", ".") == [".", "عالم", "two", "words", "مرحبا"]


def test_lines_break_at_spaces_only() -> None:
    tokens = strip("one", " two", ",", " three")
    placed, height = flow(tokens, [30, 30, 5, 40], room=70, line_height=20, space=4)
    assert [place.line for place in placed] == [0, 0, 0, 1]
    assert height == 40
    assert placed[2].x == placed[1].x + 30  # the comma stays with its word


def test_a_word_longer_than_the_line_is_not_lost() -> None:
    placed, _ = flow(strip("x", " long"), [10, 500], room=100, line_height=20, space=4)
    assert placed[1].line == 1 and placed[1].width == 100


def test_ideographs_break_anywhere_but_before_a_full_stop() -> None:
    placed, _ = flow(strip("北", "京", "好", "。"), [20] * 4, room=60, line_height=20, space=4)
    assert [place.line for place in placed] == [0, 0, 1, 1]


def test_text_from_the_right_is_aligned_right() -> None:
    placed, _ = flow(strip("שלום", " עולם"), [40, 40], room=200, line_height=20, space=4)
    assert placed[0].x + placed[0].width == 200 and placed[1].x < placed[0].x
