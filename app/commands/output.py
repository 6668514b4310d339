"""Print JSON for scripts or aligned columns for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.schema import dumps


def json_text(value: Any) -> None:
    """Print a value as indented JSON."""
    print(dumps(value, indent=2))


def columns(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print aligned columns; the last one may be long."""
    cells = [tuple(heads), *(tuple(str(cell) for cell in row) for row in rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(heads))]
    for row in cells:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
