"""Two models' answers to the same noise."""

from __future__ import annotations

from app.demos.denoising.contract import DenoisingResult
from app.demos.denoising.words import decibels


def told(one: DenoisingResult, two: DenoisingResult) -> str:
    """Say how near both models' methods came."""
    others = {answer.name: answer for answer in two.answers}
    parts = [
        f"{answer.title}: A {decibels(answer.psnr)}, B {decibels(others[answer.name].psnr)}"
        for answer in one.answers
        if answer.name in others and answer.name != "filter"
    ]
    return "; ".join(parts) + "." if parts else "The models have no method in common but the filter."
