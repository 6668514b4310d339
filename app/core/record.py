"""A run, as it is printed, saved, exported and run again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ModelRef:
    """Which model answered. `sha256` is that of the weights; `spec` is what `--model` takes to get it again."""

    id: str
    sha256: str
    spec: str = ""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One answered request with everything needed to answer it again.

    The first seven fields are the command line's contract; their names do not change.
    """

    demo: str
    model: ModelRef | None
    seed: int
    request: Any  # the demo's request dataclass
    result: Any  # the demo's result dataclass
    seconds: float
    device: str  # "cpu", "cuda:0", "mps"
    dtype: str = "float32"
    versions: dict[str, str] = field(default_factory=dict)
