"""What an extractor is: which files of a package it reads, and the paragraphs it finds in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

File = tuple[str, bytes]
"""A file's path inside its package, with `/` between folders, and its bytes."""


@dataclass(frozen=True)
class Extractor:
    """Reads the files it wants, in the package's order."""

    wants: Callable[[str], bool]
    """Whether the file at this path inside the package is read."""
    paragraphs: Callable[[Iterable[File]], Iterator[str]]
    """The paragraphs in order, one line each; the same one may come twice. Raises ValueError on a file
    that is not in the format expected."""


def one_line(text: str) -> str:
    """The text with every run of white space made one space."""
    return " ".join(text.split())


def by_blank_lines(text: str) -> list[str]:
    """The blocks that blank lines set apart, each made one line; empty ones are left out."""
    return [block for block in map(one_line, re.split(r"\n\s*\n", text)) if block]
