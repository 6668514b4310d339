"""A file of ours taken apart: settings that this code knows, tensors below a name, nets that they fill."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

Net = TypeVar("Net", bound=nn.Module)


def only_known(type_: Any, given: dict[str, Any]) -> Any:
    """A dataclass of settings. ValueError for a setting that it does not have."""
    known = {field.name for field in fields(type_)}
    if unknown := set(given) - known:
        raise ValueError(f"it names settings that this Inkling does not know ({', '.join(sorted(unknown))})")
    return type_(**given)


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
