"""`tour`: every demo in the real window, its first example run to the end, one picture each."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from pathlib import Path

from app.core.contract import UserError, resolve

_SMALLEST, _LARGEST = 400, 8000


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", metavar="DIR", default="tour", help="where pictures and index.html go")
    parser.add_argument("--size", metavar="WIDTHxHEIGHT", default="1440x900", help="of the window, in pixels")


def run(arguments: Namespace) -> int:
    """Draw the tour; the window is drawn into memory where there is no display."""
    found = re.fullmatch(r"(\d+)[x×](\d+)", arguments.size)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(_SMALLEST <= side <= _LARGEST for side in size):
        raise UserError(
            f"“{arguments.size}” is no size for a window: give width and height from {_SMALLEST} to {_LARGEST} "
            "pixels, such as 1440x900."
        )
    code: int = resolve("app.shell.tour:render")(Path(arguments.out), size)
    return code
