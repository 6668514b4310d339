"""Two models' files of one picture."""

from __future__ import annotations

from app.demos.compression.contract import CompressionResult
from app.demos.compression.words import decibels, size


def told(one: CompressionResult, two: CompressionResult) -> str:
    """Both files' size and error."""
    return f"A: {_one(one)}. B: {_one(two)}."


def _one(result: CompressionResult) -> str:
    return (
        f"{size(result.bytes)}, {decibels(result.psnr)}"
        if result.original is not None
        else size(result.bytes)
    )
