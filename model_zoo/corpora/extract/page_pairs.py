"""Pairs from manuals that were translated page by page, with the structure of each page kept.

The blocks of two pages are paired in order when both have as many of them; other pages are left out, as one
block too many would shift all that follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from model_zoo.corpora.extract import pages
from model_zoo.corpora.extract.base import File
from model_zoo.corpora.extract.bitexts import DIRECTORIES, BitextExtractor, TextPair

_GIMP = re.compile(r"/gimp/2\.0/help/([^/]+)/([^/]+\.html)$")
_REFERENCE = re.compile(r"/debian-reference/(?P<page>[^/.]+)\.(?P<language>[^/.]+)\.html$")
_HANDBOOK = re.compile(r"/debian-handbook/html/([^/]+)/(.+\.html)$")
_GUIDE = re.compile(r"/installation-guide-[^/]+/([^/]+)/(.+\.html)$")
_DESKTOP = re.compile(r"/usr/share/help/([^/]+)/(.+\.page)$")
_ENGLISH = ("en", "en-US", "C")
_SORTED = re.compile(r"(?:index|glossary)\.html$")
"""Pages in alphabetical order, which is another in every language."""


def _extractor(pattern: re.Pattern[str]) -> BitextExtractor:
    """`pattern` finds the language's directory and the page's name in a path, in this order or by name."""

    def place(path: str) -> tuple[str, str] | None:
        found = pattern.search(path)
        if found is None or _SORTED.search(path):
            return None
        named = found.groupdict()
        return (named["language"], named["page"]) if named else (found[1], found[2])

    def wants(path: str, language: str) -> bool:
        found = place(path)
        return found is not None and found[0] in (*_ENGLISH, *DIRECTORIES[language])

    def pairs(files: Iterable[File], language: str) -> Iterator[TextPair]:
        english: dict[str, list[str]] = {}
        other: dict[str, list[str]] = {}
        for path, data in files:
            found = place(path)
            if found is not None:
                side = english if found[0] in _ENGLISH else other
                side[found[1]] = pages.blocks(data)
        for page, theirs in other.items():
            ours = english.get(page, [])
            if len(ours) == len(theirs):
                yield from zip(ours, theirs, strict=True)

    return BitextExtractor(wants, pairs)


GIMP = _extractor(_GIMP)
REFERENCE = _extractor(_REFERENCE)
HANDBOOK = _extractor(_HANDBOOK)
GUIDE = _extractor(_GUIDE)
DESKTOP = _extractor(_DESKTOP)
"""Mallard pages, whose elements are near enough to HTML's."""
