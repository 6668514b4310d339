"""A session: every page's inputs, the models behind them, seed, device and versions, in one JSON file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.core.atomic import write_atomic
from app.core.contract import UserError
from app.core.record import ModelRef
from app.core.schema import decode, dumps, parse
from app.core.versions import versions

SCHEMA = 1


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class PageSession:
    """One page: its state as JSON builtins (its demo knows the type) and the models in its slots."""

    state: dict[str, Any] = field(default_factory=dict)
    models: tuple[ModelRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """Everything that opens the window again as it was. Pages of demos that are not installed are kept."""

    schema: int = SCHEMA
    created: str = field(default_factory=_now)  # ISO 8601, UTC
    saved: str = ""
    demo: str | None = None  # the page on show
    pages: dict[str, PageSession] = field(default_factory=dict)
    seed: int = 0
    device: str | None = None
    dtype: str = "float32"
    versions: dict[str, str] = field(default_factory=versions)
    #: Pages that could not be read, as they stood in the file: saved again untouched, never lost.
    aside: dict[str, Any] = field(default_factory=dict)


def load(path: Path) -> tuple[Session, list[str]]:
    """Read a session, and sentences about the pages in it that had to be left out.

    Raises UserError if the file is no session, or one of a newer Inkling.
    """
    try:
        data = parse(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise UserError(f"The session {path} cannot be opened: {error.strerror or error}.") from error
    except ValueError as error:
        raise UserError(f"{path.name} is not a session: it is no JSON ({error}).") from error
    if not isinstance(data, dict) or not isinstance(data.get("schema"), int):
        raise UserError(f"{path.name} is not a session of Inkling: it names no schema.")
    if data["schema"] > SCHEMA:
        raise UserError(
            f"{path.name} was written by a newer Inkling (schema {data['schema']}, this one reads {SCHEMA}): "
            "update Inkling to open it."
        )
    pages = data.pop("pages", {})
    session = decode(Session, data)
    good: dict[str, PageSession] = {}
    warnings: list[str] = []
    for demo, page in pages.items() if isinstance(pages, dict) else ():
        try:
            good[demo] = decode(PageSession, page)
        except UserError as error:
            warnings.append(f"The page “{demo}” of {path.name} was left out: {error}")
            session.aside[demo] = page
    return replace(session, pages=good), warnings


def save(path: Path, session: Session) -> None:
    """Write a session atomically, stamped with the time and the versions in use. Raises OSError."""
    stamped = replace(session, saved=_now(), versions=versions())
    write_atomic(path, (dumps(stamped, indent=1) + "\n").encode("utf-8"))
