"""All of a run's views into one folder: what `run --out DIR` and "Export all" write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.core.contract import UserError, View
from app.core.export.arrays import save_arrays
from app.core.export.encoded import save_encoded
from app.core.export.figures import DPI, SIZE_CM, save_figure
from app.core.export.pictures import save_picture
from app.core.export.runs import save_run
from app.core.export.sounds import save_sound
from app.core.export.tables import save_table
from app.core.record import RunRecord


def save_all(
    folder: Path,
    views: Sequence[View],
    record: RunRecord,
    *,
    size_cm: tuple[float, float] = SIZE_CM,
    dpi: float = DPI,
    dark: bool = False,
) -> list[Path]:
    """Write run.json and each view in every form it has; give the files in the order written.

    A view's files are named after its id: .flac and .wav with their .json; .svg, .pdf, .png; .csv with
    .csv.json, .parquet; .npz; encoded files as they are, with .json. Sounds, pictures and encoded files come first,
    because run.json names them (the .wav, the .png).
    Makes `folder` when it is not there. Raises UserError when it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"The folder {folder} could not be made: {reason}. Choose another one.") from error
    written: list[Path] = []
    for view in views:
        if view.sound is not None:
            for suffix in (".flac", ".wav"):
                written += save_sound(folder / f"{view.id}{suffix}", view.sound, record, view.title)
        if view.encoded is not None:
            written += save_encoded(folder / f"{view.id}{view.encoded.ending}", view.encoded, record)
        if view.picture is not None:
            written.append(save_picture(folder / f"{view.id}.png", view.picture, record, view.title))
    written.append(save_run(folder / "run.json", record))
    for view in views:
        if view.draw is not None:
            written += [
                save_figure(folder / f"{view.id}{suffix}", view, record, size_cm=size_cm, dpi=dpi, dark=dark)
                for suffix in (".svg", ".pdf", ".png")
            ]
        if view.table is not None:
            for suffix in (".csv", ".parquet"):
                written += save_table(folder / f"{view.id}{suffix}", view.table, record)
        if view.arrays is not None:
            written.append(save_arrays(folder / f"{view.id}.npz", view.arrays, record))
    return written
