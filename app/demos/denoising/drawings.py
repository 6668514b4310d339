"""The figures of denoising, on matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demos.denoising.contract import DenoisingRequest, DenoisingResult
from app.demos.denoising.words import NOISES

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_answers(figure: Figure, result: DenoisingResult) -> None:
    """PSNR of the noisy picture and of every answer, as bars."""
    axes = figure.subplots()
    named = [("Noisy", result.psnr), *((one.title, one.psnr) for one in result.answers)]
    known = [(name, value) for name, value in named if value is not None]
    bars = axes.barh([name for name, _ in known], [value for _, value in known], color="C0")
    axes.bar_label(bars, [f"{value:.1f}" for _, value in known], padding=3)
    axes.margins(x=0.12)
    axes.invert_yaxis()
    axes.set_xlabel("PSNR in dB")


def draw_curves(figure: Figure, request: DenoisingRequest, result: DenoisingResult) -> None:
    """Mean PSNR over the amount of noise, as it was measured on held-out pictures."""
    axes = figure.subplots()
    for number, one in enumerate(result.curves):
        style = ":" if one.name == "noisy" else "-"
        axes.plot(result.amounts, one.psnr, marker="o", linestyle=style, color=f"C{number}", label=one.title)
    if request.noise != "none":
        axes.axvline(request.amount, linestyle="--", linewidth=1, color="C6")
    axes.set_xlabel(f"amount: {NOISES.get(request.noise, 'noise').lower()}")
    axes.set_ylabel("mean PSNR in dB, held-out pictures")
    axes.grid(axis="y")
    axes.legend(fontsize="small")
