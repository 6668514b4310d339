"""A variational auto-encoder of 28 x 28 pictures, and the plain one that has the same net (Kingma and Welling 2014).

The decoder's answer is the mean of a normal distribution with one spread for all pixels, which is learned (Rybkin,
Daniilidis and Levine 2021, sigma-VAE): the balance of likeness and order is then no knob.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SIDE = 28
_SMALLEST_LOG_SPREAD = -4.0


@dataclass(frozen=True)
class VaeShape:
    latents: int = 8
    classes: int = 0
    """Kinds of pictures that encoder and decoder are told; 0: none."""
    variational: int = 1
    """1: a mean and a spread for each latent, drawn from. 0: a plain auto-encoder."""
    wide: int = 48
    narrow: int = 64
    """Widths of the two layers between picture and code. The first one has nearly all weights."""


class ImageVae(nn.Module):
    """`encode` and `decode`; `log_spread` is the pixels' learned standard deviation (unused by the plain one)."""

    def __init__(self, shape: VaeShape) -> None:
        super().__init__()
        self.shape = shape
        answers = shape.latents * (2 if shape.variational else 1)
        self.look = nn.Linear(SIDE**2, shape.wide)
        self.think = nn.Linear(shape.wide + shape.classes, shape.narrow)
        self.answer = nn.Linear(shape.narrow, answers)
        self.recall = nn.Linear(shape.latents + shape.classes, shape.narrow)
        self.plan = nn.Linear(shape.narrow, shape.wide)
        self.paint = nn.Linear(shape.wide, SIDE**2)
        self.log_spread = nn.Parameter(torch.tensor(-1.5))

    def encode(self, pictures: Tensor, kinds: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Mean and log standard deviation of the code, each [batch, latents], of pictures [batch, 1, 28, 28], 0 to 1.

        `kinds` [batch] are told to a net that has classes. The plain one answers -inf for the second.
        """
        seen = _bend(self.look((pictures - 0.5).flatten(1)))
        found = self.answer(_bend(self.think(self._told(seen, kinds))))
        if not self.shape.variational:
            return found, torch.full_like(found, -math.inf)
        mean, log_spread = found.chunk(2, 1)
        return mean, log_spread.clamp(-8, 4)

    def decode(self, codes: Tensor, kinds: Tensor | None = None) -> Tensor:
        """Pictures [batch, 1, 28, 28], 0 to 1, of codes [batch, latents]."""
        planned = _bend(self.plan(_bend(self.recall(self._told(codes, kinds)))))
        return torch.sigmoid(self.paint(planned)).reshape(-1, 1, SIDE, SIDE)

    @torch.no_grad()
    def begin(self, pictures: Tensor) -> None:
        """Begin with the principal components of pictures [n, 784], 0 to 1, n above the first layer's width.

        What is seen first are their coordinates at unit variance; what is painted last is the mean picture and the
        components. From random weights most of a short training goes into finding these.
        """
        middle = pictures.mean(0)
        _, sizes, axes = torch.linalg.svd(pictures - middle, full_matrices=False)
        wide = self.shape.wide
        spread = sizes[:wide] / len(pictures) ** 0.5
        self.look.weight.copy_(axes[:wide] / spread[:, None])
        self.look.bias.copy_(-(self.look.weight @ (middle - 0.5)))
        likely = middle.clamp(0.02, 0.98)
        slope = (likely * (1 - likely)).clamp_min(0.05)  # of the sigmoid at the mean picture
        self.paint.weight.copy_((axes[:wide] * spread[:, None] / slope).T)
        self.paint.bias.copy_(torch.logit(likely))

    def spread(self) -> Tensor:
        """The pixels' log standard deviation."""
        return self.log_spread.clamp_min(_SMALLEST_LOG_SPREAD)

    def _told(self, x: Tensor, kinds: Tensor | None) -> Tensor:
        if not self.shape.classes:
            return x
        if kinds is None:
            raise ValueError("this net is to be told what kind each picture is")
        return torch.cat([x, F.one_hot(kinds, self.shape.classes).to(x.dtype)], 1)


def divergence(mean: Tensor, log_spread: Tensor) -> Tensor:
    """Nats between each latent's distribution and the standard normal one, [batch, latents]."""
    return 0.5 * (mean.square() + (2 * log_spread).exp() - 1) - log_spread


def evidence(
    net: ImageVae, pictures: Tensor, drawn: Tensor, kinds: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """The two parts of the evidence lower bound, each [batch] in nats: log likelihood, and divergence.

    `drawn` [batch, latents] is standard normal noise. The likelihood is a density over pixels from 0 to 1.
    """
    mean, log_spread = net.encode(pictures, kinds)
    codes = mean + drawn * log_spread.exp()
    off = (pictures - net.decode(codes, kinds)).flatten(1)
    spread = net.spread()
    likelihood = -0.5 * (off / spread.exp()).square() - spread - 0.5 * math.log(2 * math.pi)
    return likelihood.sum(1), divergence(mean, log_spread).sum(1)


def _bend(x: Tensor) -> Tensor:
    return F.leaky_relu(x, 0.2)


class Judge(nn.Module):
    """A small classifier: it says what a sample looks like; samples are compared in its last layer but one."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.look = nn.Sequential(
            nn.Flatten(), nn.Linear(SIDE**2, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU()
        )
        self.say = nn.Linear(32, classes)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Logits [batch, classes] and features [batch, 32] of pictures [batch, 1, 28, 28], 0 to 1."""
        features = self.look(pictures - 0.5)
        return self.say(features), features
