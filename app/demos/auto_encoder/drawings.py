"""The figures of auto-encoder, on matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.core.categories import LIGHT
from app.demos.auto_encoder.contract import AutoEncoderResult
from app.demos.auto_encoder.words import map_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_errors(figure: Figure, result: AutoEncoderResult) -> None:
    """Held-out errors of the nets and of PCA over the width, both axes logarithmic."""
    axes = figure.subplots()
    axes.plot(result.widths, result.error, marker="o", label="auto-encoder")
    if result.pca_error:
        axes.plot(result.widths, result.pca_error, marker="s", linestyle="--", label="PCA")
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(result.widths, [str(one) for one in result.widths])
    axes.minorticks_off()
    _plain_ticks(axes)
    axes.set_xlabel("numbers in the code")
    axes.set_ylabel(f"mean squared error, {result.rows:,} held-out rows")
    axes.grid(axis="y")
    axes.legend()


def draw_maps(figure: Figure, result: AutoEncoderResult) -> None:
    """The four maps side by side, a colour for each class."""
    grid = figure.subplots(2, 2)
    for axes, one in zip(grid.flat, result.coordinates, strict=False):
        for label in sorted(set(result.labels.tolist())):
            points = one.points[result.labels == label]
            name = result.classes[label] if 0 <= label < len(result.classes) else "rows"
            colour = LIGHT[label % len(LIGHT)]
            marker = "o" if label < len(LIGHT) else "^"
            axes.plot(
                points[:, 0],
                points[:, 1],
                linestyle="",
                marker=marker,
                markersize=1.8,
                color=colour,
                label=name,
            )
        axes.set_title(map_words(one), fontsize="small")
        axes.set_xticks([])
        axes.set_yticks([])
    handles, names = grid.flat[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=5, fontsize="small", markerscale=2.5)


def draw_curve(figure: Figure, result: AutoEncoderResult) -> None:
    """Training and held-out errors over epochs, with what PCA leaves."""
    axes = figure.subplots()
    epochs = [point.epoch for point in result.curve]
    axes.plot(epochs, [point.held_out for point in result.curve], label="held out")
    axes.plot(epochs[1:], [point.train for point in result.curve[1:]], linewidth=1, label="training loss")
    if result.pca_error:
        axes.axhline(
            result.pca_error[0], linestyle="--", color="C3", linewidth=1, label=f"PCA of {result.width}"
        )
    axes.set_yscale("log")
    _plain_ticks(axes)
    axes.set_xlabel("epoch")
    axes.set_ylabel("mean squared error")
    axes.grid(axis="y")
    axes.legend()


def draw_starts(figure: Figure, result: AutoEncoderResult) -> None:
    """Held-out errors of the four runs over epochs."""
    axes = figure.subplots()
    for number, one in enumerate(result.starts):
        style = "-" if number < 2 else ":"
        axes.plot(
            [p.epoch for p in one.curve], [p.held_out for p in one.curve], linestyle=style, label=one.name
        )
    if result.floor is not None:
        axes.axhline(result.floor, linestyle="--", color="C6", linewidth=1, label="always the mean")
    axes.set_yscale("log")
    _plain_ticks(axes)
    axes.set_xlabel("epoch of fine-tuning")
    axes.set_ylabel("mean squared error, held out")
    axes.grid(axis="y")
    axes.legend(fontsize="small")


def _plain_ticks(axes: Any) -> None:
    """Ticks as plain numbers: fonts of all scripts have no raised exponents."""
    from matplotlib.ticker import FuncFormatter, LogLocator

    axes.yaxis.set_major_locator(LogLocator(base=10, subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _at: np.format_float_positional(value, trim="-"))
    )
