"""A folder, one sound after the other: converted on the device thread, written on the files' thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.core.contract import Demo, Progress, UserError
from app.core.export.sounds import save_sound
from app.core.record import RunRecord
from app.demos.voice_conversion import ledger
from app.demos.voice_conversion.contract import VoiceConversionRequest
from app.demos.voice_conversion.ledger import Entry
from app.jobs.job import Job, Outcome
from app.pages.services import Services

Saying = Callable[[str], VoiceConversionRequest]


class Batch(QObject):
    """Begins with `start`, ends by itself or with `stop`; what is done stays, and the next start goes on there.

    `changed(row)` tells that an entry is another one, -1 that all are; `ended(sentence, field)`: "" if all is well.
    """

    changed = Signal(int)
    progressed = Signal(float, str)
    ended = Signal(str, str)

    def __init__(self, demo: Demo, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._demo, self._services = demo, services
        self.entries: list[Entry] = []
        self.running = False
        self._jobs: list[Job] = []
        self._folder = self._out = Path()
        self._spec: str | None = None
        self._saying: Saying | None = None
        self._at = 0

    def start(
        self, folder: Path, out: Path, ending: str, spec: str | None, model: str, saying: Saying
    ) -> None:
        """Convert every sound of `folder` as `saying(path)` asks, into `out`; `ending` is ".wav" or ".flac"."""
        self._folder, self._out, self._spec, self._saying = folder, out, spec, saying
        self.running = True
        self.progressed.emit(0.0, "Looking through the folder")
        key = ledger.key_of(saying(""), model)

        def look(_progress: Progress) -> list[Entry]:
            return ledger.plan(folder, out, key, ending)

        self._submit(look, self._looked)

    def stop(self) -> None:
        """End after what is being written."""
        if self.running:
            self.running = False
            for job in self._jobs:
                job.cancel()
            self.ended.emit("", "")

    def _submit(self, work: Callable[[Progress], object], done: Callable[[Outcome], None]) -> None:
        job = self._services.jobs.submit(self, work, lane="files", supersede=False, durable=True)
        job.finished.connect(done)

    def _looked(self, outcome: Outcome) -> None:
        if not isinstance(outcome.result, list):
            self._fail(outcome)
            return
        self.entries = outcome.result
        self.changed.emit(-1)
        self._at = -1
        if self.running:
            self._next()

    def _next(self) -> None:
        """Convert the next sound that is not done."""
        done = sum(entry.state != "waiting" for entry in self.entries)
        self._at = next((k for k, entry in enumerate(self.entries) if entry.state == "waiting"), -1)
        if self._at < 0:
            self.running = False
            self.ended.emit("", "")
            return
        entry = self.entries[self._at]
        self.progressed.emit(done / len(self.entries), f"{done + 1} of {len(self.entries)}: {entry.name}")
        assert self._saying is not None
        value = self._services.preferences.value
        job = self._services.jobs.run(
            self, self._demo, self._spec, self._saying(str(self._folder / entry.name)),
            device=value.device, dtype=value.dtype, seed=value.seed,
        )  # fmt: skip
        self._jobs = [job]
        job.finished.connect(partial(self._converted, self._at))

    def _converted(self, at: int, outcome: Outcome) -> None:
        self._jobs = []
        if not self.running:
            return
        if isinstance(outcome.result, RunRecord):
            record = outcome.result
            self._submit(partial(self._write, at, record), partial(self._written, at))
        elif isinstance(outcome.error, UserError) and outcome.error.field == "source":
            self._put(at, replace(self.entries[at], state="failed", note=str(outcome.error)))
            self._submit(self._keep, self._kept)
        elif outcome.status == "failed":
            self._fail(outcome)

    def _write(self, at: int, record: RunRecord, _progress: Progress) -> Entry:
        entry, result = self.entries[at], record.result
        save_sound(self._out / entry.output, result.audio, record, f"{entry.name}, converted")
        made = replace(
            entry,
            state="done",
            seconds=round(result.seconds, 3),
            pitch=result.f0.converted.mean,
            likeness_target=result.likeness.target,
            likeness_source=result.likeness.source,
            note=" ".join(result.warnings),
        )
        self._keep(_progress, [*self.entries[:at], made, *self.entries[at + 1 :]])
        return made

    def _keep(self, _progress: Progress, entries: list[Entry] | None = None) -> None:
        ledger.keep(self._out, self.entries if entries is None else entries)

    def _written(self, at: int, outcome: Outcome) -> None:
        if isinstance(outcome.result, Entry):
            self._put(at, outcome.result)
            if self.running:
                self._next()
        else:
            self._fail(outcome)

    def _kept(self, outcome: Outcome) -> None:
        if outcome.status == "failed":
            self._fail(outcome)
        elif self.running:
            self._next()

    def _put(self, at: int, entry: Entry) -> None:
        self.entries[at] = entry
        self.changed.emit(at)

    def _fail(self, outcome: Outcome) -> None:
        self.running = False
        error = outcome.error
        if isinstance(error, UserError):
            self.ended.emit(str(error), error.field or "folder")
        elif outcome.status == "failed":
            self._services.notices.error("The batch met a fault of its own.", str(error), outcome.trace)
            self.ended.emit("The batch met a fault; the notice tells more, with a trace to copy.", "folder")
        else:
            self.ended.emit("", "")
