"""What clicks do to the page's state: mask, unmask, put a word in. No Qt; each gives the fields that change.

Answers speak of places in the text as it was asked. The text may have been edited since: places are carried
over the edit, and a click on what the edit took away does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.demos.masked_words.blanks import (
    MASK,
    blank_at,
    opened,
    put_in,
    to_asked,
    to_text,
    toggled,
    with_masks,
)
from app.demos.masked_words.contract import Candidate, Token
from app.demos.masked_words.state import MaskedWordsState
from app.widgets.visible import edit

Fields = dict[str, Any]

_REAL = {"␣": " ", "⏎": "\n", "⇥": "\t", "⍽": "\u00a0", "∅": ""}


def toggle(state: MaskedWordsState, asked: str, token: Token, start: int, end: int, pieces: int) -> Fields:
    """Mask the word asked[start:end], of which `token` is a part, or unmask it if it is a blank.

    In the view of words it gets one mask, in the view of pieces one for each. A mask that was typed hides no
    word: it is only looked at.
    """
    span = _now(state, asked, start, end)
    if span is None:
        return {}
    begin, stop = to_text(state.text, state.blanks, *span)
    if token.mask and blank_at(state.blanks, begin, stop) is None:
        return {"at": span[0]}
    masks = pieces if state.view == "pieces" else 1
    blanks = toggled(state.blanks, begin, stop, max(1, masks))
    return {"blanks": blanks, "at": to_asked(state.text, blanks, begin)}


def put(state: MaskedWordsState, asked: str, start: int, end: int, word: str, joins: bool) -> Fields:
    """Put a word in place of asked[start:end]; `joins` says that it continues the word before it."""
    span = _now(state, asked, start, end)
    if span is None:
        return {}
    begin, stop = to_text(state.text, state.blanks, *span)
    text, blanks = state.text, state.blanks
    blank = blank_at(blanks, begin, stop)
    if blank is not None and blank.pieces > 1:
        number = (span[0] - to_asked(text, blanks, blank.start)) // len(MASK)
        text, blanks = opened(text, blanks, blank)
        begin = blank.start + number * len(MASK)
        stop = begin + len(MASK)
    text, blanks = put_in(text, blanks, begin, stop, word, joins)
    return {"text": text, "blanks": blanks, "at": to_asked(text, blanks, begin)}


def take_filled(state: MaskedWordsState, asked: str, filled: str) -> Fields:
    """Put the whole joint filling in, unless the text has changed since it was asked."""
    if asked != with_masks(state.text, state.blanks):
        return {}
    return {"text": filled, "blanks": ()}


def word_of(candidate: Candidate) -> str:
    """Give a candidate as text to put in: what was made visible is what it was again."""
    return "".join(_REAL.get(character, character) for character in candidate.token)


def continues_word(candidate: Candidate, tokens: Sequence[Token]) -> bool:
    """Tell whether a candidate continues the word before it, by the spelling of its vocabulary.

    WordPiece marks what continues ("##ing"), byte-level and SentencePiece vocabularies what begins a word.
    """
    if not candidate.token[:1].isalnum():
        return False
    if candidate.piece.startswith("##"):
        return len(candidate.piece) > 2
    marks = ("Ġ", "▁")
    if any(token.piece.startswith(marks) for token in tokens if not token.special):
        return not candidate.piece.startswith(marks)
    return False


def _now(state: MaskedWordsState, asked: str, start: int, end: int) -> tuple[int, int] | None:
    """Carry a span of an older question over to the text as it would be asked now."""
    text = with_masks(state.text, state.blanks)
    if text == asked:
        return start, end
    begin, stop, inserted = edit(asked, text)
    if end <= begin:
        return start, end
    if start >= stop:
        by = len(inserted) - (stop - begin)
        return start + by, end + by
    return None
