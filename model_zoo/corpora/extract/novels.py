"""Jane Austen's novels from the R package janeaustenr: character vectors, a printed line an element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from model_zoo.corpora.extract.base import Extractor, File, by_blank_lines
from model_zoo.corpora.extract.rdata import blocks, strings
from model_zoo.corpora.prose import word_count


def _novels(files: Iterable[File]) -> Iterator[str]:
    for _, database in files:
        for value in blocks(database):
            text = "\n".join(strings(value))
            yield from (paragraph for paragraph in by_blank_lines(text) if word_count(paragraph) >= 4)


NOVELS = Extractor(lambda path: path.endswith("/janeaustenr/data/Rdata.rdb"), _novels)
