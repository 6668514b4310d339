"""One of K by a softmax with noise, learnt by gradient (Jang et al. 2017; Ramesh et al. 2021, DALL-E's dVAE)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model_zoo.nets.quantizer import Quantized, Quantizer, flat, unflat


class GumbelQuantizer(Quantizer):
    """Scores of K codes from each vector; in training one is drawn with Gumbel noise, later the highest is taken.

    The drawn code is one-hot in value and a softmax at `temperature` in gradient. The loss is the divergence of
    the scores from an even choice. `score` and `book` start as a codebook of the first batch's vectors would.
    """

    started: Tensor
    temperature: Tensor

    def __init__(self, size: int, width: int, evenness: float = 5e-4, sharpness: float = 4.0) -> None:
        super().__init__()
        self.size, self.width = size, width
        self.evenness, self.sharpness = evenness, sharpness
        self.score = nn.Linear(width, size)
        self.book = nn.Parameter(torch.zeros(size, width))
        self.register_buffer("started", torch.zeros((), dtype=torch.bool))
        self.register_buffer("temperature", torch.ones(()))

    @torch.no_grad()
    def numbers(self, x: Tensor) -> Tensor:
        return unflat(self.score(flat(x)).argmax(dim=1, keepdim=True), x).squeeze(1)

    def look_up(self, numbers: Tensor) -> Tensor:
        return F.embedding(numbers, self.book).movedim(-1, 1)

    def forward(self, x: Tensor) -> Quantized:
        if not self.training:
            numbers = self.numbers(x)
            return Quantized(self.look_up(numbers), x.new_zeros(()), numbers)
        rows = flat(x)
        if not bool(self.started):
            self._start(rows.detach())
        scores = self.score(rows)
        drawn = F.gumbel_softmax(scores, tau=float(self.temperature), hard=True)
        log = F.log_softmax(scores, dim=1)
        loss = self.evenness * (log.exp() * (log + torch.log(log.new_tensor(self.size)))).sum(dim=1).mean()
        return Quantized(
            unflat(drawn @ self.book, x), loss, unflat(drawn.argmax(dim=1, keepdim=True), x).squeeze(1)
        )

    @torch.no_grad()
    def _start(self, rows: Tensor) -> None:
        """Scores fall with the squared distance from vectors of the first batch, in units of their own spread."""
        picked = rows[torch.randint(len(rows), (self.size,), device=rows.device)]
        sharp = self.sharpness / rows.var(dim=0).mean().clamp_min(1e-6)
        self.score.weight.copy_(2 * sharp * picked)
        self.score.bias.copy_(-sharp * picked.square().sum(dim=1))
        self.book.copy_(picked)
        self.started.fill_(True)
