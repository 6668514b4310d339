"""A tree of texts as a file: JSON with a schema, written atomically; whatever else a file may hold is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.atomic import write_atomic
from app.core.contract import UserError
from app.core.schema import decode, dumps, encode, parse
from app.core.versions import versions
from app.demos.text_generation.state import TextGenerationState

SCHEMA = 1
KIND = "inkling text tree"
LARGEST = 64_000_000  # bytes


@dataclass(frozen=True, slots=True)
class TreeFile:
    """`inputs` is the page's state as JSON; `models` are the specs of the models whose tokens it holds."""

    kind: str
    schema: int
    inputs: dict[str, Any]
    models: tuple[str, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)


def save_tree(path: Path, state: TextGenerationState) -> Path:
    """Write the tree with the sampling rule. Raises UserError where the file cannot be written."""
    models = tuple(sorted({node.model for node in state.tree.nodes if node.model}))
    whole = TreeFile(KIND, SCHEMA, encode(state), models, versions())
    try:
        write_atomic(path, (dumps(whole, indent=1) + "\n").encode("utf-8"))
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror or error}.") from error
    return path


def load_tree(path: Path) -> TextGenerationState:
    """Read a tree. Raises UserError, a sentence, for whatever is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(f"{path.name} is larger than any tree of texts ({LARGEST // 1_000_000} MB).")
        data = parse(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise UserError(f"{path.name} is no tree of texts: it is not JSON ({error}).") from error
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise UserError(f"{path.name} is no tree of texts: save one with “Save tree…” in the menu “Tree”.")
    schema = data.get("schema")
    if not isinstance(schema, int) or schema > SCHEMA:
        raise UserError(
            f"{path.name} was written by a newer Inkling (schema {schema}, this one reads {SCHEMA}): update it."
        )
    try:
        return decode(TextGenerationState, decode(TreeFile, data).inputs)
    except UserError as error:
        raise UserError(f"{path.name} is a damaged tree of texts: {error}") from error
