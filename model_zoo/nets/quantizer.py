"""What the four discrete bottlenecks have in common: vectors in, numbers of a codebook of K entries, vectors out.

`places` are the trailing axes: frames of a sound, rows and columns of a picture, or none.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn


class Quantized(NamedTuple):
    """`codes` [batch, width, *places] (gradients pass), the bottleneck's `loss`, `numbers` [batch, *places]."""

    codes: Tensor
    loss: Tensor
    numbers: Tensor


class Quantizer(nn.Module):
    """The interface of all four. `size` is K; `width` that of the vectors."""

    size: int
    width: int

    def numbers(self, x: Tensor) -> Tensor:
        """[batch, width, *places] -> the number of each place's code, [batch, *places], without gradient."""
        raise NotImplementedError

    def look_up(self, numbers: Tensor) -> Tensor:
        """[batch, *places] -> the codes [batch, width, *places]."""
        raise NotImplementedError

    def forward(self, x: Tensor) -> Quantized:
        """[batch, width, *places] -> `Quantized`."""
        raise NotImplementedError


def flat(x: Tensor) -> Tensor:
    """[batch, width, *places] -> [batch x places, width]."""
    return x.movedim(1, -1).flatten(0, -2)


def unflat(rows: Tensor, x: Tensor) -> Tensor:
    """Rows [batch x places, width] in the shape of `x` [batch, any width, *places]."""
    return rows.view(len(x), *x.shape[2:], rows.shape[-1]).movedim(-1, 1)


def straight_through(x: Tensor, chosen: Tensor) -> Tensor:
    """`chosen` in value, x in gradient (Bengio et al. 2013)."""
    return x + (chosen - x).detach()


def usage(counts: Tensor) -> float:
    """The share of codes that were chosen at all; counts [K] are of a whole corpus, a batch would say too little."""
    return float((counts > 0).double().mean())


def perplexity(counts: Tensor) -> float:
    """2 to the entropy of counts [K]: how many codes, equally often chosen, would be as hard to guess."""
    share = counts.double() / counts.sum().clamp_min(1)
    return float(torch.exp(-torch.special.xlogy(share, share).sum()))
