"""Sounds as WAV and FLAC that say what they are: the settings are inside them and beside them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Literal

from app.core.contract import Sound
from app.core.export.files import ending, write
from app.core.export.provenance import provenance, provenance_json
from app.core.export.text import printable
from app.core.record import RunRecord

Depth = Literal[16, 24]

ENDINGS = (".wav", ".flac")

#: libsndfile reads no longer comments from these files, other libraries do.
_LONGEST = {"WAV": 2_000, "FLAC": 12_000}
#: What can be left out of a comment, as the file beside the sound has it as well: one after the other.
_SPARED = ("command", "versions", "request")


def save_sound(path: Path, sound: Sound, record: RunRecord, title: str, depth: Depth = 16) -> list[Path]:
    """Write a sound to .wav or .flac, PCM of 16 or 24 bits, and its settings as JSON beside it; give the files.

    The file's own metadata hold them as well: the title says what it is, of which program and model, the
    comment is the provenance as JSON, as far as the format has room. `sound.file` names the file afterwards.
    What is beyond full scale is clipped. Raises UserError for another ending, and when it cannot be written.
    """
    kind = ending(path, ENDINGS, "Sounds")[1:].upper()
    facts = provenance(record)
    words = [title, "Inkling", *([facts["model"]] if facts["model"] else [])]
    metadata = {
        "title": printable(", ".join(words)),
        "software": facts["software"],
        "comment": _comment(record, _LONGEST[kind], path.name),
    }
    sidecar = path.with_name(path.name + ".json")
    written = [
        write(path, _bytes(sound, kind, depth, metadata)),
        write(sidecar, (provenance_json(record) + "\n").encode("ascii")),
    ]
    sound.file = str(path)
    return written


def _comment(record: RunRecord, most: int, name: str) -> str:
    """The provenance as JSON of at most `most` characters; what had no room refers to the file beside it."""
    facts = json.loads(provenance_json(record))
    for spared in _SPARED:
        if len(json.dumps(facts)) > most:
            facts[spared] = f"in {name}.json"
    return json.dumps(facts)


def wav(sound: Sound) -> bytes:
    """A WAV of 16 bits without words in it."""
    return _bytes(sound, "WAV", 16, {})


def _bytes(sound: Sound, kind: str, depth: Depth, metadata: dict[str, str]) -> bytes:
    import numpy as np

    from app.core.sounds import library

    soundfile = library()
    buffer = io.BytesIO()
    with soundfile.SoundFile(buffer, "w", sound.rate, 1, f"PCM_{depth}", format=kind) as file:
        for name, text in metadata.items():
            setattr(file, name, text)  # before the samples: FLAC's words stand in front of them
        file.write(np.clip(sound.samples, -1.0, 1.0))
    return buffer.getvalue()
