"""Package descriptions: the Translation-en list of a Debian release.

Records of `Package:`, `Description-md5:` and `Description-en:`; the first line of a description is its
title, the rest is set in by one space, with ` .` between paragraphs and deeper lines for lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from model_zoo.corpora.extract.base import Extractor, File
from model_zoo.corpora.prose import word_count

_DESCRIPTION = re.compile(r"^Description-en: .*((?:\n[ \t].*)*)", re.MULTILINE)
_LEAST_WORDS = 6


def _descriptions(files: Iterable[File]) -> Iterator[str]:
    for _, data in files:
        for record in data.decode("utf-8", "replace").split("\n\n"):
            found = _DESCRIPTION.search(record)
            if found:
                texts = paragraphs(found.group(1).split("\n")[1:])
                yield from (text for text in texts if word_count(text) >= _LEAST_WORDS)


def paragraphs(lines: list[str]) -> Iterator[str]:
    """The paragraphs of a description given without its title; some may be empty.

    A deeper line starts a paragraph: most are items of a list; few items are longer than a line.
    """
    current: list[str] = []
    for line in lines:
        separator = line.strip() == "."
        if separator or line.startswith("  "):
            yield " ".join(current)
            current = []
        if not separator:
            current.append(line.strip())
    yield " ".join(current)


DESCRIPTIONS = Extractor(lambda path: path.endswith("Translation-en"), _descriptions)
