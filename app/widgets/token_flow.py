"""Break tokens into lines and say where each one goes. No painting, so that it can be tested by numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.widgets.bidi import base_level, levels, visual_order

TokenKind = Literal["word", "piece", "special", "mask", "gap"]


@dataclass(frozen=True, slots=True)
class StripToken:
    """One thing on a TokenStrip. `text` is what is read there.

    `shade` is a place on the strip's colour scale, 0 to 1, drawn under the token; `caption` is small text there.
    `spaced` says that a space stands before it, `newline` that its line ends after it. A "gap" is whitespace, or
    what the tokenizer dropped: it is shown but cannot be chosen. `start` and `end` are the owner's own places.
    """

    text: str
    start: int
    end: int
    kind: TokenKind = "word"
    shade: float | None = None
    caption: str = ""
    spaced: bool = False
    newline: bool = False
    unknown: bool = False
    name: str = ""  # for screen readers and tool tips; `text` if empty


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a token is drawn: px from the top left of the flow. `level` is its bidi level."""

    x: float
    y: float
    width: float
    line: int
    level: int


def flow(
    tokens: Sequence[StripToken],
    widths: Sequence[float],
    room: float,
    line_height: float,
    space: float,
) -> tuple[list[Placed], float]:
    """Place tokens of the given widths in lines of `room` px; give their places and the height of all lines."""
    base = base_level([token.text for token in tokens])
    deep = levels([token.text for token in tokens], base)
    placed: list[Placed | None] = [None] * len(tokens)
    top = 0.0
    for number, line in enumerate(_lines(tokens, widths, room, space)):
        order = [line[at] for at in visual_order([deep[index] for index in line])]
        wide = sum(widths[index] for index in line) + space * sum(tokens[index].spaced for index in line[1:])
        x = room - wide if base else 0.0
        for position, index in enumerate(order):
            if position:
                x += space if _space_between(tokens, order[position - 1], index) else 0.0
            placed[index] = Placed(x, top, min(widths[index], room), number, deep[index])
            x += widths[index]
        top += line_height
    return [place for place in placed if place is not None], top


def _space_between(tokens: Sequence[StripToken], left: int, right: int) -> bool:
    """Two neighbours on the screen have a space if the one that is read later has a space before it."""
    if abs(left - right) == 1:
        return tokens[max(left, right)].spaced
    return True


def _lines(
    tokens: Sequence[StripToken], widths: Sequence[float], room: float, space: float
) -> list[list[int]]:
    lines: list[list[int]] = []
    line: list[int] = []
    used = 0.0
    for group in _unbreakable(tokens):
        wide = sum(widths[index] for index in group)
        before = space if line and tokens[group[0]].spaced else 0.0
        if line and used + before + wide > room:
            lines.append(line)
            line, used, before = [], 0.0, 0.0
        if wide <= room:
            line += group
            used += before + wide
        else:  # longer than a line: it has to break somewhere
            for index in group:
                if line and used + widths[index] > room:
                    lines.append(line)
                    line, used = [], 0.0
                line.append(index)
                used += widths[index]
        if tokens[group[-1]].newline:
            lines.append(line)
            line, used = [], 0.0
    return [*lines, line] if line else lines


def _unbreakable(tokens: Sequence[StripToken]) -> list[list[int]]:
    """Give runs of tokens that stay on one line: "Paris" and its full stop, the pieces of a word."""
    groups: list[list[int]] = []
    for index, token in enumerate(tokens):
        free = (
            index == 0 or token.spaced or tokens[index - 1].newline or _wide_break(tokens[index - 1], token)
        )
        if free:
            groups.append([index])
        else:
            groups[-1].append(index)
    return groups


def _wide_break(left: StripToken, right: StripToken) -> bool:
    """Between ideographs a line may end, but not before their closing punctuation."""
    if not left.text or not right.text:
        return True
    closing = unicodedata.category(right.text[0]) in ("Pe", "Po", "Pf")
    return (_is_wide(left.text[-1]) or _is_wide(right.text[0])) and not closing


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
