"""Fuzzy search: the letters of the query appear in the text in order; word starts and runs count more."""

from __future__ import annotations

from dataclasses import dataclass

_START, _RUN, _HIT, _SKIP = 6.0, 7.0, 1.0, -0.05


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text matches (more is better) and which of its characters did."""

    score: float
    positions: tuple[int, ...]


def match(query: str, text: str) -> Match | None:
    """Match every word of `query` in `text`, in any order; None if one is not there. Case does not count."""
    folded = _fold(text)
    score = 0.0
    positions: set[int] = set()
    for word in query.split():
        found = _word(_fold(word), folded)
        if found is None:
            return None
        score += found.score
        positions.update(found.positions)
    return Match(score - 0.02 * len(text), tuple(sorted(positions)))


def _fold(text: str) -> str:
    """Lower each character for itself, so that positions stay those of the text as it is shown."""
    return "".join(lower if len(lower := character.lower()) == 1 else character for character in text)


def _word(word: str, text: str) -> Match | None:
    """Find the best alignment of one word: dynamic programming over (letter, position)."""
    previous: list[tuple[float, tuple[int, ...]] | None] = []
    for number, letter in enumerate(word):
        row: list[tuple[float, tuple[int, ...]] | None] = [None] * len(text)
        best: tuple[float, tuple[int, ...]] | None = None  # of the letters before, ending left of `at`
        for at, character in enumerate(text):
            if number and at and (before := previous[at - 1]) is not None:
                best = before if best is None or before[0] > best[0] else best
            if character != letter:
                continue
            gain = _HIT + (_START if at == 0 or not text[at - 1].isalnum() else 0.0)
            if number == 0:
                row[at] = (gain + _SKIP * at, (at,))
            elif best is not None:
                options = [(best[0] + gain + _SKIP * (at - best[1][-1] - 1), (*best[1], at))]
                if (run := previous[at - 1]) is not None:
                    options.append((run[0] + gain + _RUN, (*run[1], at)))
                row[at] = max(options)
        previous = row
    ends = [end for end in previous if end is not None]
    if not ends:
        return None
    score, positions = max(ends)
    return Match(score, positions)
