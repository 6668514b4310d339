"""The English text the bundled models learn from: where each file came from, its weight, what is held out.

A file `natural.NAME.txt.xz` or `technical.NAME.txt.xz` holds one paragraph a line, none of them twice.
Which paragraphs are held out is decided by the paragraph's own text, so the split does not depend on
the order of the files, on the machine, or on what else is in the folder.
"""

from __future__ import annotations

import hashlib
import lzma
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from model_zoo.corpora.packages import Package

Kind = Literal["natural", "technical"]

HELD_OUT_OF = 200
"""A paragraph falls in one of this many equal classes by its hash..."""
HELD_OUT_CLASSES = 2
"""...and the first so many of them (one per cent) are never trained on."""


@dataclass(frozen=True)
class Source:
    """One file of the corpus."""

    name: str
    kind: Kind
    weight: float
    """Passes over this file in one epoch of the masked model; a fraction is drawn anew each epoch."""

    @property
    def file_name(self) -> str:
        return f"{self.kind}.{self.name}.txt.xz"

    def packages(self) -> tuple[Package, ...]:
        """The public packages it was made from, each with its version and licence."""
        from model_zoo.corpora import sources  # brings the extractors, which reading does not need

        return next(made.packages for made in sources.SOURCES if made.file_name == self.file_name)


_NATURAL = {
    "wiki_leads_en": 3.0,
    "wesnoth_en": 3.0,
    "janeausten": 2.0,
    "recipes_en": 2.0,
    "wn_examples": 3.0,
    "wn_glosses": 2.0,
    "sotu": 1.5,
    "shakespeare_milton": 0.5,
    "gcide_sent": 0.5,
}
_TECHNICAL = {
    "ddtp_en": 0.5,
    "gimp-help-en": 1.0,
    "gnucash-docs": 1.0,
    "libreoffice-help-en-us": 0.5,
    "mh-book": 1.0,
    "png-definitive-guide": 1.0,
    "apache2-doc": 0.3,
    "erlang-doc": 0.3,
    "git-doc": 0.5,
    "libgtk-4-doc": 0.3,
    "lilypond-doc-html": 0.5,
    "linux-doc-6.1": 0.3,
    "llvm-14-doc": 0.3,
    "perl-doc": 0.5,
    "postgresql-doc-15": 0.4,
    "python-sklearn-doc": 0.3,
    "python-sqlalchemy-doc": 0.3,
    "python3.11-doc": 0.4,
    "qtbase5-doc-html": 0.3,
    "racket-doc": 0.3,
    "rust-web-doc": 0.3,
    "swi-prolog-doc": 0.3,
}

SOURCES: tuple[Source, ...] = (
    *(Source(name, "natural", weight) for name, weight in _NATURAL.items()),
    *(Source(name, "technical", weight) for name, weight in _TECHNICAL.items()),
)
"""Natural text counts up to three times (1913's dictionary and Shakespeare: half), technical once or less."""


def is_held_out(paragraph: str) -> bool:
    """Whether this paragraph belongs to the held-out hundredth: blake2b of its text modulo 200 is below 2."""
    digest = hashlib.blake2b(paragraph.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % HELD_OUT_OF < HELD_OUT_CLASSES


def paragraphs(source: Source, *, held_out: bool, folder: Path | None = None) -> Iterator[str]:
    """The paragraphs of one file, NFC, of the training part or of the held-out part, in the file's order."""
    path = (folder or _english_folder()) / source.file_name
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = unicodedata.normalize("NFC", line.strip())
            if text and is_held_out(text) == held_out:
                yield text


def _english_folder() -> Path:
    from model_zoo.corpora.fetch import english_folder  # may download: imported only when asked for

    return english_folder()
