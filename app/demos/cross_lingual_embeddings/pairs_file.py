"""Pairs of sentences from files: tab-separated columns, with or without a line of headings."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from app.core.contract import UserError
from app.core.paths import resources
from app.demos.cross_lingual_embeddings.contract import Pair

MOST = 20_000
BUNDLED = "sentences/six_languages.tsv"


def bundled_languages() -> tuple[str, ...]:
    """Codes of the languages that the bundled sentences are written in."""
    return tuple(_bundled()[0])


@lru_cache(1)
def _bundled() -> list[list[str]]:
    text = (resources() / BUNDLED).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip()]


def bundled_pairs(languages: tuple[str, str]) -> tuple[Pair, ...]:
    """The bundled sentences in two languages. Raises UserError if there are none in one of them."""
    names, *rows = _bundled()
    for language in languages:
        if language not in names:
            raise UserError(
                f"The bundled sentences are in {', '.join(names)}, not in “{language}”: choose two of these, or give "
                "pairs of your own.",
                "languages",
            )
    a, b = (names.index(language) for language in languages)
    return tuple((row[a], row[b]) for row in rows)


def read_pairs(path: Path, languages: tuple[str, str]) -> tuple[Pair, ...]:
    """Pairs of a UTF-8 file with a tab between the columns: the first two, or those that a first line names.

    Raises UserError that names the line at fault.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(
            f"“{path.name}” is no UTF-8 text (byte {error.start + 1:,}): save it as UTF-8.", "pairs"
        ) from None
    except OSError as error:
        why = (error.strerror or "unreadable").lower()
        raise UserError(f"“{path}” cannot be read: {why}. Give the path of a TSV file.", "pairs") from None
    a, b, begin = 0, 1, 1
    found: list[Pair] = []
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        if not any(cell.strip() for cell in row):
            continue
        if number == begin and set(languages) <= set(row):
            a, b = row.index(languages[0]), row.index(languages[1])
            continue
        if len(row) <= max(a, b):
            raise UserError(
                f"Line {number:,} of “{path.name}” has {_columns(len(row))}: a sentence, a tab and its translation "
                "are needed.",
                "pairs",
            )
        first, second = row[a].strip(), row[b].strip()
        if not first or not second:
            raise UserError(f"A side of line {number:,} of “{path.name}” is empty: fill it in.", "pairs")
        found.append((first, second))
        if len(found) > MOST:
            raise UserError(
                f"“{path.name}” has more than {MOST:,} pairs, and each is compared with all others: shorten it.",
                "pairs",
            )
    return tuple(found)


def _columns(count: int) -> str:
    return "one column" if count == 1 else f"{count} columns"
