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
PATCH, PATCHES = 4, 7
"""Pixels a side of a patch, and patches a side of the picture."""
_SMALLEST_LOG_SPREAD = -4.0


@dataclass(frozen=True)
class VaeShape:
    latents: int = 8
    classes: int = 0
    """Kinds of pictures that encoder and decoder are told; 0: none."""
    variational: int = 1
    """1: a mean and a spread for each latent, drawn from. 0: a plain auto-encoder."""
    channels: int = 32
    """Numbers at each of the 7 x 7 places that the picture's patches have."""
    places: int = 16
    """So many mixtures of places lie between patches and code."""
    hidden: int = 40


class ImageVae(nn.Module):
    """`encode` and `decode`; `log_spread` is the pixels' learned standard deviation (unused by the plain one).

    Patches of 4 x 4 pixels become channels, places are mixed, and a narrow layer leads to the code; and back. Only
    products of matrices (as in MLP-Mixer, Tolstikhin et al. 2021): small convolutions take four times as long here.
    """

    def __init__(self, shape: VaeShape) -> None:
        super().__init__()
        self.shape = shape
        width = shape.places * shape.channels
        self.look = nn.Linear(PATCH**2, shape.channels)
        self.gather = nn.Linear(PATCHES**2, shape.places)
        self.think = nn.Linear(width + shape.classes, shape.hidden)
        self.answer = nn.Linear(shape.hidden, shape.latents * (2 if shape.variational else 1))
        self.recall = nn.Linear(shape.latents + shape.classes, shape.hidden)
        self.plan = nn.Linear(shape.hidden, width)
        self.scatter = nn.Linear(shape.places, PATCHES**2)
        self.refine = nn.Linear(shape.channels, shape.channels)
        self.paint = nn.Linear(shape.channels, PATCH**2)
        self.ground = nn.Parameter(torch.zeros(PATCHES**2, PATCH**2))
        self.log_spread = nn.Parameter(torch.tensor(-1.5))

    def encode(self, pictures: Tensor, kinds: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Mean and log standard deviation of the code, each [batch, latents], of pictures [batch, 1, 28, 28], 0 to 1.

        `kinds` [batch] are told to a net that has classes. The plain one answers -inf for the second.
        """
        seen = F.relu(self.look(_patches(pictures - 0.5))).transpose(1, 2)
        mixed = self._told(F.relu(self.gather(seen)).flatten(1), kinds)
        found = self.answer(F.relu(self.think(mixed)))
        if not self.shape.variational:
            return found, torch.full_like(found, -math.inf)
        mean, log_spread = found.chunk(2, 1)
        return mean, log_spread.clamp(-8, 4)

    def decode(self, codes: Tensor, kinds: Tensor | None = None) -> Tensor:
        """Pictures [batch, 1, 28, 28], 0 to 1, of codes [batch, latents]."""
        planned = F.relu(self.plan(F.relu(self.recall(self._told(codes, kinds)))))
        mixed = self.scatter(planned.unflatten(1, (self.shape.channels, self.shape.places)))
        refined = F.relu(self.refine(F.relu(mixed).transpose(1, 2)))
        return torch.sigmoid(_joined(self.paint(refined) + self.ground))

    def spread(self) -> Tensor:
        """The pixels' log standard deviation."""
        return self.log_spread.clamp_min(_SMALLEST_LOG_SPREAD)

    def _told(self, x: Tensor, kinds: Tensor | None) -> Tensor:
        if not self.shape.classes:
            return x
        if kinds is None:
            raise ValueError("this net is to be told what kind each picture is")
        return torch.cat([x, F.one_hot(kinds, self.shape.classes).to(x.dtype)], 1)


def _patches(pictures: Tensor) -> Tensor:
    """[batch, 1, 28, 28] -> [batch, 49, 16]."""
    x = pictures.reshape(-1, PATCHES, PATCH, PATCHES, PATCH).transpose(2, 3)
    return x.reshape(-1, PATCHES**2, PATCH**2)


def _joined(patches: Tensor) -> Tensor:
    """[batch, 49, 16] -> [batch, 1, 28, 28]."""
    x = patches.reshape(-1, PATCHES, PATCHES, PATCH, PATCH).transpose(2, 3)
    return x.reshape(-1, 1, SIDE, SIDE)


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
