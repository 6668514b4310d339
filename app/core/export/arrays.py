"""Arrays as NPZ, readable with `numpy.load(path, allow_pickle=False)`."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.core.export.files import ending, write
from app.core.export.provenance import provenance
from app.core.record import RunRecord

PREFIX = "provenance_"


def save_arrays(path: Path, arrays: Mapping[str, Any], record: RunRecord) -> Path:
    """Write named arrays of any shape to a compressed .npz, with the provenance as `provenance_*` texts.

    Raises UserError when it cannot be written, TypeError for an array of Python objects: such a file would
    need pickle to be read.
    """
    import numpy as np

    ending(path, (".npz",), "Arrays")
    fields: dict[str, Any] = {}
    for name, value in arrays.items():
        array = np.asarray(value)
        if array.dtype.hasobject:
            raise TypeError(f"the array “{name}” holds Python objects; give numbers or texts")
        fields[name] = array
    for name, text in provenance(record).items():
        fields[PREFIX + name] = np.asarray(text)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **fields)
    return write(path, buffer.getvalue())
