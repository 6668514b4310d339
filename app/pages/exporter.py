"""Writes exports on the files thread and tells where they went. No dialogs here."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QGuiApplication, QImage

from app.core import export
from app.core.contract import Picture, Progress, Table, UserError, View
from app.core.record import RunRecord
from app.jobs.job import Job, Outcome
from app.pages.services import Services

FIGURES = (".svg", ".pdf", ".png")
TABLES = (".csv", ".parquet")
SOUNDS = (".wav", ".flac")
PICTURES = (".png",)


class Exporter(QObject):
    """One for a page. Every method gives the Job, which tells when the files are there."""

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services

    def save(
        self,
        path: Path,
        view: View | None,
        record: RunRecord,
        *,
        size_cm: tuple[float, float] = (16.0, 10.0),
        dpi: float = 200,
        dark: bool = False,
        fine: bool = False,
    ) -> Job:
        """Write a view as the path's ending says; without a view, the whole run as JSON. `fine`: 24 bits."""

        def write(_progress: Progress) -> list[Path]:
            ending = path.suffix.lower()
            if view is None:
                return [export.save_run(path, record)]
            if ending in TABLES and view.table is not None:
                return export.save_table(path, view.table, record)
            if ending == ".npz" and view.arrays is not None:
                return [export.save_arrays(path, view.arrays, record)]
            if ending in SOUNDS and view.sound is not None:
                return export.save_sound(path, view.sound, record, view.title, 24 if fine else 16)
            if view.encoded is not None and ending == view.encoded.ending:
                return export.save_encoded(path, view.encoded, record)
            if ending in PICTURES and view.picture is not None:
                return [export.save_picture(path, view.picture, record, view.title)]
            return [export.save_figure(path, view, record, size_cm=size_cm, dpi=dpi, dark=dark)]

        return self._submit(write, f"Writing {path.name}", self._saved)

    def save_all(
        self,
        folder: Path,
        views: list[View],
        record: RunRecord,
        *,
        size_cm: tuple[float, float] = (16.0, 10.0),
        dpi: float = 200,
        dark: bool = False,
    ) -> Job:
        """Write everything there is into a folder."""

        def write(progress: Progress) -> list[Path]:
            written: list[Path] = []
            for number, view in enumerate(views):
                progress.report(number / max(1, len(views)), view.title)
                written += export.save_all(folder, [view], record, size_cm=size_cm, dpi=dpi, dark=dark)
            return list(dict.fromkeys(written)) or export.save_all(folder, [], record)

        return self._submit(write, f"Exporting to {folder.name}", self._saved)

    def copy_figure(self, view: View, record: RunRecord, *, dark: bool, size_cm: tuple[float, float]) -> Job:
        """Put a figure on the clipboard, as pixels and as SVG; programs take what they can."""

        def draw(_progress: Progress) -> tuple[bytes, bytes]:
            with tempfile.TemporaryDirectory() as folder:
                files = [
                    export.save_figure(
                        Path(folder) / f"figure{ending}", view, record, size_cm=size_cm, dpi=200, dark=dark
                    )
                    for ending in (".png", ".svg")
                ]
                png, svg = (file.read_bytes() for file in files)
            return png, svg

        return self._submit(draw, "Drawing a figure", self._copied)

    def copy_picture(self, picture: Picture) -> None:
        """Put a picture's pixels on the clipboard."""
        pixels = picture.pixels.copy()  # in rows one after the other
        height, width = pixels.shape[:2]
        grey = pixels.ndim == 2
        form = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
        QGuiApplication.clipboard().setImage(
            QImage(pixels.data, width, height, width * (1 if grey else 3), form).copy()
        )
        self._services.notices.info("The picture was copied.")

    def copy_table(self, table: Table) -> None:
        """Put a table on the clipboard: tabs between columns, as spreadsheets take it."""
        rows = [table.columns, *table.rows]
        QGuiApplication.clipboard().setText("\n".join("\t".join(map(_cell, row)) for row in rows))
        self._services.notices.info("The table was copied.")

    def copy_text(self, text: str, what: str) -> None:
        """Put text on the clipboard; `what` names it in the notice."""
        QGuiApplication.clipboard().setText(text)
        self._services.notices.info(f"{what} was copied.")

    def _submit(self, work: Callable[[Progress], object], title: str, done: Callable[[Outcome], None]) -> Job:
        job = self._services.jobs.submit(self, work, lane="files", supersede=False, title=title, durable=True)
        job.finished.connect(done)
        return job

    @Slot(object)
    def _saved(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, list) and outcome.result:
            paths = [Path(path) for path in outcome.result]
            title = (
                f"{paths[0].name} was written." if len(paths) <= 2 else f"{len(paths)} files were written."
            )
            self._services.notices.info(title, str(paths[0] if len(paths) <= 2 else paths[0].parent))
        elif outcome.status == "failed":
            self._failed(outcome)

    @Slot(object)
    def _copied(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, tuple):
            png, svg = outcome.result
            mime = QMimeData()
            mime.setImageData(QImage.fromData(png))
            mime.setData("image/svg+xml", svg)
            QGuiApplication.clipboard().setMimeData(mime)
            self._services.notices.info("The figure was copied.")
        elif outcome.status == "failed":
            self._failed(outcome)

    def _failed(self, outcome: Outcome) -> None:
        expected = isinstance(outcome.error, UserError)
        title = "The export was not written."
        self._services.notices.error(title, str(outcome.error), "" if expected else outcome.trace)


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("\t", " ").replace("\n", " ")
