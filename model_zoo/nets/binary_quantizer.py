"""Codes of signs: no codebook to look up, K = 2 to the number of bits (Yu et al. 2024, MAGVIT-v2, sec. 3.1)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.nets.quantizer import Quantized, Quantizer, flat, straight_through

_LOOKED_AT = 1024
"""Places of a batch that the mean over codes is taken of: K numbers for each of them is enough."""


class BinaryQuantizer(Quantizer):
    """Each of `width` numbers becomes -1 or 1, a bit of the code's number, the first one the lowest.

    The loss makes single codes certain and all codes together even: the mean entropy of a place minus the
    entropy of the mean (eq. 5 there), plus commitment.
    """

    powers: Tensor

    def __init__(self, width: int, entropy: float = 0.05, commitment: float = 0.1) -> None:
        super().__init__()
        self.size, self.width = 2**width, width
        self.entropy, self.commitment = entropy, commitment
        self.register_buffer("powers", 2 ** torch.arange(width), persistent=False)

    @torch.no_grad()
    def numbers(self, x: Tensor) -> Tensor:
        return ((x > 0) * self.powers.view(-1, *[1] * (x.ndim - 2))).sum(dim=1)

    def look_up(self, numbers: Tensor) -> Tensor:
        bits = (numbers.unsqueeze(1) // self.powers.view(-1, *[1] * (numbers.ndim - 1))) % 2
        return bits.to(torch.get_default_dtype()) * 2 - 1

    def forward(self, x: Tensor) -> Quantized:
        chosen = torch.where(x > 0, 1.0, -1.0)
        loss = self.commitment * F.mse_loss(x, chosen)
        if self.training and self.entropy:
            loss = loss + self.entropy * self._uneven(flat(x))
        return Quantized(straight_through(x, chosen), loss, self.numbers(x))

    def _uneven(self, rows: Tensor) -> Tensor:
        """Rows [n, width] -> mean entropy of a row minus the entropy of the mean, in nats."""
        rows = rows[torch.randperm(len(rows), device=rows.device)[:_LOOKED_AT]]
        logits = 4.0 * rows  # the softmax over -|x - code|^2 is a product of one sigmoid for each bit
        ones = torch.sigmoid(logits)
        single = F.binary_cross_entropy_with_logits(logits, ones, reduction="none").sum(dim=1).mean()
        joint = torch.ones(len(rows), 1, device=rows.device)
        for bit in range(self.width):
            one = ones[:, bit : bit + 1]
            joint = torch.cat([joint * (1 - one), joint * one], dim=1)
        mean = joint.mean(dim=0)
        return single + torch.special.xlogy(mean, mean.clamp_min(1e-12)).sum()
