"""Cases from the text of a spreadsheet: tabs, commas or semicolons, with or without a line of headings. No Qt."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.core.contract import UserError

Row = tuple[str, str]

MOST_BYTES = 5_000_000
_INPUTS = ("input", "text", "sentence", "question", "query", "word", "example", "x")
_LABELS = ("label", "answer", "class", "target", "category", "output", "y")


def read_file(path: Path) -> list[Row]:
    """Read cases from a CSV or TSV file. Raises UserError with what is wrong with it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(
                f"“{path.name}” has {path.stat().st_size / 1e6:.1f} MB; a table of cases has at most "
                f"{MOST_BYTES / 1e6:.0f} MB."
            )
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"“{path.name}” cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError:
        raise UserError(f"“{path.name}” is not UTF-8 text: save it as CSV in UTF-8.") from None
    rows = parse(text)
    if not rows:
        raise UserError(f"“{path.name}” holds no cases: it needs a line for each, input and label.")
    return rows


def parse(text: str) -> list[Row]:
    """Cases of a text: input and label of each line; "" where there is no second column.

    Of three columns or more, those are taken whose headings say what they are, else the first two. Raises UserError
    for what is no table.
    """
    delimiter = _delimiter(text)
    try:
        cells = [
            row
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise UserError(f"This is no table that can be read: {error}.") from None
    if not cells:
        return []
    columns = _headings(cells[0])
    if columns is not None:
        cells = cells[1:]
    first, second = columns or (0, 1)
    return [(_cell(row, first), _cell(row, second)) for row in cells]


def text_of(rows: Iterable[Row]) -> str:
    """Cases as a spreadsheet takes them from the clipboard."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter="\t", lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def _delimiter(text: str) -> str:
    if "\t" in text:
        return "\t"
    first = next((line for line in text.splitlines() if line.strip()), "")
    return ";" if first.count(";") > first.count(",") else ","


def _headings(row: Sequence[str]) -> tuple[int, int] | None:
    names = [cell.strip().lower() for cell in row]
    label = next((place for place, name in enumerate(names) if name in _LABELS), None)
    text = next((place for place, name in enumerate(names) if name in _INPUTS), None)
    if len(names) == 1 and text == 0:
        return 0, 1
    return None if label is None or text is None else (text, label)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
