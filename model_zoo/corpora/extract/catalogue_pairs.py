"""Pairs from gettext's `.mo` catalogues: messages of games and of programs' interfaces.

Tags are cut from both sides; accelerator marks and placeholders stay, for the reader to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from model_zoo.corpora.extract.base import File, one_line
from model_zoo.corpora.extract.bitexts import DIRECTORIES, BitextExtractor, TextPair
from model_zoo.corpora.extract.catalogues import messages

_TAG = re.compile(r"<[^>]+>")


def _wants(path: str, language: str) -> bool:
    parts = path.split("/")
    return path.endswith(".mo") and parts[-2:-1] == ["LC_MESSAGES"] and parts[-3] in DIRECTORIES[language]


def _pairs(files: Iterable[File], language: str) -> Iterator[TextPair]:
    for _, data in files:
        for english, other in messages(data):
            if english and other:
                yield one_line(_TAG.sub("", english)), one_line(_TAG.sub("", other))


CATALOGUES = BitextExtractor(_wants, _pairs)
