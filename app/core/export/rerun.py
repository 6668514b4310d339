"""A run as the shell command and as the Python program that make it again."""

from __future__ import annotations

import json
import re
import shlex
import sys
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Literal, get_origin, get_type_hints

from app.core.record import RunRecord
from app.core.schema import encode

#: Linux takes at most 128 KiB in one argument; longer requests go through standard input.
_LONGEST_ARGUMENT = 100_000
#: Characters that no shell argument can carry or that a terminal would not paste back as they are.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def as_command(record: RunRecord) -> str:
    """Give the command for a POSIX shell whose result is the record's again.

    Fields that have their default are left out. A request that no shell argument can carry, or that is too
    long for one, follows as a here-document.
    """
    program = "Inkling" if getattr(sys, "frozen", False) else "python -m app"
    parts = [program, "run", shlex.quote(record.demo)]
    if record.model is not None:
        parts += ["--model", shlex.quote(record.model.spec or record.model.id)]
    parts += ["--device", shlex.quote(record.device), "--dtype", record.dtype, "--seed", str(record.seed)]
    settings = _settings(record.request)
    if all(_fits_an_argument(setting) for setting in settings):
        for setting in settings:
            parts += ["--set", shlex.quote(setting)]
        return " ".join(parts)
    document = json.dumps(encode(record.request))  # one line in braces: it cannot hold the end mark
    return " ".join([*parts, "--request", "-"]) + f" <<'INKLING'\n{document}\nINKLING\n"


def as_python(record: RunRecord) -> str:
    """Give a Python program that makes the run again and holds it as `record`."""
    inputs = [f"        {name!r}: {encode(value)!r}," for name, value in changed(record.request).items()]
    model = repr(record.model.spec or record.model.id) if record.model else "None"
    return "\n".join(
        [
            "from app.device import Runtime",
            "",
            "record = Runtime().run(",
            f"    {record.demo!r},",
            f"    {model},",
            "    {",
            *inputs,
            "    },",
            f"    device={record.device!r},",
            f"    dtype={record.dtype!r},",
            f"    seed={record.seed},",
            ")",
            "print(record.result)",
            "",
        ]
    )


def changed(request: Any) -> dict[str, Any]:
    """Give the request's fields that differ from their defaults, by name."""
    found: dict[str, Any] = {}
    for field in fields(request):
        value = getattr(request, field.name)
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if default is MISSING or encode(value) != encode(default):
            found[field.name] = value
    return found


def _settings(request: Any) -> list[str]:
    """Write the changed fields as `--set` reads them: text as it is, everything else as JSON."""
    hints = get_type_hints(type(request))
    return [
        f"{name}={value if _is_text(hints[name]) else json.dumps(encode(value), ensure_ascii=False)}"
        for name, value in changed(request).items()
    ]


def _is_text(hint: Any) -> bool:
    return hint is str or hint is Path or get_origin(hint) is Literal


def _fits_an_argument(setting: str) -> bool:
    return not _UNSAFE.search(setting) and len(setting.encode("utf-8")) < _LONGEST_ARGUMENT
