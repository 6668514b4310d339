"""What the image codec learns from: crops of landscapes at three sizes, and the bits and errors of coding them.

Rounding has no gradient. Rates are those of latents with uniform noise (Ballé et al. 2017), pictures those of
rounded latents whose gradient passes straight through (Minnen and Singh 2020).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from model_zoo.nets.image_codec import STRIDE, ImageCodec, board, first_step, spread_of

Pixels = NDArray[np.uint8]

CROP, CROPS = 64, 16
SIZES = ((720, 360), (360, 180), (256, 128))
"""Width and height that each picture is learned at."""
PLACES = 112
"""Steps between the lowest and the highest quality."""
_APART = 15  # every so many pictures, one is kept to choose the best state by
_LEAST = 1e-7  # a probability below it costs no more bits


def pyramid(images: Pixels) -> list[Pixels]:
    """Pictures [n, height, width, 3] at each of SIZES, reduced by Lanczos's filter."""
    made = []
    for size in SIZES:
        if size == (images.shape[2], images.shape[1]):
            made.append(images)
        else:
            rows = [np.asarray(Image.fromarray(one).resize(size, Image.Resampling.LANCZOS)) for one in images]
            made.append(np.stack(rows))
    return made


@dataclass(frozen=True)
class Cost:
    """Bits and squared error of coded crops, each a tensor [batch]: by pixel, the error summed over colours."""

    bits: Tensor
    error: Tensor


