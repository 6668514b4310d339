"""Texts cut into sentences, and sentences into words: what is indexed, and what is shown around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Scripts that write no spaces between words: each character is a unit there.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W_{_SPACELESS}]"
#: A word, also a compound; the 's of a genitive is left to the word before it.
_UNIT = re.compile(rf"['’]s\b|({_LETTER}+(?:['’-](?!s\b){_LETTER}+)*|[{_SPACELESS}])")
_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=\S)|[。！？]+[」』”]*")
_OPENING = "\"'“‘([¿¡«"
_ABBREVIATED = frozenset(
    ("mr", "mrs", "ms", "dr", "st", "prof", "rev", "hon", "capt", "col", "gen", "lt", "sgt", "vol", "fig", "ed",
     "eds", "vs", "cf", "e.g", "i.e", "viz", "al")
)  # fmt: skip


def sentences(text: str, most: int) -> Iterator[str]:
    """The sentences of a text, white space made one; a longer one than `most` characters is cut at a space."""
    text = " ".join(text.split())
    begin = 0
    for end in _ends(text):
        yield from _pieces(text[begin:end].strip(), most)
        begin = end
    yield from _pieces(text[begin:].strip(), most)


def units(sentence: str) -> list[tuple[int, int]]:
    """Where the words of a sentence stand: characters [start, end). Without spaces, every character is one."""
    return [found.span(1) for found in _UNIT.finditer(sentence) if found.group(1)]


def names(text: str) -> list[str]:
    """The words of a text as they are looked up: case does not count."""
    return [text[start:end].casefold() for start, end in units(text)]


def _ends(text: str) -> Iterator[int]:
    for found in _END.finditer(text):
        if text[found.start()] in "。！？":
            yield found.end()
            continue
        follows = (
            text[found.end() :].lstrip(_OPENING)[:1] if text[found.end()] in _OPENING else text[found.end()]
        )
        if follows.islower():
            continue
        before = text[max(0, found.start() - 12) : found.start()].rsplit(" ", 1)[-1].lstrip(_OPENING)
        initial = len(before) == 1 and before.isupper() and before != "I"
        if text[found.start()] == "." and (initial or before.casefold() in _ABBREVIATED):
            continue
        yield found.end()


def _pieces(sentence: str, most: int) -> Iterator[str]:
    while len(sentence) > most:
        cut = sentence.rfind(" ", most // 2, most)
        cut = most if cut < 0 else cut
        yield sentence[:cut].strip()
        sentence = sentence[cut:].strip()
    if sentence:
        yield sentence
