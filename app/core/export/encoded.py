"""Files in formats of their own, byte for byte, with their settings beside them."""

from __future__ import annotations

from pathlib import Path

from app.core.contract import Encoded
from app.core.export.files import ending, write
from app.core.export.provenance import provenance_json
from app.core.record import RunRecord


def save_encoded(path: Path, encoded: Encoded, record: RunRecord) -> list[Path]:
    """Write the bytes as they are and the provenance as JSON beside them, and set `encoded.file`; give both files.

    Raises UserError for another ending than the format's, and when it cannot be written.
    """
    ending(path, (encoded.ending,), "Such files")
    sidecar = path.with_name(path.name + ".json")
    written = [write(path, encoded.data), write(sidecar, (provenance_json(record) + "\n").encode("ascii"))]
    encoded.file = str(path)
    return written
