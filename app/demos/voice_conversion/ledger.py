"""A folder's conversion, written down: what was done with which settings, so that the rest can be done later."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from app.core.contract import UserError
from app.core.export.files import write
from app.core.schema import dumps
from app.core.sounds import ENDINGS

LEDGER = "inkling-batch.json"
TABLE = "inkling-batch.csv"

#: Files in one batch.
MOST = 5000


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: `name` and `output` without folders, `stamp` its size and time, `key` the settings' and model's.

    `state` is "waiting", "done", "kept" (it was done before and nothing changed) or "failed"; `note` says why.
    """

    name: str
    output: str
    stamp: str
    key: str
    state: str = "waiting"
    seconds: float | None = None
    pitch: float | None = None
    likeness_target: float | None = None
    likeness_source: float | None = None
    note: str = ""


def key_of(request: Any, model: str) -> str:
    """A short name for settings and model: an entry of another one is done anew."""
    return hashlib.sha256(f"{model}\n{dumps(request)}".encode()).hexdigest()[:16]


def plan(folder: Path, out: Path, key: str, ending: str) -> list[Entry]:
    """Every sound of a folder, and what the ledger in `out` says of it. Raises UserError."""
    try:
        if not folder.is_dir():
            raise UserError(f"There is no folder “{folder.name}”: choose another one.", "folder")
        sounds = sorted(one for one in folder.iterdir() if one.suffix.lower() in ENDINGS and one.is_file())
        if folder.resolve() == out.resolve():
            raise UserError(
                "Choose another folder for the results: theirs must not be the sounds' own.", "out"
            )
        out.mkdir(parents=True, exist_ok=True)
        stamps = [_stamp(one) for one in sounds]
    except OSError as error:
        raise UserError(
            f"{error.filename or folder} cannot be used: {error.strerror or error}.", "folder"
        ) from error
    if not sounds:
        raise UserError(
            f"In “{folder.name}” is no sound: WAV, FLAC, Ogg, Opus, MP3 and AIFF files count.", "folder"
        )
    if len(sounds) > MOST:
        raise UserError(f"{len(sounds):,} sounds are too many at once: choose at most {MOST:,}.", "folder")
    before = {entry.name: entry for entry in read(out)}
    stems = [one.stem for one in sounds]
    found = []
    for sound, stamp in zip(sounds, stamps, strict=True):
        # a.wav and a.mp3 in one folder must not write the same file
        stem = sound.name if stems.count(sound.stem) > 1 else sound.stem
        entry = Entry(sound.name, f"{stem}{ending}", stamp, key)
        old = before.get(sound.name)
        same = old is not None and (old.stamp, old.key, old.output) == (stamp, key, entry.output)
        if old is not None and same and old.state in ("done", "kept") and (out / old.output).is_file():
            entry = replace(old, state="kept")
        found.append(entry)
    return found


def read(out: Path) -> list[Entry]:
    """The ledger of a folder; [] where there is none, or none that can be read."""
    try:
        given = json.loads((out / LEDGER).read_text(encoding="utf-8"))
        known = {field.name for field in fields(Entry)}
        return [
            Entry(**{name: value for name, value in one.items() if name in known}) for one in given["files"]
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def keep(out: Path, entries: Sequence[Entry]) -> None:
    """Write the ledger, and the same as a table. Raises UserError when it cannot be written."""
    done = [entry for entry in entries if entry.state != "waiting"]
    data = json.dumps({"files": [asdict(entry) for entry in done]}, indent=1, ensure_ascii=True)
    write(out / LEDGER, data.encode("ascii"))
    write(out / TABLE, table(done).encode("utf-8"))


COLUMNS = ("file", "output", "state", "seconds", "pitch_hz", "likeness_target", "likeness_source", "note")


def rows(entries: Sequence[Entry]) -> list[tuple[object, ...]]:
    """Entries as the table's rows."""
    return [
        (e.name, e.output, e.state, e.seconds, e.pitch, e.likeness_target, e.likeness_source, e.note)
        for e in entries
    ]


def table(entries: Sequence[Entry], delimiter: str = ",") -> str:
    """Entries as CSV."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(entries))
    return buffer.getvalue()


def _stamp(path: Path) -> str:
    facts = path.stat()
    return f"{facts.st_size}-{facts.st_mtime_ns}"
