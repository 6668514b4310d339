"""Words of a text in any script, the same for every model: what an alignment links."""

from __future__ import annotations

import re

# Han and Hangul-free blocks that are written without spaces. A Han character is a word of its own; kana are taken in
# runs of one kind, which is about where Japanese words and endings part.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a0-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_LONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer: letters, for want of a dictionary
)
_SPACELESS = _HAN + _HIRAGANA + _KATAKANA + _LONE
_WORD = re.compile(
    rf"[{_HAN}]|[{_HIRAGANA}]+|[{_KATAKANA}]+|[{_LONE}]|(?:(?![{_SPACELESS}])\w)+(?:['’-](?:(?![{_SPACELESS}])\w)+)*"
)


def segments(text: str) -> list[tuple[int, int]]:
    """Characters [start, end) of every word; punctuation and spaces are none."""
    return [found.span() for found in _WORD.finditer(text)]
