"""The figures of a latent-codes result, on matplotlib's objects alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.demos.latent_codes.contract import LatentCodesResult, Run
from app.demos.latent_codes.naming import called

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_map(figure: Figure, result: LatentCodesResult) -> None:
    """Every code in a colour of its own; changed ones are framed."""
    axes = figure.add_subplot()
    codes = np.asarray(result.codes)
    mesh = axes.pcolormesh(codes % 20, cmap="tab20", vmin=-0.5, vmax=19.5)
    mesh.set_edgecolor("face")
    axes.set_aspect("equal")
    axes.invert_yaxis()
    axes.set_xlabel("column")
    axes.set_ylabel("row")
    axes.set_title(
        f"{called(result.quantizer)}: {len(np.unique(codes))} of {result.codebook_size} codes, "
        f"perplexity {result.perplexity:.1f}"
    )
    if result.untouched:
        for row, column in np.argwhere(codes != np.asarray(result.untouched)):
            _frame(axes, int(column), int(row))


def _frame(axes: Axes, column: int, row: int) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((column, row), 1, 1, fill=False, edgecolor="#d55e00", linewidth=1.2))


def draw_usage(figure: Figure, result: LatentCodesResult) -> None:
    """Counts from the most frequent code to the rarest, one line for each quantiser."""
    axes = figure.add_subplot()
    for one in result.corpus:
        counts = np.sort(np.asarray(one.counts, dtype=float))[::-1]
        share = 100 * counts / max(1.0, counts.sum())
        words = f"{called(one.quantizer)}: {100 * one.usage:.0f} % used, perplexity {one.perplexity:.0f}"
        width = 2.4 if one.quantizer == result.quantizer else 1.2
        used = share > 0
        axes.step(np.arange(len(share))[used], share[used], where="mid", label=words, linewidth=width)
    axes.set_yscale("log")
    axes.set_xlabel("code, from the most frequent to the rarest")
    axes.set_ylabel("% of all choices")
    axes.legend()
    axes.grid(True, axis="y")


def draw_runs(figure: Figure, runs: Sequence[Run]) -> None:
    """Perplexity and PSNR over the steps of each training."""
    axes = figure.subplots(1, 2)
    for place, run in enumerate(runs):
        steps = [shot.step for shot in run.snapshots]
        axes[0].plot(steps, [shot.perplexity for shot in run.snapshots], "o-", markersize=3, label=run.title)
        axes[1].plot(steps, [shot.psnr for shot in run.snapshots], "o-", markersize=3, color=f"C{place}")
    for one, words in zip(axes, ("perplexity", "PSNR, dB"), strict=True):
        one.set_xscale("log")
        one.set_xlabel("step")
        one.set_ylabel(words)
        one.grid(True, axis="y")
    axes[0].legend()
