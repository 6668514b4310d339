"""Which paragraphs are English prose: lists of names, code, tables and other languages are left out.

The bounds were chosen by reading what they keep and drop in documentation packages.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_CODE = re.compile(r"[{}<>=\\|_]|\(\)|::|->")
_ENDS_LIKE_A_SENTENCE = re.compile(r"[.!?:;\"”’')]\s*$")
_COMMON = "the of and to a in is that it for as with be are on this by an or not from you can if at have"
_FUNCTION_WORDS = frozenset(_COMMON.split())

_LEAST_WORDS = 6
_LEAST_LETTERS = 0.86
"""Letters and blanks among all characters."""
_WORDS_PER_SIGN_OF_CODE = 25
_LEAST_FUNCTION_WORDS = 0.18
"""Share of the words; running English has about 0.35, titles and other languages nearly none."""


def word_count(text: str) -> int:
    """Latin words; numbers and signs do not count."""
    return len(_WORD.findall(text))


def is_prose(text: str) -> bool:
    """Whether the paragraph reads as running English: words, few signs, an end, enough function words."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _LEAST_WORDS or not _ENDS_LIKE_A_SENTENCE.search(text):
        return False
    if sum(letter.isalpha() or letter == " " for letter in text) < _LEAST_LETTERS * len(text):
        return False
    if len(_CODE.findall(text)) > max(1, len(words) / _WORDS_PER_SIGN_OF_CODE):
        return False
    return sum(word in _FUNCTION_WORDS for word in words) > _LEAST_FUNCTION_WORDS * len(words)
