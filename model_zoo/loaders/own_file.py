"""Checkpoints of our own nets: a file, and what says which net it is of; read, checked and put in place."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from model_zoo.cards import Card
from model_zoo.errors import ModelError
from model_zoo.loaders.weights import Weights

Shape = TypeVar("Shape")
Net = TypeVar("Net", bound=nn.Module)

CARD = "card.toml"
_LONGEST = 400  # letters of a reason: torch names every tensor that is missing


def opened(card: Card) -> tuple[dict[str, str], dict[str, Tensor]]:
    """What a file says of itself, and its tensors by name.

    A safetensors file says it in its metadata; for a plain state dict (.pt and the like, read without running
    anything) the table `net` of a card.toml beside it does. Raises ModelError if neither is there, or damaged.
    """
    path = card.path / card.weights[0]
    if path.suffix != ".safetensors":
        return _beside(path), Weights(card).tensors(lambda share, note: None)
    try:
        with safe_open(path, "pt") as file:
            facts = dict(file.metadata() or {})
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path.name} cannot be read as safetensors: {error}.") from error
    if "layout" not in facts and (path.parent / CARD).is_file():
        facts |= _beside(path)
    return facts, tensors


def _beside(path: Path) -> dict[str, str]:
    """The table `net` of the card beside a file: texts as they are, tables as the JSON that metadata hold."""
    card = path.parent / CARD
    if not card.is_file():
        raise ModelError(
            f"{path.name} holds tensors and does not say of which net: put a {CARD} beside it whose table [net] has "
            "the layout and shapes that the metadata of our own files have."
        )
    try:
        net = tomllib.loads(card.read_text("utf-8")).get("net")
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"The {CARD} beside {path.name} cannot be read: {error}.") from error
    if not isinstance(net, dict):
        raise ModelError(f"The {CARD} beside {path.name} has no table [net], which says of which net it is.")
    return {
        key: value if isinstance(value, str) else json.dumps(value, default=str) for key, value in net.items()
    }


def read_own(card: Card, layout: str, what: str, instead: str) -> tuple[dict[str, str], dict[str, Tensor]]:
    """`opened`, of a file whose metadata name this layout.

    Raises ModelError otherwise; `what` and `instead` are for the sentence (“is no image codec”, “a model that the
    recipe inkling_image_codec made”).
    """
    facts, tensors = opened(card)
    if facts.get("layout") != layout:
        raise ModelError(
            f"{card.weights[0]} {what} of ours (its metadata lacks the layout “{layout}”): choose {instead}."
        )
    return facts, tensors


@contextmanager
def assembling(card: Card) -> Iterator[None]:
    """Say in a sentence why a file's parts do not fit each other. Raises ModelError."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError, ModelError):
        raise
    except (
        KeyError,
        TypeError,
        ValueError,
        RuntimeError,
        IndexError,
        OverflowError,
        AttributeError,
    ) as error:
        why = " ".join(str(error).split())[:_LONGEST].rstrip(".") or type(error).__name__
        raise ModelError(f"{card.weights[0]} does not fit together: {why}.") from error


def only_known(type_: Any, given: dict[str, Any]) -> Any:
    """A dataclass of settings. ValueError for a setting that it does not have."""
    known = {field.name for field in fields(type_)}
    if unknown := set(given) - known:
        raise ValueError(f"it names settings that this Inkling does not know ({', '.join(sorted(unknown))})")
    return type_(**given)


def of_json(type_: type[Shape], given: dict[str, Any]) -> Shape:
    """`only_known` of whole numbers, and pairs of them, as JSON has them. Raises ValueError, TypeError."""
    numbers = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    found: Shape = only_known(type_, numbers)
    for name, value in numbers.items():
        parts = value if isinstance(value, tuple) else (value,)
        if not all(type(part) in (int, bool) and 0 <= part <= 4096 for part in parts):
            raise ValueError(f"its setting {name} is no number of layers or channels")
    return found


def below(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names begin with the prefix, by the rest of their names."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def filled(net: Net, own: dict[str, Tensor], device: torch.device) -> Net:
    """The net with these tensors in its own precision, in evaluation mode on `device`.

    ValueError for numbers that are none; RuntimeError when a tensor is missing, left over or of another shape.
    """
    if bad := [name for name, value in own.items() if not bool(torch.isfinite(value.float()).all())]:
        raise ValueError(f"{bad[0]} holds numbers that are none (NaN or infinite)")
    state = net.state_dict()
    net.load_state_dict({k: v.to(state[k].dtype) if k in state else v for k, v in own.items()}, strict=True)
    return net.eval().to(device)
