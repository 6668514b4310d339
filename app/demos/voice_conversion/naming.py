"""What a reader calls a sound."""

from __future__ import annotations

from pathlib import Path

from app.core.sounds import bundled_samples


def called(name: str) -> str:
    """A sample's title up to its comma, or a file's name without its ending."""
    for sample in bundled_samples():
        if sample.id == name:
            return sample.title.partition(",")[0]
    return Path(name).stem or name
