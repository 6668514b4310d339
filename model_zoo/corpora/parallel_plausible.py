"""Which pairs are written to the files at all: those that can be a sentence and its translation.

These bounds are wide, and part of how the published files were made; `parallel_cleaning` is stricter.
"""

from __future__ import annotations

import re

from model_zoo.corpora.extract.base import one_line
from model_zoo.corpora.prose import word_count

_LEAST_WORDS = 4
"""Of English; shorter ones are labels of buttons."""
_PLACEHOLDER = re.compile(r"%\d?\$?[sdlfi]|\{\d*\}|\$\{|\\n")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_BETWEEN_CJK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
"""A space that a line's end left; Chinese and Japanese have none."""
_LEAST_CJK = 0.3
_RATIO = (0.4, 2.6)
_RATIO_CJK = (0.1, 1.2)
"""Characters of the other side to a character of English."""


def tidy(english: str, other: str, language: str) -> tuple[str, str] | None:
    """The pair as it is written, or None when it is left out."""
    english, other = one_line(english), one_line(other)
    if language in ("zh", "ja"):
        other = _BETWEEN_CJK.sub("", other)
    if english == other or word_count(english) < _LEAST_WORDS or len(other) < 2:
        return None
    if _PLACEHOLDER.search(english):
        return None
    ratio = len(other) / len(english)
    if language not in ("zh", "ja"):
        return (english, other) if _RATIO[0] < ratio < _RATIO[1] else None
    if len(_CJK.findall(other)) < _LEAST_CJK * len(other.replace(" ", "")):
        return None
    if language == "zh" and _KANA.search(other):
        return None
    return (english, other) if _RATIO_CJK[0] < ratio < _RATIO_CJK[1] else None
