"""A restricted Boltzmann machine, taught by one step of contrastive divergence (Hinton 2002; Hinton 2012)."""

from __future__ import annotations

import torch
from torch import Tensor


class RestrictedBoltzmann:
    """Visible units are logistic (values 0 to 1 are probabilities); so are hidden ones, or linear with unit variance.

    `weights` [visible, hidden], `visible_bias` [visible], `hidden_bias` [hidden].
    """

    def __init__(self, visible: int, hidden: int, generator: torch.Generator, linear: bool = False) -> None:
        self.weights = 0.05 * torch.randn(visible, hidden, generator=generator)
        self.visible_bias = torch.zeros(visible)
        self.hidden_bias = torch.zeros(hidden)
        self.linear = linear
        self._generator = generator
        self._moved = [torch.zeros_like(one) for one in self._parameters]

    @property
    def _parameters(self) -> tuple[Tensor, Tensor, Tensor]:
        return self.weights, self.visible_bias, self.hidden_bias

    def up(self, visible: Tensor) -> Tensor:
        """Means of the hidden units: [batch, visible] -> [batch, hidden]."""
        found = visible @ self.weights + self.hidden_bias
        return found if self.linear else found.sigmoid()

    def down(self, hidden: Tensor) -> Tensor:
        """Means of the visible units: [batch, hidden] -> [batch, visible]."""
        return (hidden @ self.weights.T + self.visible_bias).sigmoid()

    def sample(self, means: Tensor) -> Tensor:
        """Hidden states drawn from their means: 0 or 1, or with Gaussian noise where they are linear."""
        if self.linear:
            return means + torch.randn(means.shape, generator=self._generator)
        return (torch.rand(means.shape, generator=self._generator) < means).to(means.dtype)

    @torch.no_grad()
    def learn(self, data: Tensor, rate: float, momentum: float = 0.9, decay: float = 2e-4) -> float:
        """One step of CD-1 on [batch, visible]; gives the mean squared error of the reconstruction.

        The statistics use means where the paper allows it: of the data and of the reconstruction (sec. 3, 2012).
        """
        hidden = self.up(data)
        back = self.down(self.sample(hidden))
        again = self.up(back)
        n = len(data)
        steps = (
            (data.T @ hidden - back.T @ again) / n - decay * self.weights,
            (data - back).mean(dim=0),
            (hidden - again).mean(dim=0),
        )
        for parameter, moved, step in zip(self._parameters, self._moved, steps, strict=True):
            moved.mul_(momentum).add_(rate * step)
            parameter.add_(moved)
        return float((data - back).square().mean())

    def free_energy(self, visible: Tensor) -> Tensor:
        """-log of the unnormalised probability of [batch, visible], for logistic hidden units: [batch]."""
        inner = visible @ self.weights + self.hidden_bias
        return -(visible @ self.visible_bias) - torch.nn.functional.softplus(inner).sum(dim=1)
