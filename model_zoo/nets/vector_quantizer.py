"""A codebook: every vector is replaced by the nearest of K (van den Oord et al. 2017, VQ-VAE)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class VectorQuantizer(nn.Module):
    """Codes follow the moving mean of what chose them (sec. A.1 there); codes that nobody chooses are revived.

    `usage` [K] is the moving count of choices a step, `sums` [K, width] that of the vectors.
    """

    usage: Tensor
    sums: Tensor
    book: Tensor
    started: Tensor

    def __init__(self, size: int, width: int, decay: float = 0.99, commitment: float = 0.25) -> None:
        super().__init__()
        self.decay, self.commitment = decay, commitment
        self.register_buffer("book", torch.zeros(size, width))
        self.register_buffer("usage", torch.zeros(size))
        self.register_buffer("sums", torch.zeros(size, width))
        self.register_buffer("started", torch.zeros((), dtype=torch.bool))

    def nearest(self, x: Tensor) -> Tensor:
        """Numbers of the nearest codes: [batch, width, frames] -> [batch, frames]."""
        flat = x.transpose(1, 2)
        distance = self.book.square().sum(dim=1) - 2.0 * flat @ self.book.T
        return distance.argmin(dim=-1)

    def look_up(self, numbers: Tensor) -> Tensor:
        """[batch, frames] -> the codes [batch, width, frames]."""
        return F.embedding(numbers, self.book).transpose(1, 2)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """[batch, width, frames] -> quantised (gradient straight through), the loss, numbers [batch, frames]."""
        if self.training and not bool(self.started):
            self._start(x.detach())
        numbers = self.nearest(x.detach())
        if self.training:
            self._follow(x.detach(), numbers)
        chosen = self.look_up(numbers)
        loss = self.commitment * F.mse_loss(x, chosen.detach())
        return x + (chosen - x).detach(), loss, numbers

    @torch.no_grad()
    def _start(self, x: Tensor) -> None:
        """The first codes are vectors of the first batch: no code starts far from all data."""
        flat = x.transpose(1, 2).flatten(0, 1)
        picked = flat[torch.randint(len(flat), (len(self.book),))]
        self.book.copy_(picked)
        self.usage.fill_(1.0)
        self.sums.copy_(picked)
        self.started.fill_(True)

    @torch.no_grad()
    def _follow(self, x: Tensor, numbers: Tensor) -> None:
        flat, chosen = x.transpose(1, 2).flatten(0, 1), numbers.flatten()
        counts = torch.bincount(chosen, minlength=len(self.book)).to(flat)
        sums = torch.zeros_like(self.sums).index_add_(0, chosen, flat)
        self.usage.lerp_(counts, 1 - self.decay)
        self.sums.lerp_(sums, 1 - self.decay)
        # Less than a thirtieth of an even share: the code is dead, and takes the place of a random vector.
        dead = self.usage < len(flat) / len(self.book) / 30
        if bool(dead.any()):
            picked = flat[torch.randint(len(flat), (int(dead.sum()),))]
            self.sums[dead] = picked
            self.usage[dead] = 1.0
        self.book.copy_(self.sums / self.usage[:, None].clamp_min(1e-5))
