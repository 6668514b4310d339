"""What the page says of numbers."""

from __future__ import annotations

from app.demos.denoising.contract import Answer, DenoisingResult

NOISES = {
    "none": "Without noise",
    "gaussian": "Gaussian noise",
    "salt_and_pepper": "Salt and pepper",
    "squares": "Masked squares",
}


def decibels(value: float | None) -> str:
    """Write a PSNR."""
    return "the same" if value is None else f"{value:.1f} dB"


def caption(answer: Answer) -> str:
    """Say how near an answer came, and below it how much noise it kept."""
    words = decibels(answer.psnr)
    return words if answer.kept is None else f"{words}\nnoise kept {answer.kept:.0%}"


def summary(result: DenoisingResult) -> str:
    """Say who cleaned best, and what the net that copies did."""
    if result.psnr is None:
        return "There is no noise: what a method changes now is what it takes from any picture."
    ranked = sorted(result.answers, key=lambda one: -(one.psnr or 1e9))
    best = ranked[0]
    gain = (best.psnr or 0.0) - result.psnr
    words = f"Noisy: {decibels(result.psnr)}. "
    if gain > 0:
        words += f"Best: {best.title} with {decibels(best.psnr)}, {gain:+.1f} dB."
    else:
        words += "No method improves it: there is less noise than they change by themselves."
    copying = next((one for one in result.answers if one.name == "identity"), None)
    if copying is not None and copying.kept is not None:
        words += f" The identity net keeps {copying.kept:.0%} of the noise."
    return words.replace("-", "−")
