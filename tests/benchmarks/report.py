"""One way to print a measurement: a table for people, a line of JSON for scripts."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from typing import Any


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print aligned columns under a title."""
    widths = [max(len(row[index]) for row in [columns, *rows]) for index in range(len(columns))]
    print(f"\n{title}")
    for row in (columns, *rows):
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]
        print("  " + "  ".join(cells))


def finish(name: str, figures: dict[str, Any]) -> None:
    """Print the figures as one line of JSON, with the machine they were taken on."""
    machine = {"cores": os.cpu_count(), "machine": platform.machine(), "system": platform.system()}
    print(json.dumps({"benchmark": name, **figures, "machine": machine, "load": os.getloadavg()[0]}))


def median(values: Sequence[float]) -> float:
    """Give the middle value; of an even number the lower one."""
    return sorted(values)[(len(values) - 1) // 2]
