"""A CSV as numbers: its columns of numbers, and one of words as labels."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.contract import UserError

_FEWEST = 20
_MOST_BYTES, _MOST_COLUMNS, _MOST_CLASSES = 200_000_000, 4096, 60

Table = tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.int64], tuple[str, ...]]


def read_table(path: Path) -> Table:
    """Names and values [n, columns] of the columns that hold numbers, labels [n] (-1: none) and their classes.

    The last column with at most 60 different words is the labels. Rows with gaps among the numbers are left out.
    Raises UserError for a file that is no table, or has too few rows or no numbers.
    """
    head, body = _read(path)
    numbers = [_numbers([row[place] for row in body]) for place in range(len(head))]
    used = [place for place, values in enumerate(numbers) if values is not None]
    if not used:
        raise UserError(f"{path.name} has no column of numbers to learn from.", "data")
    values = np.stack([one for one in numbers if one is not None], axis=1)
    whole = np.isfinite(values).all(axis=1)
    if whole.sum() < _FEWEST:
        raise UserError(
            f"{path.name} has {int(whole.sum())} rows without gaps; at least {_FEWEST} are needed.", "data"
        )
    words = [[row[place] for row in body] for place in range(len(head)) if place not in used]
    labels, classes = _labels(words, len(body))
    return tuple(head[place] for place in used), values[whole], labels[whole], classes


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UserError(
                f"{path.name} is larger than {_MOST_BYTES // 10**6} MB. Take a part of it.", "data"
            )
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name} is no table in UTF-8. Save it as CSV in UTF-8.", "data") from error
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror or error}.", "data") from error
    try:
        mark = csv.Sniffer().sniff(text[:8192], ",;\t|").delimiter
    except csv.Error:
        mark = ","
    try:
        rows = [
            row for row in csv.reader(text.splitlines(), delimiter=mark) if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise UserError(f"{path.name} is no table: {error}.", "data") from error
    if len(rows) < 2:
        raise UserError(f"{path.name} holds no rows below its heading.", "data")
    wide = max(len(row) for row in rows)
    if wide > _MOST_COLUMNS:
        raise UserError(f"{path.name} has {wide:,} columns; at most {_MOST_COLUMNS:,} can be used.", "data")
    rows = [row + [""] * (wide - len(row)) for row in rows]
    headless = all(_number(cell) == _number(cell) for cell in rows[0])
    head = (
        [f"column {place + 1}" for place in range(wide)] if headless else [cell.strip() for cell in rows[0]]
    )
    return head, rows if headless else rows[1:]


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _numbers(cells: list[str]) -> NDArray[np.float64] | None:
    """A column's values, NaN for gaps; None where a cell in ten is something else."""
    values = np.array([_number(cell) for cell in cells])
    filled = sum(bool(cell.strip()) for cell in cells)
    return values if filled and np.isfinite(values).sum() >= 0.9 * filled else None


def _labels(columns: list[list[str]], count: int) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    for cells in reversed(columns):
        classes = tuple(sorted({cell.strip() for cell in cells}))
        if 2 <= len(classes) <= _MOST_CLASSES:
            return np.array([classes.index(cell.strip()) for cell in cells], np.int64), classes
    return np.full(count, -1, np.int64), ()
