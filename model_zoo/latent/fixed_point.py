"""Nets whose answers are the same bits on every machine: fixed-point arithmetic carried in double precision.

A decoder must expect exactly what the encoder expected, or every symbol after the first difference is wrong; sums of
floating-point numbers depend on their order, which differs between processors and numbers of threads (Ballé et al.
2019, *Integer networks for data compression with latent-variable models*). Here weights are whole multiples of 2^-14,
inputs of layers of 2^-10, and both are bounded, so that every partial sum fits the 53 bits of a double: all orders of
summing give the same number.
"""

from __future__ import annotations

import copy
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

WEIGHT_BITS, INPUT_BITS = 14, 10
LARGEST_WEIGHT, LARGEST_INPUT = 16.0, 1024.0
"""2^18 * 2^20 * a fan-in of at most 2^15 = 2^53."""

Net = TypeVar("Net", bound=nn.Module)


def exact(net: Net) -> Net:
    """A copy on the processor whose convolutions are exact. Raises ValueError if a weight is too large for it."""
    made = copy.deepcopy(net).cpu().double().eval()
    for name, value in made.named_parameters():
        if not bool((value.abs() < LARGEST_WEIGHT).all()):
            raise ValueError(
                f"{name} holds a weight of {LARGEST_WEIGHT:.0f} or more, or one that is no number"
            )
        value.requires_grad_(False).copy_(on_grid(value, WEIGHT_BITS))
    for module in made.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_pre_hook(_inputs_on_grid)
    return made


def on_grid(x: Tensor, bits: int) -> Tensor:
    """The nearest multiple of 2^-bits."""
    scale = float(2**bits)
    return torch.round(x * scale) / scale


def _inputs_on_grid(_module: nn.Module, inputs: Any) -> tuple[Tensor, ...]:
    return tuple(on_grid(x.clamp(-LARGEST_INPUT, LARGEST_INPUT), INPUT_BITS) for x in inputs)
