"""Print JSON for scripts or aligned columns for people."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

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


@contextlib.contextmanager
def own_stdout() -> Iterator[TextIO]:
    """A stream to standard output that is the caller's alone; everything else that is printed goes to stderr.

    Libraries print from C as well, so that the file descriptor itself is turned, and turned back at the end.
    """
    mine = sys.stdout
    if mine is None:
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            yield nowhere
        return
    try:
        turned = mine.fileno() == 1 and sys.stderr.fileno() == 2
    except (AttributeError, OSError, io.UnsupportedOperation):
        turned = False  # a test's or an embedder's stream has no descriptor to turn
    with contextlib.redirect_stdout(sys.stderr):
        if not turned:
            yield mine
            return
        mine.flush()
        kept = os.dup(1)
        os.dup2(2, 1)
        stream = os.fdopen(os.dup(kept), "w", encoding="utf-8", errors="backslashreplace", newline="\n")
        try:
            yield stream
        finally:
            # What could not be written was told already; closing would only say it again.
            with contextlib.suppress(OSError):
                stream.close()
            os.dup2(kept, 1)
            os.close(kept)
