"""What the parallel text is made from: sources in the order in which a pair that several have is credited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model_zoo.corpora import parallel_packages as table
from model_zoo.corpora.extract import page_pairs
from model_zoo.corpora.extract.bitexts import BitextExtractor
from model_zoo.corpora.extract.catalogue_pairs import CATALOGUES
from model_zoo.corpora.extract.description_pairs import DESCRIPTIONS
from model_zoo.corpora.extract.help_pairs import HELP
from model_zoo.corpora.packages import Package


@dataclass(frozen=True)
class ParallelSource:
    """One source of pairs, as it is named in the files."""

    name: str
    extractor: BitextExtractor
    groups: Mapping[str, tuple[tuple[Package, ...], ...]]
    """Of each language, the packages that only make sense together; a group stands for itself."""
    essential: bool = False
    """Whether a language's files are not worth making without it."""
    only_trained_on: frozenset[str] = frozenset()
    """Languages whose held-out file has nothing from it, so that the file stays the one published first. What
    the rule holds out is not trained on all the same."""


def _everywhere(*packages: Package) -> dict[str, tuple[tuple[Package, ...], ...]]:
    """Every package holds all languages."""
    return dict.fromkeys(table.HELP, tuple((package,) for package in packages))


def _beside(
    english: Package | None, others: Mapping[str, Package]
) -> dict[str, tuple[tuple[Package, ...], ...]]:
    """A package a language, read together with the English one."""
    first = () if english is None else (english,)
    return {language: ((*first, package),) for language, package in others.items()}


_ALL = frozenset(table.HELP)

PARALLEL_SOURCES: tuple[ParallelSource, ...] = (
    ParallelSource("wesnoth", CATALOGUES, _everywhere(*table.WESNOTH), essential=True),
    ParallelSource("lohelp", HELP, _beside(table.ENGLISH_HELP, table.HELP), essential=True),
    ParallelSource(
        "ddtp", DESCRIPTIONS, _beside(table.ENGLISH_DESCRIPTIONS, table.DESCRIPTIONS), essential=True
    ),
    ParallelSource("gimp-help", page_pairs.GIMP, _beside(table.ENGLISH_GIMP, table.GIMP)),
    ParallelSource(
        "debian-reference", page_pairs.REFERENCE, _beside(table.ENGLISH_REFERENCE, table.REFERENCE)
    ),
    ParallelSource("blender", CATALOGUES, _everywhere(table.BLENDER)),
    ParallelSource("libreoffice-l10n", CATALOGUES, _beside(None, table.OFFICE)),
    ParallelSource("apps", CATALOGUES, _everywhere(*table.INTERFACES), only_trained_on=frozenset({"es"})),
    ParallelSource("gramps", CATALOGUES, _everywhere(table.GRAMPS)),
    ParallelSource("debian-handbook", page_pairs.HANDBOOK, _everywhere(table.HANDBOOK), only_trained_on=_ALL),
    ParallelSource("installation-guide", page_pairs.GUIDE, _everywhere(table.GUIDE), only_trained_on=_ALL),
    ParallelSource("gnome-user-docs", page_pairs.DESKTOP, _everywhere(table.DESKTOP), only_trained_on=_ALL),
)


def packages(language: str) -> tuple[Package, ...]:
    """All packages of a language's pairs, each once, with version and licence."""
    found = (package for source in PARALLEL_SOURCES for group in source.groups[language] for package in group)
    return tuple(dict.fromkeys(found))
