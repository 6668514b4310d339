"""A sheet as numbers: which columns are features, which rows are normal. numpy, no torch, no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.contract import UserError
from app.demos.anomaly_detection.tables import Report, Sheet, classes, guessed, is_number

LEAST_NORMAL = 20
LEAST_STRANGE = 3
MOST_CLASSES = 100


@dataclass(frozen=True)
class Cases:
    """`values` float32 [rows, features] in the table's units; `labels` one a row."""

    title: str
    names: tuple[str, ...]
    values: NDArray[np.float32]
    labels: tuple[str, ...]
    label: str
    classes: dict[str, int]
    normal: tuple[str, ...]
    left_out: tuple[str, ...]
    shape: tuple[int, int] | None

    @property
    def strange(self) -> NDArray[np.bool_]:
        """Which rows are of no normal class, bool [rows]."""
        return ~np.isin(np.array(self.labels), self.normal)

    @property
    def white(self) -> float | None:
        """The greatest value of a pixel; None: this is no set of pictures."""
        return None if self.shape is None else float(self.values.max())


def cases(sheet: Sheet, label: str, normal: Sequence[str], report: Report) -> Cases:
    """Take a sheet's numbers. Empty `label` and `normal` are guessed. Raises UserError for what is missing."""
    label = label or guessed(sheet)
    found = classes(sheet, label)
    normal = _normal(found, tuple(normal) or default_normal(sheet, label, found))
    names, columns, left_out = [], [], []
    for place, name in enumerate(sheet.names):
        if name == label:
            continue
        report(place / len(sheet.names), f"Reading column {place + 1:,} of {len(sheet.names):,}")
        column = _numbers(sheet, place)
        if column is None:
            left_out.append(name)
        else:
            names.append(name)
            columns.append(column)
    if not columns:
        raise UserError(
            f"Beside “{label}” no column holds numbers, and only numbers can be learned: give measures of each row.",
            "data",
        )
    at = sheet.names.index(label)
    return Cases(
        title=sheet.title,
        names=tuple(names),
        values=np.stack(columns, axis=1),
        labels=tuple(row[at] for row in sheet.rows),
        label=label,
        classes=found,
        normal=normal,
        left_out=tuple(left_out),
        shape=sheet.shape if sheet.shape and len(names) == sheet.shape[0] * sheet.shape[1] else None,
    )


def default_normal(sheet: Sheet, label: str, found: dict[str, int]) -> tuple[str, ...]:
    """What is normal unless somebody says so: what the set itself says, else the most frequent class."""
    if label == sheet.label and sheet.normal:
        return sheet.normal
    return (next(iter(found)),)


def _normal(found: dict[str, int], normal: tuple[str, ...]) -> tuple[str, ...]:
    if len(found) > MOST_CLASSES:
        raise UserError(
            f"The column has {len(found):,} different entries, too many for classes: choose another one.",
            "label",
        )
    if len(found) < 2:
        raise UserError(
            f"All rows are of one class, “{next(iter(found))[:40]}”: with nothing strange among them nothing can be "
            "measured.",
            "label",
        )
    for name in normal:
        if name not in found:
            some = ", ".join(f"“{one[:20]}”" for one in list(found)[:8])
            raise UserError(f"There is no class “{name[:40]}”; there are {some}.", "normal")
    normal = tuple(dict.fromkeys(normal))
    usual = sum(found[name] for name in normal)
    strange = sum(found.values()) - usual
    if not strange:
        raise UserError(
            "All classes are normal: leave at least one out, so that something is strange.", "normal"
        )
    if usual < LEAST_NORMAL:
        raise UserError(
            f"Normal rows: {usual:,}. At least {LEAST_NORMAL} are needed to learn from and to set a threshold by.",
            "normal",
        )
    if strange < LEAST_STRANGE:
        raise UserError(
            f"Strange rows: {strange:,}. At least {LEAST_STRANGE} are needed to measure anything.",
            "normal",
        )
    return normal


def _numbers(sheet: Sheet, place: int) -> NDArray[np.float32] | None:
    """A column as float32 [rows]; None if it holds words only. UserError for a gap, or for a word among numbers."""
    cells = [row[place] for row in sheet.rows]
    try:
        column = np.array(cells, dtype=np.float64)
    except ValueError:
        if not any(is_number(cell) for cell in cells):
            return None
        bad = next(row for row, cell in enumerate(cells) if not is_number(cell))
        what = f"“{cells[bad][:30]}”" if cells[bad] else "nothing"
        raise UserError(
            f"Row {bad + 1:,} has {what} in the column “{sheet.names[place][:40]}”, where other rows have numbers: "
            "fill it in, or leave the row or the column out.",
            "data",
        ) from None
    with np.errstate(over="ignore"):
        small = column.astype(np.float32)
    if not np.isfinite(small).all():
        bad = int(np.flatnonzero(~np.isfinite(small))[0])
        raise UserError(
            f"Row {bad + 1:,} has “{cells[bad][:30]}” in the column “{sheet.names[place][:40]}”, which is no "
            "number to reckon with: fill it in, or leave the row or the column out.",
            "data",
        )
    return small
