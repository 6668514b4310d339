"""Figures of single rows: which features or pixels are to blame, and what nets make of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.demos.anomaly_detection.contract import AnomalyDetectionResult, Blame, Sweep
from app.demos.anomaly_detection.drawings import ink
from app.demos.anomaly_detection.words import TITLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BARS = 12


def draw_blame(figure: Figure, result: AnomalyDetectionResult, blame: Blame) -> None:
    """Each method's blame for one row."""
    if result.learned.shape is None:
        _draw_bars(figure, result, blame)
    else:
        _draw_pixels(figure, blame, result.learned.shape)


def top_features(blame: Blame, most: int = _BARS) -> list[int]:
    """The features that the methods together blame most, the first one most of all."""
    shares = np.zeros(len(blame.values))
    for method in blame.methods:
        amounts = np.array(method.amounts)
        if amounts.sum() > 0:
            shares += amounts / amounts.sum()
    order: list[int] = np.argsort(-shares, kind="stable")[:most].tolist()
    return order


def _draw_bars(figure: Figure, result: AnomalyDetectionResult, blame: Blame) -> None:
    chosen = top_features(blame)[::-1]
    grid = figure.subplots(1, len(blame.methods), sharey=True, squeeze=False).ravel()
    for axes, method in zip(grid, blame.methods, strict=True):
        amounts = np.array(method.amounts)
        shares = amounts / amounts.sum() if amounts.sum() > 0 else amounts
        axes.barh(range(len(chosen)), shares[chosen] * 100, color=ink(method.method))
        axes.set_title(TITLES[method.method], fontsize="small")
        axes.set_xlabel("% of blame")
        axes.locator_params(axis="x", nbins=2)
    grid[0].set_yticks(range(len(chosen)), [result.learned.features[place] for place in chosen])
    figure.suptitle(f"Row {blame.row}: {blame.label}", fontsize="medium")


def _draw_pixels(figure: Figure, blame: Blame, shape: tuple[int, int]) -> None:
    grid = figure.subplots(2, len(blame.methods) + 1, squeeze=False)
    picture(grid[0, 0], blame.values, shape)
    grid[0, 0].set_title(f"row {blame.row}: {blame.label}", fontsize="small")
    grid[1, 0].set_axis_off()
    for column, method in enumerate(blame.methods, 1):
        if method.expected is None:
            grid[0, column].set_axis_off()
        else:
            picture(grid[0, column], method.expected, shape)
        picture(grid[1, column], method.amounts, shape, "inferno")
        grid[1, column].set_title(TITLES[method.method], fontsize="small")
    figure.suptitle("Above: what was expected. Below: which pixels are to blame.", fontsize="small")


def draw_rebuilt(figure: Figure, sweep: Sweep, shape: tuple[int, int]) -> None:
    """Rows: the pictures, then their reconstructions at every width. Columns: a few rows, normal ones first."""
    axes = figure.subplots()
    height, width = shape
    whites = np.array([max(values) for values in sweep.values])
    lines = [sweep.values, *(one.examples for one in sweep.widths)]
    # One mesh for all, with empty rows and columns between: a hundred axes take half a minute.
    mosaic = np.full((len(lines) * (height + 1), len(whites) * (width + 1)), np.nan)
    for row, line in enumerate(lines):
        for column, values in enumerate(line):
            top, left = row * (height + 1), column * (width + 1)
            shown = np.clip(np.reshape(values, shape) / whites[column], 0, 1)
            mosaic[top : top + height, left : left + width] = shown
    axes.pcolormesh(mosaic, cmap="gray", vmin=0, vmax=1)
    axes.invert_yaxis()
    axes.set_aspect("equal")
    axes.set_yticks(
        [row * (height + 1) + height / 2 for row in range(len(lines))],
        ["picture", *(f"width {one.width}" for one in sweep.widths)],
    )
    axes.set_xticks(
        [column * (width + 1) + width / 2 for column in range(len(whites))],
        [case.label for case in sweep.examples],
    )
    axes.tick_params(length=0)
    for label, case in zip(axes.get_xticklabels(), sweep.examples, strict=True):
        label.set_color("C1" if case.strange else "C0")
    axes.spines[:].set_visible(False)


def picture(
    axes: Axes,
    values: tuple[float, ...],
    shape: tuple[int, int],
    scale: str = "gray",
    limit: float | None = None,
) -> None:
    """One picture as vectors: a mesh, since an image would be pixels in a PDF."""
    axes.pcolormesh(np.reshape(values, shape), cmap=scale, vmin=0, vmax=max(*values, 1e-9))
    axes.invert_yaxis()
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
