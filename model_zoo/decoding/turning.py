"""Rotary positions as complex numbers: one product turns every pair of every head."""

from __future__ import annotations

import torch
from torch import Tensor

from model_zoo.decoding.plan import Rotary


def turns(rotary: Rotary, head_width: int) -> tuple[Tensor, Tensor]:
    """Factors [places, 1, head width / 2], complex, and the order [head width] that puts pairs side by side.

    Numbers that do not turn get the factor 1. Queries and keys are put in the same order, which leaves their
    products as they are.
    """
    places, half = rotary.cosines.shape
    device = rotary.cosines.device
    factors = torch.ones(places, 1, head_width // 2, dtype=torch.complex64, device=device)
    factors[:, 0, :half] = torch.complex(rotary.cosines, rotary.sines)
    pairs = torch.arange(head_width, device=device)
    pairs[: 2 * half] = pairs[: 2 * half].view(2, half).t().reshape(-1)
    return factors, pairs
