"""Which pairs are worth learning from: whole sentences or phrases, in the right scripts, and not left in English."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

from model_zoo.corpora.parallel_polish import polish
from model_zoo.corpora.parallel_scripts import is_left_in_english, is_simplified, is_written_in
from model_zoo.corpora.parallel_split import letters

Reason = Literal[
    "equal",
    "placeholder",
    "markup",
    "joined",
    "signs",
    "short",
    "script",
    "traditional",
    "english",
    "length",
    "index",
]

_PLACEHOLDER = re.compile(
    r"\$[\w({]|%[\d(]?[A-Za-z(]|%\d|%%|\{\w*\}|\{\{|<\?>|@\w+@|\\[nrt]\b|~[as]\b|(?<!\w)#\w+#|\|$|\w\|\w"
)
_MARKUP = re.compile(r"</?\w[^>]*[>=]|&#?\w+;|\[/\w+\]|/>|\w=['\"]|\w+=\w+ \w+=|(?:\. ){4}")
_JOINED = re.compile(r"Preferences(?=[A-Z])|Command ?Ctrl|Option ?Alt|⌘")
"""LibreOffice's help has the Mac's words and those of other systems side by side; one is hidden on the screen."""
_INDEX = re.compile(r"^(.{4,}), \1$")
"""`Snap to Guides, Snap to Guides`: an index, which is sorted anew in every language."""
_SIGNS = re.compile(r"[^\w\s.,;:!?¡¿'’‘\"“”„«»‹›()（）\[\]、。，；：！？「」『』《》〈〉・…—–→▸/%-]")
_PLAIN = re.compile(r"[^\W\d_]|\s")
_MOST_SIGNS = 0.08
"""Of the characters; code, formulas and lists of options have more."""
_LEAST_LETTERS = 0.5
"""Letters and spaces among the characters."""
_FEWEST = 3
"""Words of English; of the other side, letters."""
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LONGEST = 1200
"""Characters of English."""

_RATIOS = {
    "de": (0.55, 2.3),
    "fr": (0.55, 2.3),
    "es": (0.55, 2.3),
    "zh": (0.13, 0.75),
    "ja": (0.17, 1.0),
}
"""Characters of the other side to one of English. Measured on pairs of at least `_SETTLED` characters: 0.2 % of
them lie outside, or fewer; shorter ones get half as much room again."""
_SETTLED = 40


def clean(
    english: str, other: str, language: str, refused: Counter[Reason] | None = None
) -> tuple[str, str] | None:
    """The polished pair, or None when it is not worth learning from; `refused` counts why."""
    english, other = polish(english, other)
    reason = _reason(english, other, language)
    if reason is None:
        return english, other
    if refused is not None:
        refused[reason] += 1
    return None


def _reason(english: str, other: str, language: str) -> Reason | None:
    if letters(english) == letters(other):
        return "equal"
    for text in (english, other):
        if _PLACEHOLDER.search(text):
            return "placeholder"
        if _MARKUP.search(text):
            return "markup"
        if _JOINED.search(text):
            return "joined"
        if _INDEX.search(text):
            return "index"
        if _has_many_signs(text):
            return "signs"
    if len(_WORD.findall(english)) < _FEWEST or len(letters(other)) < _FEWEST:
        return "short"
    if not is_written_in(english, "en") or not is_written_in(other, language):
        return "script"
    if language == "zh" and not is_simplified(other):
        return "traditional"
    if is_left_in_english(other, language):
        return "english"
    return None if _fit(english, other, language) else "length"


def _has_many_signs(text: str) -> bool:
    if len(_PLAIN.findall(text)) < _LEAST_LETTERS * len(text):
        return True
    return len(_SIGNS.findall(text)) > max(2, _MOST_SIGNS * len(text))


def _fit(english: str, other: str, language: str) -> bool:
    low, high = _RATIOS[language]
    slack = 1.0 if len(english) >= _SETTLED else 1.5
    return len(english) <= _LONGEST and low / slack <= len(other) / len(english) <= high * slack
