"""Many small auto-encoders of different bottlenecks as one batch of matrices (Hinton and Salakhutdinov 2006)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class ParallelAutoencoders(nn.Module):
    """features -> hidden -> code -> hidden -> features, once for each member; code and output are linear.

    Members share no weight. All codes have the width of the widest one; what a member's own `widths` entry leaves
    out is multiplied by zero, so that one matrix product serves all. Two members that are wide alike begin
    differently if their `seeds` differ, and members of one seed begin alike as far as their widths go: what
    differs between them is the bottleneck.
    """

    mask: Tensor

    def __init__(self, features: int, hidden: int, widths: Sequence[int], seeds: Sequence[int]) -> None:
        super().__init__()
        if len(widths) != len(seeds):
            raise ValueError(f"{len(widths)} widths and {len(seeds)} seeds: each member has one of both")
        widest = max(widths)
        shapes = ((features, hidden), (hidden, widest), (widest, hidden), (hidden, features))
        started = [_started(shapes, width, seed) for width, seed in zip(widths, seeds, strict=True)]
        self.weights = nn.ParameterList(
            nn.Parameter(torch.stack([one[layer] for one in started])) for layer in range(len(shapes))
        )
        self.biases = nn.ParameterList(nn.Parameter(torch.zeros(len(widths), 1, into)) for _, into in shapes)
        mask = torch.arange(widest)[None, None, :] < torch.tensor(list(widths))[:, None, None]
        self.register_buffer("mask", mask.float())

    def encode(self, x: Tensor) -> Tensor:
        """[rows, features] -> codes [members, rows, widest]; zero beyond a member's own width."""
        hidden = F.gelu(self._layer(x.expand(len(self.mask), *x.shape), 0))
        return self._layer(hidden, 1) * self.mask

    def decode(self, codes: Tensor) -> Tensor:
        """[members, rows, widest] -> [members, rows, features]."""
        return self._layer(F.gelu(self._layer(codes, 2)), 3)

    def forward(self, x: Tensor) -> Tensor:
        """[rows, features] -> every member's reconstruction [members, rows, features]."""
        return self.decode(self.encode(x))

    def _layer(self, x: Tensor, number: int) -> Tensor:
        return torch.baddbmm(self.biases[number], x, self.weights[number])


def _started(shapes: Sequence[tuple[int, int]], width: int, seed: int) -> list[Tensor]:
    """Uniform weights of variance 1 / (number of inputs); the decoder's first layer has `width` inputs.

    Each layer has random numbers of its own, and those of a code's units come unit by unit: so a net begins the same
    however wide the codes of others beside it are.
    """
    found = []
    for number, (before, after) in enumerate(shapes):
        generator = torch.Generator().manual_seed((seed * len(shapes) + number) % 2**63)
        inputs = width if number == 2 else before
        by_unit = (after, before) if number == 1 else (before, after)
        weights = (torch.rand(by_unit, generator=generator) * 2 - 1) * (3 / inputs) ** 0.5
        found.append(weights.T if number == 1 else weights)
    return found
