"""Finite scalars: every number is rounded to one of a few levels (Mentzer et al. 2024, FSQ). Nothing can collapse."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from model_zoo.nets.quantizer import Quantized, Quantizer, straight_through

_EDGE = 1e-3


class ScalarQuantizer(Quantizer):
    """Number i of a vector takes one of `levels`[i] values between -1 and 1; K is the product of the levels.

    The first number is the lowest digit of the code's number. There is no loss of its own and no codebook.
    """

    basis: Tensor
    counts: Tensor

    def __init__(self, levels: tuple[int, ...]) -> None:
        super().__init__()
        if min(levels, default=0) < 2:
            raise ValueError("every number needs two levels or more")
        self.levels, self.width, self.size = levels, len(levels), math.prod(levels)
        self.register_buffer("counts", torch.tensor(levels), persistent=False)
        basis = [math.prod(levels[:place]) for place in range(len(levels))]
        self.register_buffer("basis", torch.tensor(basis), persistent=False)

    def _wide(self, values: Tensor, axes: int) -> Tensor:
        return values.view(-1, *[1] * (axes - 2))

    def _bounded(self, x: Tensor) -> Tensor:
        """Into the levels' range: -(L - 1) / 2 to (L - 1) / 2, shifted by a half where L is even (sec. 3.1)."""
        counts = self._wide(self.counts, x.ndim)
        reach = (counts - 1) * (1 + _EDGE) / 2
        offset = torch.where(counts % 2 == 0, 0.5, 0.0)
        return torch.tanh(x + torch.atanh(offset / reach)) * reach - offset

    def _digits(self, x: Tensor) -> Tensor:
        return self._bounded(x).round() + self._wide(self.counts // 2, x.ndim)

    def _scaled(self, digits: Tensor) -> Tensor:
        """Digits 0 to L - 1 to values between -1 and 1, evenly spaced."""
        counts = self._wide(self.counts, digits.ndim)
        return digits * 2 / (counts - 1) - 1

    @torch.no_grad()
    def numbers(self, x: Tensor) -> Tensor:
        return (self._digits(x).long() * self._wide(self.basis, x.ndim)).sum(dim=1)

    def look_up(self, numbers: Tensor) -> Tensor:
        axes = numbers.ndim + 1
        digits = numbers.unsqueeze(1) // self._wide(self.basis, axes) % self._wide(self.counts, axes)
        return self._scaled(digits.to(torch.get_default_dtype()))

    def forward(self, x: Tensor) -> Quantized:
        middle = self._wide(self.counts // 2, x.ndim)
        bounded = self._bounded(x) + middle
        rounded = straight_through(bounded, bounded.round())
        return Quantized(self._scaled(rounded), x.new_zeros(()), self.numbers(x))
