"""Asks the judges of speech, who live in a Python of their own, and remembers what they said of a sound."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

Heard = dict[str, dict[str, Any]]
"""By file: `who`, `what`, `clean`, `tune` and `praat`, as far as they were asked."""
PROCESSES = 2
"""That judge side by side, each for one core."""
_HERE = Path(__file__).parent / "voice_judges.py"


def _judges() -> Path:
    return Path(os.environ["INKLING_DATA"]) / "speech" / "judges.py"


def judge(listed: dict[str, list[str]], folder: Path) -> Heard:
    """What the judges say of each file; `listed` names what is asked of it.

    Their Python is named by INKLING_JUDGES_PYTHON. What was heard is kept in `folder`: the same bytes are not heard
    twice by the same judges. SystemExit if no Python is named; CalledProcessError if a judge fails.
    """
    python = os.environ.get("INKLING_JUDGES_PYTHON")
    if not python:
        raise SystemExit("INKLING_JUDGES_PYTHON names no Python that has the judges: see speech/judges.py.")
    rules = b"".join(file.read_bytes() for file in (_judges(), _HERE))
    memory = folder / f"heard-{hashlib.sha256(rules).hexdigest()[:8]}.json"
    known: Heard = json.loads(memory.read_text()) if memory.exists() else {}
    sums = {file: hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in listed}
    new = {f: asked for f, asked in listed.items() if not set(asked) <= set(known.get(sums[f], {}))}
    for file, found in _asked(python, new).items():
        known[sums[file]] = known.get(sums[file], {}) | found
    memory.write_text(json.dumps(known))
    return {file: known[sums[file]] for file in listed}


def _asked(python: str, listed: dict[str, list[str]]) -> Heard:
    files = list(listed)
    with tempfile.TemporaryDirectory() as temporary:
        started = []
        for k in range(min(PROCESSES, len(files))):
            jobs, out = Path(temporary) / f"list{k}.json", Path(temporary) / f"heard{k}.json"
            jobs.write_text(json.dumps({file: listed[file] for file in files[k::PROCESSES]}))
            started.append((subprocess.Popen([python, _HERE, _judges(), jobs, out]), out))
        heard: Heard = {}
        for process, out in started:
            if process.wait():
                raise subprocess.CalledProcessError(process.returncode, process.args)
            heard |= json.loads(out.read_text())
    return heard
