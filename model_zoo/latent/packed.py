"""Weights at a byte a number: whole numbers from -127 to 127, and a scale for each output channel.

The usual post-training quantisation (Jacob et al. 2018, sec. 2.1, symmetric); it halves a half-precision file. Small
tensors, and what the caller names, stay in half precision.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

SCALE = "#scale"
_SMALL = 4096
"""Tensors of fewer numbers are not worth a scale."""


def pack(tensors: Mapping[str, Tensor], whole: tuple[str, ...] = ()) -> dict[str, Tensor]:
    """Tensors by name, as a file holds them; those whose name contains one of `whole` are not rounded to bytes."""
    found: dict[str, Tensor] = {}
    for name, value in tensors.items():
        if value.ndim < 2 or value.numel() < _SMALL or any(part in name for part in whole):
            found[name] = value.half().contiguous()
            continue
        flat = value.float().flatten(1)
        scale = (flat.abs().amax(dim=1) / 127.0).clamp_min(1e-6).half()
        steps = (flat / scale.float()[:, None]).round().clamp(-127, 127)
        found[name] = steps.to(torch.int8).reshape(value.shape).contiguous()
        found[name + SCALE] = scale
    return found


def unpack(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """`pack` undone, as float32. KeyError if a scale is missing."""
    found: dict[str, Tensor] = {}
    for name, value in tensors.items():
        if name.endswith(SCALE):
            continue
        if value.dtype == torch.int8:
            scale = tensors[name + SCALE].float()
            found[name] = value.float() * scale.reshape(-1, *[1] * (value.ndim - 1))
        else:
            found[name] = value.float()
    return found