class CodecTask:
    """Draws crops, codes them, and weighs bits against errors."""

    def __init__(self, net: ImageCodec, images: Pixels) -> None:
        self.net = net
        apart = np.arange(len(images)) % _APART == 0
        self._sizes = pyramid(images[~apart])
        self._apart = pyramid(images[apart])
        self.prior = Prior(net.shape.levels, net.shape.hyper)

    @torch.no_grad()
    def begin(self) -> None:
        """Measure the latents of the untrained transform, so that their spreads are not learned from nothing."""
        crops = self._crops(self._sizes, 256, torch.Generator().manual_seed(2))
        lowest = torch.zeros(len(crops), 1, 1, 1)
        latents = self.net.analysis(crops, lowest) * self.net.gain(lowest)
        # Their distribution has long tails: what most of them are like is told better by the mean magnitude.
        self.net.beliefs.expect(latents.abs().mean((0, 2, 3)) * 1.25)

    def optimizer(self, rate: float) -> torch.optim.Optimizer:
        """Adam; the transforms, which begin in a good place, move slowly, and gains fast."""
        slow = [*self.net.analysis.transform.parameters(), *self.net.synthesis.transform.parameters()]
        quick = [self.net.gains, self.net.returns, *self.prior.parameters()]
        known = {id(one) for one in (*slow, *quick)}
        rest = [one for one in self.net.parameters() if id(one) not in known]
        groups = [(slow, 0.25), (quick, 3.0), (rest, 1.0)]
        return torch.optim.Adam(
            [{"params": own, "lr": rate * factor} for own, factor in groups], betas=(0.9, 0.99), fused=True
        )

    def beliefs_optimizer(self, rate: float) -> torch.optim.Optimizer:
        """Adam for what tells how surprising latents are, and nothing else."""
        net = self.net
        parts = (net.hyper_analysis, net.hyper_synthesis, net.beliefs, self.prior)
        own = [one for part in parts for one in part.parameters()]
        return torch.optim.Adam(own, lr=rate, betas=(0.9, 0.99), fused=True)

    def beliefs_loss(self, generator: torch.Generator) -> Tensor:
        """The bits of a batch alone: a third of a whole step's work, while the transform is as it began."""
        crops = self._crops(self._sizes, CROPS, generator)
        quality = torch.randint(0, PLACES + 1, (CROPS, 1, 1, 1), generator=generator) / PLACES
        with torch.no_grad():
            scaled = self.net.analysis(crops, quality) * self.net.gain(quality)
        bits, _ = self._rate(scaled, quality, generator)
        return (bits * (self.weight(quality) / self.weight(quality * 0)) ** -0.35).mean()

    def loss(self, generator: torch.Generator) -> Tensor:
        """Bits plus weighed errors of a batch of crops, each at a quality of its own."""
        crops = self._crops(self._sizes, CROPS, generator)
        quality = torch.randint(0, PLACES + 1, (CROPS, 1, 1, 1), generator=generator) / PLACES
        cost = self.cost(crops, quality, generator)
        weight = self.weight(quality)
        return ((cost.bits + weight * cost.error) * (weight / self.weight(quality * 0)) ** -0.35).mean()

    def judge(self) -> float:
        """The same on pictures that are kept apart, with the same crops and noise each time."""
        generator = torch.Generator().manual_seed(1)
        found = []
        for _ in range(6):
            crops = self._crops(self._apart, CROPS, generator)
            quality = torch.linspace(0, 1, CROPS).reshape(-1, 1, 1, 1)
            cost, weight = self.cost(crops, quality, generator), self.weight(quality)
            part = (cost.bits + weight * cost.error) * (weight / self.weight(quality * 0)) ** -0.35
            found.append(float(part.mean()))
        return sum(found) / len(found)

    def weight(self, quality: Tensor) -> Tensor:
        """Bits that a unit of squared error is worth [batch].

        With rounding steps s, error s^2 / 12 and bits -log2 s trade at 6 / (ln 2 s^2): the rate's gains start
        where they are best for a transform's rounded coefficients.
        """
        last = self.net.shape.levels - 1
        first, least = first_step(self.net.shape, 0), first_step(self.net.shape, last)
        step = first * (least / first) ** quality.flatten()
        return 6 / (math.log(2) * step**2)

    def cost(self, crops: Tensor, quality: Tensor, generator: torch.Generator) -> Cost:
        """What crops [batch, 3, CROP, CROP] cost at qualities [batch, 1, 1, 1]."""
        net = self.net
        scaled = net.analysis(crops, quality) * net.gain(quality)
        bits, mean = self._rate(scaled, quality, generator)
        heard = mean + rounded(scaled - mean)
        painted = net.synthesis(heard * net.returned(quality), quality)
        return Cost(bits, (painted - crops).square().sum((1, 2, 3)) / (crops.shape[2] * crops.shape[3]))

    def _rate(self, scaled: Tensor, quality: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Bits a pixel [batch], and the latents' expected values."""
        net = self.net
        z = net.hyper_analysis(scaled)
        features = net.hyper_synthesis(rounded(z))
        first = board(*scaled.shape[2:])
        noisy = scaled + _noise(scaled, generator)
        mean, spread = net.beliefs(features, noisy * first, 1 - first, quality)
        likely = _inside(noisy - mean, spread_of(spread))
        bits = -likely.clamp_min(_LEAST).log2().sum((1, 2, 3))
        bits = bits - self.prior(z + _noise(z, generator), quality).clamp_min(_LEAST).log2().sum((1, 2, 3))
        return bits / (scaled.shape[2] * scaled.shape[3] * STRIDE**2), mean

    def _crops(self, sizes: list[Pixels], count: int, generator: torch.Generator) -> Tensor:
        made = []
        for _ in range(count):
            size, one, down, across, flip = torch.rand(5, generator=generator).tolist()
            images = sizes[int(size * len(sizes))]
            image = images[int(one * len(images))]
            top = int(down * (image.shape[0] - CROP + 1))
            left = int(across * (image.shape[1] - CROP + 1))
            crop = image[top : top + CROP, left : left + CROP]
            made.append(crop[:, ::-1] if flip < 0.5 else crop)
        x = torch.from_numpy(np.stack(made)).permute(0, 3, 1, 2)
        return x.float() / 255 - 0.5


class Prior(nn.Module):
    """How likely the second code is in training: a logistic distribution by channel and level; tables follow it."""

    def __init__(self, levels: int, channels: int) -> None:
        super().__init__()
        self.middle = nn.Parameter(torch.zeros(levels, channels))
        self.scale = nn.Parameter(torch.zeros(levels, channels))

    def forward(self, z: Tensor, quality: Tensor) -> Tensor:
        """Probabilities of z [batch, channels, h, w] within half a unit."""
        level = (quality.flatten() * (len(self.middle) - 1)).round().long()
        middle = self.middle[level][..., None, None]
        scale = self.scale[level][..., None, None].exp()
        v = -(z - middle).abs()
        return torch.sigmoid((v + 0.5) / scale) - torch.sigmoid((v - 0.5) / scale)


def rounded(x: Tensor) -> Tensor:
    """Rounding whose gradient is 1."""
    return x + (x.round() - x).detach()


def _noise(x: Tensor, generator: torch.Generator) -> Tensor:
    return torch.rand(x.shape, generator=generator) - 0.5


def _inside(x: Tensor, spread: Tensor) -> Tensor:
    """Probability that a normal variable of this spread is within half a unit of x."""
    v = -x.abs()
    return torch.special.ndtr((v + 0.5) / spread) - torch.special.ndtr((v - 0.5) / spread)
