"""Sentences with a *marked* word: where it stands, and how it is shown short. No Qt, no torch."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.contract import UserError

_MARKED = re.compile(r"\*(?=\S)([^*]*?[^*\s])\*")
#: Scripts that write words without spaces between them: there a word is found inside a longer run of letters.
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LONGEST_WORD = 100
_LABEL = 3  # words before and after the marked one
_LONGEST_LABEL = 48


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence without its marks, and its marked word text[start:end]."""

    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The marked word as it is written."""
        return self.text[self.start : self.end]

    @property
    def part(self) -> int:
        """The third of the sentence that the middle of the word stands in: 0, 1 or 2."""
        return min(2, 3 * (self.start + self.end) // (2 * max(1, len(self.text))))

    @property
    def label(self) -> str:
        """The word with a few words around it."""
        before, after = self.text[: self.start].split(), self.text[self.end :].split()
        glued = bool(before) and not self.text[self.start - 1].isspace()
        first = " ".join(before[-_LABEL:])
        last = " ".join(after[:_LABEL])
        follows = self.text[self.end : self.end + 1]
        middle = " ".join(self.word.split())
        joined = first + ("" if glued or not first else " ") + middle
        joined += ("" if not follows or not follows.isspace() else " ") + last
        whole = len(before) <= _LABEL and len(after) <= _LABEL
        shown = joined if whole else f"{'…' if len(before) > _LABEL else ''}{joined}"
        shown += "…" if len(after) > _LABEL else ""
        return shown if len(shown) <= _LONGEST_LABEL else shown[: _LONGEST_LABEL - 1] + "…"


def span(sentence: str) -> tuple[int, int] | None:
    """Give where the first mark stands in the sentence as typed, its asterisks included."""
    found = _MARKED.search(sentence)
    return (found.start(), found.end()) if found else None


def find(number: int, sentence: str, word: str) -> Marked:
    """Find the word that sentence `number` (from 1) marks. Raises UserError if none or several are marked."""
    if not sentence.strip():
        raise UserError(f"Sentence {number:,} is empty: write something in it, or take it out.", "sentences")
    marks = list(_MARKED.finditer(sentence))
    if len(marks) > 1:
        raise UserError(
            f"Sentence {number:,} marks {len(marks)} words: leave the asterisks around one of them.",
            "sentences",
        )
    if marks:
        begin, end = marks[0].span()
        inner = marks[0].group(1)
        return Marked(sentence[:begin] + inner + sentence[end:], begin, begin + len(inner))
    if not word.strip():
        raise UserError(
            f"Sentence {number:,} marks no word: put asterisks around the one to compare, as in “a *word* here”.",
            "sentences",
        )
    return _search(number, sentence, word.strip())


def _search(number: int, sentence: str, word: str) -> Marked:
    if len(word) > _LONGEST_WORD:
        raise UserError(
            f"“word” has {len(word):,} characters: name a word of at most {_LONGEST_WORD}.", "word"
        )
    pattern = re.escape(word)
    found = re.search(rf"(?<!\w){pattern}(?!\w)", sentence, re.IGNORECASE)
    if found is None and _SPACELESS.search(word):
        found = re.search(pattern, sentence)
    if found is None:
        raise UserError(
            f"Sentence {number:,} does not have the word “{word[:30]}”: mark the form that stands there with "
            "*asterisks*.",
            "sentences",
        )
    return Marked(sentence, found.start(), found.end())
