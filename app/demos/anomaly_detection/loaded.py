"""A set as the page shows it before anything is learned: read on the files thread. numpy, no Qt, no torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Progress, UserError
from app.demos.anomaly_detection import tables
from app.demos.anomaly_detection.cases import default_normal
from app.demos.anomaly_detection.faces import grey


@dataclass(frozen=True)
class Loaded:
    """`data` is what a request names it by; `label` the column that is taken unless another one is chosen."""

    data: str
    sheet: tables.Sheet
    label: str  # "": nothing looks like classes
    pictures: NDArray[np.uint8] | None  # [rows, height, width]

    def label_of(self, chosen: str) -> str:
        """The column with the classes: the one chosen if there is such a one."""
        return chosen if chosen in self.sheet.names else self.label

    def classes(self, chosen: str) -> dict[str, int]:
        """How often each class occurs in that column."""
        label = self.label_of(chosen)
        return tables.classes(self.sheet, label) if label else {}

    def normal(self, chosen: str, normal: tuple[str, ...]) -> tuple[str, ...]:
        """The classes that are learned."""
        found = self.classes(chosen)
        known = tuple(name for name in normal if name in found)
        if known or not found:
            return known
        return default_normal(self.sheet, self.label_of(chosen), found)


def load(data: str, progress: Progress) -> Loaded:
    """Read a set. Raises UserError for what is none."""
    sheet = tables.read(data, progress.report)
    try:
        label = tables.guessed(sheet)
    except UserError:
        label = ""
    return Loaded(data, sheet, label, _pictures(sheet, label))


def _pictures(sheet: tables.Sheet, label: str) -> NDArray[np.uint8] | None:
    if sheet.shape is None:
        return None
    at = sheet.names.index(label)
    pixels = np.array([[*row[:at], *row[at + 1 :]] for row in sheet.rows], dtype=np.float32)
    white = float(pixels.max())
    return np.stack([grey(row, sheet.shape, white) for row in pixels])
