"""Checkpoints of our own nets: one safetensors file that says what it is; read, checked and put in place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from model_zoo.cards import Card
from model_zoo.errors import ModelError

Shape = TypeVar("Shape")
Net = TypeVar("Net", bound=nn.Module)

_LONGEST = 400  # letters of a reason: torch names every tensor that is missing


def opened(card: Card) -> tuple[dict[str, str], dict[str, Tensor]]:
    """A file's own words and its tensors by name. Raises ModelError if it is no safetensors file."""
    path = card.path / card.weights[0]
    try:
        with safe_open(path, "pt") as file:
            facts = dict(file.metadata() or {})
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path.name} cannot be read as safetensors: {error}.") from error
    return facts, tensors


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
