"""Text as it can be seen: what Qt cannot hold, what is invisible, and numbers as people read them."""

from __future__ import annotations

import re
import unicodedata
from html import escape

#: What Qt drops or rewrites when text goes into a widget. Each has a stand-in of the same length.
_UNSAFE = re.compile("[\ud800-\udfff\r\u2028\u2029\x00]")
_STAND_INS = {"\r": "␍", "\u2028": "␤", "\u2029": "␤", "\x00": "␀"}
#: Characters of a tooltip's line; a longer one is broken.
_WIDE_TIP = 120
_SPACES = {" ": "·", "\t": "⇥", "\n": "⏎", "\r": "␍", "\u00a0": "⍽", "\u3000": "□", "\u202f": "⍽"}


def displayable(text: str) -> str:
    """Give `text` with the same number of code points, in a form that a Qt widget shows and gives back.

    Lone surrogates become U+FFFD, carriage returns and other separators their visible pictures.
    """
    return _UNSAFE.sub(lambda found: _STAND_INS.get(found.group(), "\ufffd"), text)


def tip(words: str) -> str:
    """Give words for a tooltip that shows them as they are: Qt takes “<s>” or “&lt;” in it for markup.

    A line too wide for a screen is broken, which Qt does in markup alone.
    """
    words = displayable(words)
    if "<" not in words and "&" not in words and max(map(len, words.split("\n"))) <= _WIDE_TIP:
        return words
    return f"<p style='white-space: pre-wrap'>{escape(words, quote=False)}</p>"


def spliced(stored: str, shown: str, edited: str) -> str:
    """Give `stored` with the change that turned `shown` into `edited`.

    `shown` is `displayable(stored)`; what the user did not touch keeps its original characters.
    """
    start, end, inserted = edit(shown, edited)
    return stored[:start] + inserted + stored[end:]


def edit(before: str, after: str) -> tuple[int, int, str]:
    """Give the one replacement that makes `after` of `before`: before[start:end] becomes the text."""
    limit = min(len(before), len(after))
    start = 0
    while start < limit and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < limit - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return start, len(before) - tail, after[start : len(after) - tail]


def visible(text: str) -> str:
    """Give a piece of text so that nothing in it is invisible: spaces, joiners and controls as signs."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character in _SPACES:
        return _SPACES[character]
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Cn", "Co") or (category == "Cf" and character != "\u200d"):
        return f"U+{ord(character):04X}"
    return "␣" if category.startswith("Z") else character


def name_of(character: str) -> str:
    """Give a character's code point and its name in Unicode: "U+00A0 NO-BREAK SPACE"."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def percent(probability: float) -> str:
    """Write a probability, 0 to 1, with three digits that matter: 83.1%, 0.42%, 0.0037%."""
    value = probability * 100
    if value != value:
        return "–"
    for limit, digits in ((99.95, 0), (9.995, 1), (0.0995, 2), (0.000995, 4)):
        if value >= limit:
            return f"{value:.{digits}f}%"
    return "0%" if value == 0 else "<0.001%"


def points(difference: float) -> str:
    """Write a difference of probabilities in percentage points with its sign: +12.3, −0.04."""
    value = difference * 100
    size = abs(value)
    digits = 1 if size >= 9.95 else 2
    if size < 0.005:
        return "±0"
    return f"{'+' if value > 0 else '−'}{size:.{digits}f}"


def nats(value: float) -> str:
    """Write a log-probability with a true minus sign: −2.31."""
    return f"{value:.2f}".replace("-", "−")


def count(number: float) -> str:
    """Write a large number short: 8.6 M, 340 k."""
    for size, unit in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            short = number / size
            return f"{short:.1f} {unit}" if short < 10 else f"{short:.0f} {unit}"
    return f"{number:.0f}"
