"""Codebooks one behind the other: each names what those before it left over (Zeghidour et al. 2021, SoundStream)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from model_zoo.nets.quantizer import Quantized, straight_through
from model_zoo.nets.vector_quantizer import VectorQuantizer


class ResidualQuantizer(nn.Module):
    """`levels` codebooks of `size` vectors. The first alone is the coarsest version, each further one refines it.

    `sight` [width, width]: the first level takes what is nearest after this map, which is the identity at first.
    """

    sight: Tensor

    def __init__(self, levels: int, size: int, width: int) -> None:
        super().__init__()
        self.levels = nn.ModuleList([VectorQuantizer(size, width) for _ in range(levels)])
        self.register_buffer("sight", torch.eye(width))

    def books(self) -> list[VectorQuantizer]:
        """The codebooks, coarsest first."""
        return [level for level in self.levels if isinstance(level, VectorQuantizer)]

    @torch.no_grad()
    def numbers(self, x: Tensor) -> Tensor:
        """[batch, width, frames] -> [batch, levels, frames]."""
        found = []
        for number, level in enumerate(self.books()):
            found.append(self._first(x, level) if number == 0 else level.numbers(x))
            x = x - level.look_up(found[-1])
        return torch.stack(found, dim=1)

    def _first(self, x: Tensor, level: VectorQuantizer) -> Tensor:
        """Nearest codes as the first level sees them."""
        seen, codes = self.sight @ x, level.book @ self.sight.T
        return (codes.square().sum(dim=1)[:, None] - 2.0 * codes @ seen).argmin(dim=1)

    def look_up(self, numbers: Tensor) -> Tensor:
        """[batch, levels, frames] -> [batch, width, frames]. Fewer levels, or −1 in one, give a coarser version."""
        total = torch.zeros((), device=numbers.device)
        for level, book in enumerate(self.books()[: numbers.shape[1]]):
            picked = numbers[:, level]
            total = total + book.look_up(picked.clamp_min(0)) * (picked >= 0)[:, None]
        return total

    def forward(self, x: Tensor, kept: Tensor | None = None) -> Quantized:
        """[batch, width, frames] -> `Quantized`, its numbers [batch, levels, frames].

        `kept` [batch] is how many levels each row is decoded from (all, if left out): rows decoded from few make the
        first codebook the one that matters most (quantiser dropout, sec. III.C there).
        """
        left, total, loss = x, torch.zeros_like(x), x.new_zeros(())
        numbers = []
        for number, level in enumerate(self.books()):
            found = level(left)
            chosen = found.codes.detach()
            numbers.append(found.numbers)
            loss = loss + found.loss
            left = left - chosen
            total = total + (chosen if kept is None else chosen * (kept > number)[:, None, None])
        return Quantized(straight_through(x, total), loss, torch.stack(numbers, dim=1))
