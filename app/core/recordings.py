"""Recordings of the user's own voice: WAV files under the application's data folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.contract import Sound, UserError
from app.core.export.files import write
from app.core.export.sounds import wav
from app.core.paths import data_dir

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def keep_recording(samples: NDArray[np.float32], rate: int) -> Path:
    """Write a recording, named after the time, and give its file. Raises UserError when it cannot be written."""
    folder = data_dir() / "recordings"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {folder} could not be made: {error.strerror or error}.") from error
    stem = f"recording {datetime.now():%Y-%m-%d %H.%M.%S}"
    path = folder / f"{stem}.wav"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem} ({number}).wav"
    return write(path, wav(Sound(samples, rate)))
