"""Plain texts with blank lines between paragraphs: speeches, and Shakespeare's and Milton's works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from model_zoo.corpora.extract.base import Extractor, File, by_blank_lines
from model_zoo.corpora.prose import word_count


def _paragraphs(files: Iterable[File]) -> Iterator[str]:
    for _, data in files:
        for paragraph in by_blank_lines(data.decode("utf-8", "replace")):
            if word_count(paragraph) >= 4:
                yield paragraph


def _is_modern(path: str) -> bool:
    """Plays and poems; `_f.txt` are the same in the First Folio's spelling."""
    return "data/texts/" in path and path.endswith(".txt") and not path.endswith("_f.txt")


SPEECHES = Extractor(lambda path: "/speeches/" in path and path.endswith(".txt"), _paragraphs)
WORKS = Extractor(_is_modern, _paragraphs)
