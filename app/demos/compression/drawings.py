"""Figures of the compression demo for files: matplotlib's objects only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demos.compression.contract import CompressionResult
from app.demos.compression.words import NAMES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Okabe and Ito's colours, which people with any colour vision tell apart.
_COLOURS = {"ours": "#0072b2", "jpeg": "#d55e00", "webp": "#009e73"}


def draw_curves(figure: Figure, result: CompressionResult) -> None:
    """PSNR over bits a pixel, one line a codec; where the answer is, a ring."""
    axes = figure.subplots()
    for curve in result.curves:
        points = [(one.bits_per_pixel, one.psnr) for one in curve.points if one.psnr is not None]
        rates, errors = [rate for rate, _ in points], [error for _, error in points]
        axes.plot(rates, errors, "o-", ms=3.5, color=_COLOURS[curve.codec], label=NAMES[curve.codec])
    if result.psnr is not None:
        axes.plot([result.bits_per_pixel], [result.psnr], "o", ms=9, mfc="none", color=_COLOURS["ours"])
    axes.set_xscale("log")
    axes.set_xticks([0.1, 0.2, 0.5, 1, 2, 4], ["0.1", "0.2", "0.5", "1", "2", "4"])
    axes.minorticks_off()
    axes.set_xlabel("bits a pixel")
    axes.set_ylabel("PSNR, dB")
    axes.legend(loc="lower right", fontsize="small")


def draw_bits(figure: Figure, result: CompressionResult) -> None:
    """Where the bits went."""
    axes = figure.subplots()
    mesh = axes.pcolormesh(result.bits, cmap="viridis", vmin=0, edgecolors="face", linewidth=0.1)
    axes.invert_yaxis()
    axes.set_aspect("equal")
    axes.set_xlabel("8 pixels a column")
    axes.set_ylabel("8 pixels a row")
    figure.colorbar(mesh, ax=axes, label="bits")


def draw_spent(figure: Figure, result: CompressionResult) -> None:
    """What the bits say, a bar a part."""
    axes = figure.subplots()
    names = [one.part for one in result.spent]
    sizes = [one.bits / 8 for one in result.spent]
    bars = axes.barh(range(len(names)), sizes, color=_COLOURS["ours"])
    axes.bar_label(bars, [f"{size:,.0f}" for size in sizes], padding=3, fontsize="small")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.set_xlabel("bytes")
