"""Words masked by a click: the text keeps them, the request hides them. All places count code points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

MASK = "[MASK]"


@dataclass(frozen=True, slots=True)
class Blank:
    """The masked word text[start:end]; `pieces` is how many masks stand in its place."""

    start: int
    end: int
    pieces: int = 1


def with_masks(text: str, blanks: Sequence[Blank]) -> str:
    """Give the text as it is asked: every blank replaced by its masks."""
    parts: list[str] = []
    at = 0
    for blank in _valid(text, blanks):
        parts += [text[at : blank.start], MASK * blank.pieces]
        at = blank.end
    return "".join([*parts, text[at:]])


def to_text(text: str, blanks: Sequence[Blank], start: int, end: int) -> tuple[int, int]:
    """Give the span of `text` behind a span of the text as it is asked; a part of a blank is all of it."""
    shift = 0
    for blank in _valid(text, blanks):
        begin = blank.start + shift
        stop = begin + len(MASK) * blank.pieces
        if start < stop and end > begin:
            return blank.start, blank.end
        if start < stop:
            break
        shift += len(MASK) * blank.pieces - (blank.end - blank.start)
    return start - shift, end - shift


def to_asked(text: str, blanks: Sequence[Blank], place: int) -> int:
    """Give the place in the text as it is asked for a place of `text`; inside a blank it is its first mask."""
    shift = 0
    for blank in _valid(text, blanks):
        if place < blank.start:
            break
        if place < blank.end:
            return blank.start + shift
        shift += len(MASK) * blank.pieces - (blank.end - blank.start)
    return place + shift


def blank_at(blanks: Sequence[Blank], start: int, end: int) -> Blank | None:
    """Give the blank that a span of the text touches."""
    return next((blank for blank in blanks if blank.start < end and start < blank.end), None)


def toggled(blanks: Sequence[Blank], start: int, end: int, pieces: int = 1) -> tuple[Blank, ...]:
    """Mask text[start:end], or unmask the blank that it touches."""
    touched = blank_at(blanks, start, end)
    if touched is not None:
        return tuple(blank for blank in blanks if blank is not touched)
    return tuple(sorted((*blanks, Blank(start, end, pieces)), key=lambda blank: blank.start))


def after_edit(blanks: Sequence[Blank], start: int, end: int, inserted: str) -> tuple[Blank, ...]:
    """Move the blanks along with an edit that replaced text[start:end]; those it went into are gone."""
    moved = []
    for blank in blanks:
        if blank.end <= start:
            moved.append(blank)
        elif blank.start >= end:
            by = len(inserted) - (end - start)
            moved.append(replace(blank, start=blank.start + by, end=blank.end + by))
    return tuple(moved)


def put_in(
    text: str, blanks: Sequence[Blank], start: int, end: int, word: str, joins: bool
) -> tuple[str, tuple[Blank, ...]]:
    """Replace text[start:end], a blank or a typed mask, by a word; `joins` takes away the space before it."""
    if joins and start > 0 and text[start - 1] == " ":
        start -= 1
    changed = text[:start] + word + text[end:]
    return changed, after_edit(blanks, start, end, word)


def opened(text: str, blanks: Sequence[Blank], blank: Blank) -> tuple[str, tuple[Blank, ...]]:
    """Turn a blank of several pieces into typed masks, so that its pieces can be filled one by one."""
    masks = MASK * blank.pieces
    rest = tuple(other for other in blanks if other is not blank)
    changed = text[: blank.start] + masks + text[blank.end :]
    return changed, after_edit(rest, blank.start, blank.end, masks)


def _valid(text: str, blanks: Sequence[Blank]) -> Iterator[Blank]:
    """Give the blanks that lie in the text and do not overlap: a session file may hold anything."""
    at = 0
    for blank in sorted(blanks, key=lambda one: one.start):
        # A piece stands for a byte at least, and a character has four at most.
        if at <= blank.start < blank.end <= len(text) and 1 <= blank.pieces <= 4 * (blank.end - blank.start):
            yield blank
            at = blank.end
