"""Two optimizers for trainings in a window: making one of torch's imports its compiler, which takes two seconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor


class _Light:
    """What a trainer asks of an optimizer: the rate lies in `param_groups[0]["lr"]`, as with torch's."""

    def __init__(self, parameters: Iterable[Tensor], rate: float) -> None:
        self._parameters = list(parameters)
        self.param_groups: list[dict[str, Any]] = [{"params": self._parameters, "lr": rate}]

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients."""
        for one in self._parameters:
            if set_to_none or one.grad is None:
                one.grad = None
            else:
                one.grad.zero_()

    def _gradients(self) -> list[Tensor]:
        return [torch.zeros_like(one) if one.grad is None else one.grad for one in self._parameters]


class LightAdam(_Light):
    """Adam (Kingma and Ba 2015), the same numbers as torch's."""

    def __init__(
        self, parameters: Iterable[Tensor], rate: float, betas: tuple[float, float] = (0.9, 0.99)
    ) -> None:
        super().__init__(parameters, rate)
        self._betas, self._steps = betas, 0
        self._first = [torch.zeros_like(one) for one in self._parameters]
        self._second = [torch.zeros_like(one) for one in self._parameters]

    @torch.no_grad()
    def step(self) -> None:
        """Move along the gradients."""
        self._steps += 1
        gradients, (one, two) = self._gradients(), self._betas
        torch._foreach_lerp_(self._first, gradients, 1 - one)
        torch._foreach_mul_(self._second, two)
        torch._foreach_addcmul_(self._second, gradients, gradients, 1 - two)
        root = torch._foreach_sqrt(self._second)
        torch._foreach_div_(root, (1 - two**self._steps) ** 0.5)
        torch._foreach_add_(root, 1e-8)
        size = -self.param_groups[0]["lr"] / (1 - one**self._steps)
        torch._foreach_addcdiv_(self._parameters, self._first, root, size)


class LightMomentum(_Light):
    """Gradient descent with momentum, the same numbers as torch's SGD."""

    def __init__(self, parameters: Iterable[Tensor], rate: float, momentum: float = 0.9) -> None:
        super().__init__(parameters, rate)
        self._momentum = momentum
        self._moved = [torch.zeros_like(one) for one in self._parameters]

    @torch.no_grad()
    def step(self) -> None:
        """Move along the gradients, and on along where it moved before."""
        torch._foreach_mul_(self._moved, self._momentum)
        torch._foreach_add_(self._moved, self._gradients())
        torch._foreach_add_(self._parameters, self._moved, alpha=-self.param_groups[0]["lr"])
