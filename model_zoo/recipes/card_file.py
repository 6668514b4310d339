"""Writes card.toml, what the application reads about a checkpoint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

Value = str | int | float | bool | Sequence[str]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _value(value: Value) -> str:
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML basic string
    return "[" + ", ".join(_value(item) for item in value) + "]"


def _lines(table: Mapping[str, Value]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in table.items()]


def card_text(
    head: Mapping[str, Value],
    metrics: Mapping[str, float],
    training: Mapping[str, Value],
    sources: Sequence[Mapping[str, Value]],
) -> str:
    """The whole file: head, [metrics], [training] and one [[sources]] for each package."""
    lines = _lines(head)
    lines += ["", "[metrics]", *_lines(metrics), "", "[training]", *_lines(training)]
    for source in sources:
        lines += ["", "[[sources]]", *_lines(source)]
    return "\n".join(lines) + "\n"
