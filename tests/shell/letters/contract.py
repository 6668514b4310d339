"""Request and result of the letters demo."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LettersRequest:
    text: str = ""
    pause: float = 0.0  # s per letter: work that can be watched and stopped


@dataclass(frozen=True, slots=True)
class LettersResult:
    counts: tuple[tuple[str, int], ...]
