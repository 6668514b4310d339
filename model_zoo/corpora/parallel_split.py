"""Which sentences of the parallel text are held out: a rule on the English side alone, so one for all languages.

The class of a sentence is the first 32 bits of the sha1 of its text as the package has it, modulo 1000; classes
below 30 are never trained on. The first thousand of them by that number, of middling length, are a language's
held-out file. A sentence that differs from one held out by case, punctuation or spacing only has another class:
`Guard` keeps those out of training as well.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

CLASSES = 1000
HELD_OUT_CLASSES = 30
LARGEST = 1000
"""Pairs in a language's held-out file."""
_FEWEST, _MOST = 6, 40
"""Words of English in a held-out pair: shorter ones are labels, longer ones few."""

_WORD = re.compile(r"[A-Za-z']+")
_NO_LETTERS = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_LEAST_LETTERS = 12
"""A sentence inside a paragraph counts as the same text only when it has so many; "Click OK." does not."""


def rank(english: str) -> int:
    """The number that decides, from 0 to 2**32 - 1."""
    return int.from_bytes(hashlib.sha1(english.encode(), usedforsecurity=False).digest()[:4], "big")


def is_held_out(english: str) -> bool:
    """Whether a sentence, as the package has it, is never trained on, in any language."""
    return rank(english) % CLASSES < HELD_OUT_CLASSES


def judges_well(english: str) -> bool:
    """Whether a held-out sentence is of a length to be judged by."""
    return _FEWEST <= len(_WORD.findall(english)) <= _MOST


def letters(text: str) -> str:
    """The text without case, punctuation, spaces and accents of width: what two forms of it share."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _sentences(text: str) -> list[str]:
    """The sentences that are long enough to be known again, as their letters."""
    parts = [letters(part) for part in _SENTENCE_END.split(text)]
    return [part for part in parts if len(part) >= _LEAST_LETTERS]


class Guard:
    """Knows the held-out texts and tells whether another text repeats one of them.

    It does when it is the same text, or one of its sentences, or holds it as a sentence of its own, whatever
    the case and the signs between letters. Two longer texts may share a sentence. Texts of several languages
    can be in one guard.
    """

    def __init__(self, held_out: Iterable[str]) -> None:
        self._texts: set[str] = set()
        self._sentences: set[str] = set()
        for text in held_out:
            self._texts.add(letters(text))
            self._sentences.update(_sentences(text))
        self._texts.discard("")

    def repeats(self, text: str) -> bool:
        whole = letters(text)
        if whole in self._texts or whole in self._sentences:
            return True
        return not self._texts.isdisjoint(_sentences(text))
