"""The figure of denoising, on matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demos.denoising.contract import DenoisingRequest, DenoisingResult
from app.demos.denoising.words import NOISES

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
