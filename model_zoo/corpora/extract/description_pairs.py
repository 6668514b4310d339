"""Pairs from Debian's lists of package descriptions, `Translation-en` beside `Translation-XX`.

A record's `Description-md5` is that of the English text it translates, so records with the same one belong
together. Paragraphs are paired when both have as many; else only the titles are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from model_zoo.corpora.extract.base import File
from model_zoo.corpora.extract.bitexts import BitextExtractor, TextPair
from model_zoo.corpora.extract.descriptions import paragraphs

_CHECKSUM = re.compile(r"^Description-md5: (\w+)", re.MULTILINE)
_DESCRIPTION = re.compile(r"^Description-[A-Za-z_]+: (.*(?:\n[ \t].*)*)", re.MULTILINE)
_LISTS = {"de": "de", "fr": "fr", "es": "es", "zh": "zh_CN", "ja": "ja"}
_SHORTEST = 8
"""Characters of English."""


def _is_english(path: str) -> bool:
    return path.endswith("Translation-en")


def _wants(path: str, language: str) -> bool:
    return _is_english(path) or path.endswith(f"Translation-{_LISTS[language]}")


def _pairs(files: Iterable[File], language: str) -> Iterator[TextPair]:
    english: dict[str, list[str]] = {}
    other: dict[str, list[str]] = {}
    for path, data in files:
        side = english if _is_english(path) else other
        for record in data.decode("utf-8", "replace").split("\n\n"):
            checksum, text = _CHECKSUM.search(record), _DESCRIPTION.search(record)
            if checksum and text and checksum[1] not in side:
                title, *rest = text[1].split("\n")
                side[checksum[1]] = [title.strip(), *filter(None, paragraphs(rest))]
    for checksum_, theirs in other.items():
        ours = english.get(checksum_, [])
        shared = len(ours) if len(ours) == len(theirs) else min(1, len(ours))
        for pair in zip(ours[:shared], theirs[:shared], strict=True):
            if len(pair[0]) >= _SHORTEST:
                yield pair


DESCRIPTIONS = BitextExtractor(_wants, _pairs)
