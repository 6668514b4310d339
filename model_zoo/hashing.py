"""The sha256 of weight files, computed once: remembered by path, size and time of change."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs

_BLOCK = 1 << 22


def sha256_of(files: Sequence[Path], report: Callable[[float | None, str], None]) -> str:
    """One file's sha256; of several, that of their digests in order. Raises OSError."""
    total = sum(file.stat().st_size for file in files) or 1
    done = 0
    digests: list[str] = []
    for file in files:
        size = file.stat().st_size
        key = f"{file}|{size}|{file.stat().st_mtime_ns}"
        known = _remembered().get(key)
        if known is None:
            digest = hashlib.sha256()
            with file.open("rb") as stream:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    done += len(block)
                    report(min(1.0, done / total), f"Reading {file.name}")
            known = digest.hexdigest()
            _remember(key, known)
        digests.append(known)
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _store() -> Path:
    home = os.environ.get("INKLING_HOME")
    folder = Path(home) / "cache" if home else Path(platformdirs.user_cache_dir("inkling", appauthor=False))
    return folder / "weights-sha256.json"


def _remembered() -> dict[str, str]:
    try:
        data = json.loads(_store().read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _remember(key: str, digest: str) -> None:
    # Losing this file costs a second look at the weights, so no failure here may matter.
    with contextlib.suppress(OSError):
        store = _store()
        store.parent.mkdir(parents=True, exist_ok=True)
        known = dict(list(_remembered().items())[-500:]) | {key: digest}
        fresh = store.with_suffix(f".{os.getpid()}.tmp")
        fresh.write_text(json.dumps(known))
        fresh.replace(store)
