"""What a set of rows is, pictures or a table, and rows that were held out, on disk. No torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Kind = Literal["pictures", "table"]

HELD_OUT = "held_out.npz"
"""The file of held-out rows, beside the weights."""


@dataclass(frozen=True, slots=True)
class Space:
    """How the rows of a set are made: pictures [height, width] / 255, or a table's `columns`, (x - mean) / scale."""

    kind: Kind
    title: str
    height: int = 0
    width: int = 0
    columns: tuple[str, ...] = ()
    mean: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()

    @property
    def inputs(self) -> int:
        """How many numbers a row has."""
        return self.height * self.width if self.kind == "pictures" else len(self.columns)

    def rows(self, raw: NDArray[Any]) -> Floats:
        """Pictures uint8 [n, h, w], or a table [n, columns], as rows [n, inputs]. ValueError if they do not fit."""
        if self.kind == "pictures":
            if raw.shape[1:] != (self.height, self.width):
                raise ValueError(f"pictures of {self.height} by {self.width}, not {raw.shape[1:]}")
            return (raw.reshape(len(raw), -1) / np.float32(255)).astype(np.float32)
        if raw.ndim != 2 or raw.shape[1] != len(self.columns):
            raise ValueError(f"rows of {len(self.columns)} columns, not {raw.shape[1:]}")
        return ((raw - np.array(self.mean)) / np.array(self.scale)).astype(np.float32)

    def pictures(self, rows: Floats) -> NDArray[np.uint8]:
        """Rows as pictures uint8 [n, h, w]; a table's row is a chart of bars up and down from its columns' means."""
        if self.kind == "pictures":
            shaped = rows.reshape(len(rows), self.height, self.width)
            return np.asarray(np.round(np.clip(shaped, 0, 1) * 255), np.uint8)
        return bars(rows)

    def error(self, rows: Floats, back: Floats) -> float:
        """Mean squared error over all numbers; pictures are cut to what can be shown, 0 to 1."""
        if self.kind == "pictures":
            back = np.clip(back, 0, 1)
        return float(np.square(rows - back, dtype=np.float64).mean())


_BAR, _TALL, _REACH = 4, 33, 3.0  # px of a bar's width, of a chart's height; standard deviations it reaches


def bars(rows: Floats) -> NDArray[np.uint8]:
    """Numbers [n, columns] as charts uint8 [n, h, w]: a bar up or down for each, up to three units long."""
    middle = _TALL // 2
    ends = middle - np.round(np.clip(rows / _REACH, -1, 1) * middle).astype(int)
    low, high = np.minimum(ends, middle), np.maximum(ends, middle)
    heights = np.arange(_TALL)[None, :, None]
    filled = (heights >= low[:, None, :]) & (heights <= high[:, None, :])
    chart = np.where(filled, 40, 255).astype(np.uint8).repeat(_BAR, axis=2)
    chart[:, :, _BAR - 1 :: _BAR] = 255
    return chart


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What no net has seen: rows [n, inputs] with labels [n] that number the `classes` (-1: none).

    `maps` holds maps [n, 2] of these rows that do not depend on a net and take seconds: "tsne", "umap".
    """

    rows: Floats
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    maps: dict[str, Floats] = field(default_factory=dict)


def read_held_out(path: Path, spaces: dict[str, Space]) -> dict[str, HeldOut]:
    """The held-out rows of every set that the file has. Raises OSError, ValueError, KeyError."""
    found = {}
    with np.load(path, allow_pickle=False) as file:
        for data, space in spaces.items():
            if f"{data}.rows" not in file:
                continue
            rows = file[f"{data}.rows"]
            rows = rows / np.float32(255) if rows.dtype == np.uint8 else rows
            if rows.ndim != 2 or rows.shape[1] != space.inputs:
                raise ValueError(f"its held-out rows of {data} have the shape {rows.shape}")
            labels = file[f"{data}.labels"].astype(np.int64)
            classes = tuple(one for one in file[f"{data}.classes"].tolist() if one)
            start = f"{data}.map."
            maps = {k.removeprefix(start): file[k].astype(np.float32) for k in file if k.startswith(start)}
            if any(len(one) != len(rows) for one in (labels, *maps.values())):
                raise ValueError(f"its held-out labels or maps of {data} have another length than its rows")
            found[data] = HeldOut(rows.astype(np.float32), labels, classes, maps)
    return found
