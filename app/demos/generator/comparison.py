"""Two models' samples, as their own judges see them."""

from __future__ import annotations

from app.demos.generator.contract import GeneratorResult


def told(one: GeneratorResult, two: GeneratorResult) -> str:
    """How sure each judge is."""
    return f"A: {_one(one)}. B: {_one(two)}. Each model's judge sees its own samples."


def _one(result: GeneratorResult) -> str:
    return ", ".join(f"{wall.title.lower()} {wall.recognised:.0%} sure" for wall in result.walls)
