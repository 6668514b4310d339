"""The codebook as it was first written down, learnt by gradient: it loses codes, which is shown on purpose."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model_zoo.nets.quantizer import Quantized, Quantizer, flat, straight_through, unflat


class PlainVectorQuantizer(Quantizer):
    """Nearest of K; the codes go to their vectors by gradient (van den Oord et al. 2017, eq. 3).

    They start small and close together, away from the data: the few that are nearest win every vector, the
    others get no gradient and stay where they are.
    """

    def __init__(self, size: int, width: int, commitment: float = 0.25) -> None:
        super().__init__()
        self.size, self.width, self.commitment = size, width, commitment
        self.book = nn.Parameter(torch.empty(size, width).uniform_(-1 / size, 1 / size))

    @torch.no_grad()
    def numbers(self, x: Tensor) -> Tensor:
        distance = self.book.square().sum(dim=1) - 2.0 * flat(x) @ self.book.T
        return unflat(distance.argmin(dim=1, keepdim=True), x).squeeze(1)

    def look_up(self, numbers: Tensor) -> Tensor:
        return F.embedding(numbers, self.book).movedim(-1, 1)

    def forward(self, x: Tensor) -> Quantized:
        numbers = self.numbers(x)
        chosen = self.look_up(numbers)
        loss = F.mse_loss(chosen, x.detach()) + self.commitment * F.mse_loss(x, chosen.detach())
        return Quantized(straight_through(x, chosen), loss, numbers)
