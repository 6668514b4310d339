"""A whole run as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from app.core.export.files import ending, write
from app.core.export.rerun import as_command
from app.core.record import RunRecord
from app.core.schema import encode


def as_json(record: RunRecord) -> str:
    """Give the record as indented JSON: what `run --json` prints, and the command that makes it again.

    ASCII only: a lone surrogate in the user's text stays what it was.
    """
    return json.dumps({**encode(record), "command": as_command(record)}, indent=2)


def save_run(path: Path, record: RunRecord) -> Path:
    """Write the record to a .json file. Raises UserError when it cannot be written."""
    ending(path, (".json",), "Runs")
    return write(path, (as_json(record) + "\n").encode("ascii"))
