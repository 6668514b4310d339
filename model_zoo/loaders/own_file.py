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


def read_own(card: Card, layout: str, what: str, recipe: str) -> tuple[dict[str, str], dict[str, Tensor]]:
    """The file's own words and its tensors by name.

    Raises ModelError if it is no safetensors file, or none whose metadata name this layout; `what` and `recipe`
    are for the sentence (“no image codec of ours”, “inkling_image_codec”).
    """
    path = card.path / card.weights[0]
    try:
        with safe_open(path, "pt") as file:
            facts = dict(file.metadata() or {})
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path.name} cannot be read as safetensors: {error}.") from error
    if facts.get("layout") != layout:
        raise ModelError(
            f"{path.name} is no {what} of ours (its metadata lacks the layout “{layout}”): "
            f"choose a model that the recipe {recipe} made."
        )
    return facts, tensors


@contextmanager
def assembling(card: Card) -> Iterator[None]:
    """Say in a sentence why a file's parts do not fit each other. Raises ModelError."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError, ModelError):
        raise
    except (KeyError, TypeError, ValueError, RuntimeError, IndexError, OverflowError) as error:
        first = str(error).splitlines()[0][:240].rstrip(".") if str(error) else type(error).__name__
        raise ModelError(f"{card.weights[0]} does not fit together: {first}.") from error


def of_json(type_: type[Shape], given: dict[str, Any]) -> Shape:
    """A frozen dataclass of whole numbers, and pairs of them, of what its file says. Raises ValueError, TypeError."""
    known = {field.name for field in fields(type_)}  # type: ignore[arg-type]
    if unknown := set(given) - known:
        raise ValueError(f"it names settings that this Inkling does not know ({', '.join(sorted(unknown))})")
    numbers = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    for name, value in numbers.items():
        parts = value if isinstance(value, tuple) else (value,)
        if not all(type(part) in (int, bool) and 0 <= part <= 4096 for part in parts):
            raise ValueError(f"its setting {name} is no number of layers or channels")
    return type_(**numbers)


def filled(net: Net, tensors: dict[str, Tensor], prefix: str, device: torch.device) -> Net:
    """The net with the tensors of its prefix, in float32, ready to answer. Raises ValueError, RuntimeError."""
    own = {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
    for name, value in own.items():
        if not bool(torch.isfinite(value.float()).all()):
            raise ValueError(f"{prefix}{name} holds numbers that are none (NaN or infinite)")
    state = net.state_dict()
    net.load_state_dict({k: v.to(state[k].dtype) if k in state else v for k, v in own.items()}, strict=True)
    return net.eval().to(device)
