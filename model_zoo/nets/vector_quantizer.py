"""A codebook: every vector is replaced by the nearest of K (van den Oord et al. 2017, VQ-VAE)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.nets.quantizer import Quantized, Quantizer, flat, straight_through, unflat

_DEAD = 30
"""A code with less than this part of an even share of the choices counts as dead."""


class VectorQuantizer(Quantizer):
    """Codes follow the moving mean of what chose them (sec. A.1 there); codes that nobody chooses are revived.

    With `cosine`, vectors and codes have length 1, and the nearest is the one in the same direction (Yu et al.
    2022, ViT-VQGAN, sec. 3.2). `usage` [K] is the moving count of choices a step, `sums` [K, width] that of the
    vectors, `book` [K, width] the codes.
    """

    usage: Tensor
    sums: Tensor
    book: Tensor
    started: Tensor

    def __init__(
        self, size: int, width: int, decay: float = 0.99, commitment: float = 0.25, cosine: bool = False
    ) -> None:
        super().__init__()
        self.size, self.width = size, width
        self.decay, self.commitment, self.cosine = decay, commitment, cosine
        self.register_buffer("book", torch.zeros(size, width))
        self.register_buffer("usage", torch.zeros(size))
        self.register_buffer("sums", torch.zeros(size, width))
        self.register_buffer("started", torch.zeros((), dtype=torch.bool))

    @torch.no_grad()
    def numbers(self, x: Tensor) -> Tensor:
        return self._nearest(self._normed(x))

    def look_up(self, numbers: Tensor) -> Tensor:
        return F.embedding(numbers, self.book).movedim(-1, 1)

    def forward(self, x: Tensor) -> Quantized:
        x = self._normed(x)
        if self.training and not bool(self.started):
            self._start(flat(x.detach()))
        numbers = self._nearest(x.detach())
        chosen = self.look_up(numbers)
        if self.training:
            self._follow(flat(x.detach()), numbers.flatten())
        loss = self.commitment * F.mse_loss(x, chosen.detach())
        return Quantized(straight_through(x, chosen), loss, numbers)

    def _normed(self, x: Tensor) -> Tensor:
        return F.normalize(x, dim=1) if self.cosine else x

    def _nearest(self, x: Tensor) -> Tensor:
        distance = self.book.square().sum(dim=1) - 2.0 * flat(x) @ self.book.T
        return unflat(distance.argmin(dim=1, keepdim=True), x).squeeze(1)

    @torch.no_grad()
    def _start(self, rows: Tensor) -> None:
        """The first codes are vectors of the first batch: no code starts far from all data.

        Each begins with an even share of the choices. With less, such as 1, the count would stand below what
        makes a code dead for as long as the mean moves, and every step would throw the codebook away.
        """
        picked = _some(rows, self.size)
        self.book.copy_(picked)
        self.usage.fill_(len(rows) / self.size)
        self.sums.copy_(picked * self.usage[:, None])
        self.started.fill_(True)

    @torch.no_grad()
    def _follow(self, rows: Tensor, chosen: Tensor) -> None:
        counts = torch.bincount(chosen, minlength=self.size).to(rows)
        sums = torch.zeros_like(self.sums).index_add_(0, chosen, rows)
        self.usage.lerp_(counts, 1 - self.decay)
        self.sums.lerp_(sums, 1 - self.decay)
        share = len(rows) / self.size
        dead = self.usage < share / _DEAD
        if bool(dead.any()):
            # A random vector of the data takes the dead code's place, with an even share: see `_start`.
            self.usage[dead] = share
            self.sums[dead] = _some(rows, int(dead.sum())) * share
        means = self.sums / self.usage[:, None].clamp_min(1e-5)
        self.book.copy_(F.normalize(means, dim=1) if self.cosine else means)


def _some(rows: Tensor, count: int) -> Tensor:
    """`count` rows at random, none twice as long as there are enough."""
    order = torch.randperm(len(rows), device=rows.device)
    return rows[order.repeat(-(-count // len(rows)))[:count]]
