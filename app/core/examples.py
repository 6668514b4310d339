"""A demo's examples, read from its folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from app.core.contract import Demo


@dataclass(frozen=True, slots=True)
class Example:
    """Something to click: `request` holds fields of the demo's request, `note` says what to look at."""

    title: str
    note: str
    request: dict[str, Any]


def examples(demo: Demo) -> list[Example]:
    """The entries of the demo's examples.json, in its order."""
    text = (files(demo.package) / "examples.json").read_text(encoding="utf-8")
    return [Example(entry["title"], entry.get("note", ""), entry["request"]) for entry in json.loads(text)]
