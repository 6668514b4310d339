"""The last step of every export: bytes on the disk, whole or not at all, or a sentence why not."""

from __future__ import annotations

from pathlib import Path

from app.core.atomic import write_atomic
from app.core.contract import UserError


def write(path: Path, data: bytes) -> Path:
    """Write `data` to `path` in one step and give the path back.

    An interrupted export never leaves half a file: the bytes go to a temporary file first.
    Raises UserError where the folder is missing, read-only or full.
    """
    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent}. Make it, or choose another one.")
    try:
        write_atomic(path, data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(
            f"{path.name} could not be written to {path.parent}: {reason}. Choose another folder."
        ) from error
    return path


def ending(path: Path, known: tuple[str, ...], what: str) -> str:
    """Give the file name's ending in lower case; raises UserError when it is none of `known`."""
    suffix = path.suffix.lower()
    if suffix not in known:
        endings = ", ".join(known[:-1]) + f" or {known[-1]}" if len(known) > 1 else known[0]
        raise UserError(f"{what} are written as {endings}; “{path.name}” ends in none of them.")
    return suffix
