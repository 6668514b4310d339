"""Adam (Kingma and Ba 2015) with a rate that falls along a cosine.

The first use of torch.optim brings its compiler into memory, which takes longer than a small net needs to learn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import Tensor


class Adam:
    """Moves `parameters` against their gradients; after `steps` steps the rate has fallen from `rate` to 0."""

    def __init__(self, parameters: Iterable[Tensor], rate: float, steps: int) -> None:
        self._parameters = list(parameters)
        self._means = [torch.zeros_like(one) for one in self._parameters]
        self._squares = [torch.zeros_like(one) for one in self._parameters]
        self._rate, self._steps, self._done = rate, max(1, steps), 0

    @torch.no_grad()
    def step(self) -> None:
        """Take one step and forget the gradients."""
        rate = self._rate * 0.5 * (1 + math.cos(math.pi * self._done / self._steps))
        self._done += 1
        size = rate / (1 - 0.9**self._done)
        whole = math.sqrt(1 - 0.999**self._done)
        for parameter, mean, square in zip(self._parameters, self._means, self._squares, strict=True):
            if parameter.grad is None:
                continue
            mean.lerp_(parameter.grad, 0.1)
            square.mul_(0.999).addcmul_(parameter.grad, parameter.grad, value=0.001)
            parameter.addcdiv_(mean, (square.sqrt() / whole).add_(1e-8), value=-size)
            parameter.grad = None
