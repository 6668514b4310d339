"""Dictionaries in dictd's form (`NAME.dict.dz` is gzip with an index): WordNet and the GCIDE of 1913.

WordNet, an entry: a headword at the margin, then senses, set in; the part of speech leads the first.

    'tween
        adv 1: in between; "two houses with a tree between" [syn:
               {between}, {'tween}]
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator

from model_zoo.corpora.extract.base import Extractor, File, by_blank_lines, one_line
from model_zoo.corpora.prose import is_prose, word_count

_FIRST_SENSE = re.compile(r"\s+(?:n|v|adj|adv) \d+: ")
_NEXT_SENSE = re.compile(r"\s+\d+: ")
_LINKS = re.compile(r"\[(?:syn|ant):.*?\]")
_QUOTED = re.compile(r'"([^"]+)"')
_QUOTED_AND_BEFORE = re.compile(r';?\s*"[^"]*"')
_LEAST_WORDS = 4

_SOURCE_OR_SPELLING = re.compile(r"\[[^\]]{0,40}\]|[{}]|\\[^\\]*\\")
"""In GCIDE: `[1913 Webster]`, the braces of links, and the pronunciation between backslashes."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def _texts(files: Iterable[File]) -> Iterator[str]:
    for _, data in files:
        yield gzip.decompress(data).decode("utf-8", "replace")


def _senses(text: str) -> Iterator[str]:
    """Each sense as one line, gloss and examples together.

    The first sense under another part of speech of the same headword goes on in the line of the sense before
    it, its `v 1:` included: so it was in the text that the published weights have seen.
    """
    lines: list[str] = []
    for line in text.splitlines():
        mark = _NEXT_SENSE.match(line) or (None if lines else _FIRST_SENSE.match(line))
        if (mark or not line[:1].isspace()) and lines:
            yield _LINKS.sub("", one_line(" ".join(lines)))
            lines = []
        if not line[:1].isspace():
            continue
        if mark:
            lines = [line[mark.end() :]]
        elif lines:
            lines.append(line)
    if lines:
        yield _LINKS.sub("", one_line(" ".join(lines)))


def _glosses(files: Iterable[File]) -> Iterator[str]:
    for text in _texts(files):
        for sense in _senses(text):
            gloss = one_line(_QUOTED_AND_BEFORE.sub("", sense))
            if word_count(gloss) >= _LEAST_WORDS:
                yield gloss


def _examples(files: Iterable[File]) -> Iterator[str]:
    for text in _texts(files):
        for sense in _senses(text):
            examples = map(one_line, _QUOTED.findall(sense))
            yield from (example for example in examples if word_count(example) >= _LEAST_WORDS)


def _sentences(files: Iterable[File]) -> Iterator[str]:
    for text in _texts(files):
        for paragraph in by_blank_lines(_SOURCE_OR_SPELLING.sub("", text)):
            yield from filter(is_prose, map(one_line, _SENTENCE_END.split(paragraph)))


GLOSSES = Extractor(lambda path: path.endswith("/wn.dict.dz"), _glosses)
EXAMPLES = Extractor(lambda path: path.endswith("/wn.dict.dz"), _examples)
SENTENCES = Extractor(lambda path: path.endswith("/gcide.dict.dz"), _sentences)
