"""Sentences of several languages side by side: the bundled ones, or a file of the user's."""

from __future__ import annotations

import itertools
import lzma
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from app.core.contract import UserError
from app.core.paths import resources

#: Of a longer file the first ones are read: a mean over 20,000 words does not move any more.
MOST_PAIRS = 2000
#: Longer lines are no sentences.
_MOST_CHARACTERS = 2000
_CODE = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,8})?")


@dataclass(frozen=True)
class Bitext:
    """`rows` are sentences that mean the same, one for each of `codes`. `key` tells one file from another."""

    key: str
    codes: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def side(self, code: str) -> list[str]:
        """All sentences of a language; none if it is not there."""
        if code not in self.codes:
            return []
        column = self.codes.index(code)
        return [row[column] for row in self.rows]

    def pairs(self, source: str, target: str) -> list[tuple[str, str]]:
        """The sentences of two languages side by side; none if one is not there."""
        return list(zip(self.side(source), self.side(target), strict=False))


@cache
def bundled() -> Bitext:
    """Sixty everyday sentences in English, German, French, Spanish, Chinese and Japanese."""
    lines = (resources() / "sentences" / "six_languages.tsv").read_text(encoding="utf-8").splitlines()
    table = [tuple(line.split("\t")) for line in lines]
    return Bitext("", table[0], tuple(table[1:]))


def read(path: str, source: str, target: str) -> Bitext:
    """Read a file of pairs. Raises UserError (field "pairs") for one that cannot be read or holds no pairs."""
    try:
        place = Path(path.strip()).expanduser()
        state = place.stat()
        return _read(place, state.st_mtime_ns, state.st_size, source, target)
    except (OSError, ValueError, RuntimeError, EOFError, lzma.LZMAError) as error:
        reason = getattr(error, "strerror", None) or (
            "it is not text in UTF-8" if isinstance(error, UnicodeError) else "it is no file"
        )
        raise UserError(
            f"The pairs of {_short(path)} cannot be read ({reason.lower()}): choose a text file with lines "
            "source, tab, target.",
            "pairs",
        ) from error


@lru_cache(maxsize=8)
def _read(path: Path, time: int, size: int, source: str, target: str) -> Bitext:
    with (
        lzma.open(path, "rt", encoding="utf-8-sig")
        if path.suffix == ".xz"
        else path.open(encoding="utf-8-sig") as file
    ):
        lines = _cells(file)
        first = next(lines, [])
        codes = tuple(cell.strip() for cell in first)
        if len(codes) > 1 and all(_CODE.fullmatch(code) for code in codes):
            for field, code in (("source", source), ("target", target)):
                if code not in codes:
                    raise UserError(
                        f"The file of pairs has the languages {', '.join(codes[:12])}, not {_short(code)}: choose "
                        "one of these.",
                        field,
                    )
            columns = [codes.index(source), codes.index(target)]
        else:
            columns = [0, 1]
            lines = itertools.chain([first], lines)
        rows = itertools.islice(_rows(lines, columns), MOST_PAIRS)
        found = Bitext(f"{path}|{time}|{size}", (source, target), tuple(rows))
    if not found.rows:
        raise UserError(
            f"{_short(path.name)} holds no pairs: each line needs a sentence, a tab, and its translation.",
            "pairs",
        )
    return found


def _cells(file: Iterator[str]) -> Iterator[list[str]]:
    for line in file:
        yield line.rstrip("\r\n").split("\t")


def _rows(lines: Iterator[list[str]], columns: list[int]) -> Iterator[tuple[str, ...]]:
    for cells in lines:
        if len(cells) <= max(columns):
            continue
        row = tuple(unicodedata.normalize("NFC", cells[column].strip()) for column in columns)
        if all(0 < len(cell) <= _MOST_CHARACTERS for cell in row):
            yield row


def _short(text: str) -> str:
    shown = text.strip().encode("utf-8", "replace").decode("utf-8").replace("\0", "␀")
    return f"“{shown if len(shown) <= 80 else shown[:80] + '…'}”"
