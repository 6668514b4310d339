"""A small convolutional denoiser that can be told where the noise is (after Zhang et al. 2018, FFDNet).

It works on blocks of 2 x 2 pixels and once more at half that resolution, and has no path that adds the input to
the output: whether it copies or cleans is learnt.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class DenoiserShape:
    """`fine` channels at half, `coarse` ones at a quarter of the picture's resolution, `blocks` there."""

    fine: int = 24
    coarse: int = 40
    blocks: int = 2


class ConvDenoiser(nn.Module):
    """Takes three planes: the picture, how strong the noise is at each pixel (0 to 1), whether that is known."""

    def __init__(self, shape: DenoiserShape) -> None:
        super().__init__()
        self.shape = shape
        fine, coarse = shape.fine, shape.coarse
        self.enter = nn.Conv2d(4 * 3, fine, 3, padding=1)
        self.first = nn.Conv2d(fine, fine, 3, padding=1)
        self.narrow = nn.Conv2d(fine, coarse, 3, stride=2, padding=1)
        self.deep = nn.ModuleList(nn.Conv2d(coarse, coarse, 3, padding=1) for _ in range(shape.blocks))
        self.widen = nn.Conv2d(coarse, fine * 4, 1)
        self.last = nn.Conv2d(2 * fine, fine, 3, padding=1)
        self.leave = nn.Conv2d(fine, 4, 3, padding=1)

    def forward(self, picture: Tensor, level: Tensor | None = None) -> Tensor:
        """[batch, 1, h, w], 0 to 1, and the noise's strength [batch, 1, h, w] where it is known -> the clean picture.

        Any size: it is padded to a multiple of four by its edge, and cut again.
        """
        height, width = picture.shape[-2:]
        known = torch.zeros_like(picture) if level is None else torch.ones_like(picture)
        planes = torch.cat([picture, torch.zeros_like(picture) if level is None else level, known], dim=1)
        down, right = -height % 4, -width % 4
        if down or right:
            planes = F.pad(planes, (0, right, 0, down), mode="replicate")
        x = F.gelu(self.enter(F.pixel_unshuffle(planes, 2)))
        x = F.gelu(self.first(x))
        y = F.gelu(self.narrow(x))
        for layer in self.deep:
            y = y + F.gelu(layer(y))
        y = F.pixel_shuffle(self.widen(y), 2)
        z = F.gelu(self.last(torch.cat([x, y], dim=1)))
        return F.pixel_shuffle(self.leave(z), 2)[..., :height, :width]
