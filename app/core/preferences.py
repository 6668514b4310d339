"""What the user prefers: typed, versioned, and forgiving. A bad value costs that value, nothing else."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_type_hints

import msgspec

from app.core.atomic import write_atomic
from app.core.schema import dumps, parse

SCHEMA = 1

#: Allowed ranges of the numeric fields.
RANGES = {
    "text_scale": (0.7, 2.5),
    "figure_width_cm": (4.0, 60.0),
    "figure_height_cm": (3.0, 60.0),
    "figure_dpi": (72, 1200),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """All preferences; the defaults are what a new user meets."""

    schema: int = SCHEMA
    theme: Literal["system", "light", "dark"] = "system"
    text_scale: float = 1.0
    reduce_motion: bool = False
    show_help: bool = True
    device: str | None = None  # None: the best there is
    dtype: Literal["float32", "bfloat16"] = "float32"
    seed: int = 0
    last_demo: str | None = None
    last_models: dict[str, str] = field(default_factory=dict)  # family -> spec
    recent_models: tuple[str, ...] = ()
    recent_sessions: tuple[str, ...] = ()
    window_geometry: str = ""  # base64 of Qt's own
    window_state: str = ""
    figure_format: Literal["svg", "pdf", "png"] = "svg"
    figure_width_cm: float = 16.0
    figure_height_cm: float = 10.0
    figure_dpi: int = 200
    export_folder: str = ""


def load(path: Path) -> tuple[Preferences, list[str]]:
    """Read preferences; every value that does not fit is left at its default and named in a sentence.

    A missing file gives the defaults without a word. Never raises for what the file holds.
    """
    try:
        data = parse(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return Preferences(), []
    except (OSError, ValueError) as error:
        return Preferences(), [f"The preferences in {path} cannot be read ({error}); the defaults are used."]
    if not isinstance(data, dict):
        return Preferences(), [f"The preferences in {path} are not an object; the defaults are used."]
    good: dict[str, Any] = {}
    warnings: list[str] = []
    hints = get_type_hints(Preferences)
    for item in dataclasses.fields(Preferences):
        if item.name == "schema" or item.name not in data:
            continue
        try:
            value = msgspec.convert(data[item.name], hints[item.name])
            if item.name in RANGES:
                low, high = RANGES[item.name]
                if not low <= value <= high:
                    raise msgspec.ValidationError(f"it must lie between {low} and {high}")
        except (msgspec.ValidationError, TypeError) as error:
            reason = str(error).replace("`", "")
            warnings.append(f"The preference “{item.name}” was set back to its default: {reason}.")
        else:
            good[item.name] = value
    return Preferences(**good), warnings


def save(path: Path, preferences: Preferences) -> None:
    """Write preferences atomically. Raises OSError."""
    write_atomic(path, (dumps(preferences, indent=2) + "\n").encode())
