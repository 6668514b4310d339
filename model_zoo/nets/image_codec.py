"""A picture to few numbers and back: a lapped transform that learns on, and a model of how surprising they are.

Analysis and synthesis begin as Malvar's lapped orthogonal transform (`lapped_transform`) and are trained from there:
a quarter of an hour on one core does not suffice to find one from nothing. The numbers of a transform (latents) are
rounded; their mean and spread are told by a second, smaller code (Ballé et al. 2018, the scale hyperprior; Minnen et
al. 2018, with means) and by neighbours that are known already, in the order of a checkerboard's colours (He et al.
2021). One net has all rates: gains multiply the latents of each channel before rounding (Cui et al. 2021).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model_zoo.nets.lapped_transform import kernels, zigzag

STRIDE = 8
"""Pixels a side that one column of latents stands for."""
HYPER_STRIDE = 4
"""Latents a side that one column of the second code stands for."""
SMALLEST_SPREAD, LARGEST_SPREAD, SPREADS = 0.11, 64.0, 64
"""Standard deviations that a latent can be said to have, a geometric row of so many."""
_RISE = math.log(LARGEST_SPREAD / SMALLEST_SPREAD) / (SPREADS - 1)
CLAMP = 24.0
"""Neighbours are seen no larger than this."""


@dataclass(frozen=True)
class CodecShape:
    levels: int = 8
    """Qualities with gains of their own; between them gains are interpolated."""
    luma: int = 64
    chroma: int = 32
    """Channels of latents for brightness, and for each of two differences of colour."""
    inner: int = 256
    """Width inside a block."""
    blocks: tuple[int, int] = (1, 3)
    """Blocks of analysis and synthesis."""
    features: int = 64
    """Width of what the second code says of the first."""
    hyper: int = 32
    """Channels of the second code."""

    @property
    def channels(self) -> int:
        return self.luma + 2 * self.chroma


class Block(nn.Module):
    """x + mix(leaky(spread(depthwise 5 x 5(x)) + quality)): [batch, channels, height, width] -> the same.

    `quality` [batch, 1, 1, 1], 0 to 1, shifts the hidden channels. It starts as the identity.
    """

    def __init__(self, channels: int, inner: int) -> None:
        super().__init__()
        self.around = nn.Conv2d(channels, channels, 5, padding=2, groups=channels)
        self.spread = nn.Conv2d(channels, inner, 1)
        self.by_quality = nn.Parameter(torch.zeros(inner, 1, 1))
        self.mix = nn.Conv2d(inner, channels, 1)
        nn.init.zeros_(self.mix.weight)
        nn.init.zeros_(self.mix.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor, quality: Tensor) -> Tensor:
        inner = F.leaky_relu(self.spread(self.around(x)) + self.by_quality * quality, 0.1)
        mixed: Tensor = self.mix(inner)
        return x + mixed


class Analysis(nn.Module):
    """RGB [batch, 3, height, width], -0.5 to 0.5, sides multiples of 8 -> latents [batch, channels, h / 8, w / 8]."""

    def __init__(self, shape: CodecShape) -> None:
        super().__init__()
        self.transform = nn.Conv2d(3, shape.channels, 16, stride=STRIDE)
        self.blocks = nn.ModuleList(Block(shape.channels, shape.inner) for _ in range(shape.blocks[0]))
        with torch.no_grad():
            self.transform.weight.copy_(lapped(shape))
            self.transform.bias.zero_()  # type: ignore[union-attr]

    def forward(self, picture: Tensor, quality: Tensor) -> Tensor:
        x = self.transform(mirrored(picture))
        for block in self.blocks:
            x = block(x, quality)
        return x


class Synthesis(nn.Module):
    """Latents [batch, channels, h, w] -> RGB [batch, 3, 8 h, 8 w], about -0.5 to 0.5."""

    def __init__(self, shape: CodecShape) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Block(shape.channels, shape.inner) for _ in range(shape.blocks[1]))
        self.transform = nn.ConvTranspose2d(shape.channels, 3, 16, stride=STRIDE, padding=STRIDE + 4)
        across, down = symmetries(shape)
        self.across, self.down = nn.Parameter(across), nn.Parameter(down)
        with torch.no_grad():
            self.transform.weight.copy_(lapped(shape))
            self.transform.bias.zero_()  # type: ignore[union-attr]

    def forward(self, latents: Tensor, quality: Tensor) -> Tensor:
        for block in self.blocks:
            latents = block(latents, quality)
        # Beyond the border the picture goes on as its mirror image, and there antisymmetric latents change sign.
        x = torch.cat([latents[..., :1] * self.across, latents, latents[..., -1:] * self.across], -1)
        x = torch.cat([x[..., :1, :] * self.down, x, x[..., -1:, :] * self.down], -2)
        picture: Tensor = self.transform(x)
        return picture


class HyperAnalysis(nn.Module):
    """Scaled latents [batch, channels, h, w] -> the second code [batch, hyper, ceil(h / 4), ceil(w / 4)]."""

    def __init__(self, shape: CodecShape) -> None:
        super().__init__()
        width = shape.features
        self.mix = nn.Conv2d(shape.channels, width, 1)
        self.first = nn.Conv2d(width, width, 3, stride=2, padding=1)
        self.second = nn.Conv2d(width, shape.hyper, 3, stride=2, padding=1)

    def forward(self, latents: Tensor) -> Tensor:
        x = padded(latents, HYPER_STRIDE)
        x = F.relu(self.mix(x * torch.rsqrt(1 + x.abs())))  # large ones are still told apart, but are not all
        z: Tensor = self.second(F.relu(self.first(x)))
        return z


class HyperSynthesis(nn.Module):
    """The second code [batch, hyper, h, w] -> features of the first [batch, features, 4 h, 4 w]."""

    def __init__(self, shape: CodecShape) -> None:
        super().__init__()
        width = shape.features
        self.first = nn.Conv2d(shape.hyper, width, 3, padding=1)
        self.rise = nn.Conv2d(width, 4 * width, 1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        self.rise_again = nn.Conv2d(width, 4 * width, 1)

    def forward(self, z: Tensor) -> Tensor:
        x = F.pixel_shuffle(self.rise(F.relu(self.first(z))), 2)
        return F.pixel_shuffle(self.rise_again(F.relu(self.second(F.relu(x)))), 2)


class Beliefs(nn.Module):
    """What a latent is expected to be: features [batch, features, h, w], latents known so far -> mean and spread.

    `known` [batch, channels, h, w] is 0 where nothing is known (None: nowhere); `sees` [1, 1, h, w] is 1 where
    neighbours count.
    Answers two [batch, channels, h, w]: the mean, and the spread's place in the row of SPREADS, a real number.
    """

    def __init__(self, shape: CodecShape) -> None:
        super().__init__()
        channels = shape.channels
        self.around = nn.Conv2d(2 * channels, 2 * channels, 5, padding=2, groups=2 * channels, bias=False)
        self.from_known = nn.Conv2d(2 * channels, channels, 1, bias=False)
        self.from_features = nn.Conv2d(shape.features, channels, 1)
        self.by_quality = nn.Parameter(torch.zeros(channels, 1, 1))
        wider = math.log(first_step(shape, 0) / first_step(shape, shape.levels - 1)) / _RISE
        self.widening = nn.Parameter(torch.full((channels, 1, 1), wider / 8))
        self.inner = nn.Conv2d(channels, channels, 1)
        self.outer = nn.Conv2d(channels, 2 * channels, 1)
        with torch.no_grad():
            self.outer.weight.mul_(0.1)
            self.outer.bias.zero_()  # type: ignore[union-attr]

    def forward(
        self, features: Tensor, known: Tensor | None, sees: Tensor | float, quality: Tensor
    ) -> tuple[Tensor, Tensor]:
        first = self.from_features(features) + self.by_quality * quality
        if known is not None:
            seen = known.clamp(-CLAMP, CLAMP)
            first = first + self.from_known(self.around(torch.cat([seen, seen.abs()], 1))) * sees
        first = F.relu(first)
        mean, spread = self.outer(F.relu(self.inner(first))).chunk(2, 1)
        # Powers of two, so that fixed-point arithmetic stays exact: learned weights are of order 1 all over.
        return 4 * mean, 8 * (spread + self.widening * quality) + 20

    @torch.no_grad()
    def expect(self, spreads: Tensor) -> None:
        """Begin with standard deviations [channels] that were measured at the lowest quality."""
        place = (spreads.clamp_min(SMALLEST_SPREAD) / SMALLEST_SPREAD).log() / _RISE
        self.outer.bias[len(spreads) :] = (place - 20) / 8  # type: ignore[index]


class ImageCodec(nn.Module):
    """All parts. `quality` is 0 for the first level's gains, 1 for the last one's: [batch, 1, 1, 1]."""

    def __init__(self, shape: CodecShape) -> None:
        super().__init__()
        self.shape = shape
        self.analysis, self.synthesis = Analysis(shape), Synthesis(shape)
        self.hyper_analysis, self.hyper_synthesis = HyperAnalysis(shape), HyperSynthesis(shape)
        self.beliefs = Beliefs(shape)
        steps = torch.tensor([first_step(shape, level) for level in range(shape.levels)])
        self.gains = nn.Parameter((-steps.log())[:, None].repeat(1, shape.channels))
        self.returns = nn.Parameter(steps.log()[:, None].repeat(1, shape.channels))

    def gain(self, quality: Tensor) -> Tensor:
        """What latents are multiplied by before rounding: [batch, channels, 1, 1]."""
        return _between(self.gains, quality)

    def returned(self, quality: Tensor) -> Tensor:
        """What rounded latents are multiplied by before synthesis: [batch, channels, 1, 1]."""
        return _between(self.returns, quality)


def first_step(shape: CodecShape, level: int) -> float:
    """The rounding step of a level before training, where pixels span 1: from 100 grey levels to 16."""
    return 100 / 255 * (16 / 100) ** (level / max(1, shape.levels - 1))


def _between(rows: Tensor, quality: Tensor) -> Tensor:
    """exp of the rows [levels, channels], interpolated at `quality`."""
    place = quality.reshape(-1, 1) * (len(rows) - 1)
    low = place.floor().clamp(0, len(rows) - 2)
    share = place - low
    index = low.long().flatten()
    return (rows[index] * (1 - share) + rows[index + 1] * share).exp()[..., None, None]


def lapped(shape: CodecShape) -> Tensor:
    """The orthonormal start of both transforms [channels, 3, 16, 16]: brightness, then two colour differences."""
    axes = torch.tensor([[1.0, 1.0, 1.0], [-1.0, -1.0, 2.0], [1.0, -1.0, 0.0]], dtype=torch.float64)
    axes = axes / axes.norm(dim=1, keepdim=True)
    parts = [
        axes[axis][None, :, None, None] * torch.from_numpy(kernels(count))[:, None]
        for axis, count in enumerate((shape.luma, shape.chroma, shape.chroma))
    ]
    return torch.cat(parts).float()


def symmetries(shape: CodecShape) -> tuple[Tensor, Tensor]:
    """1 or -1 by channel [channels, 1, 1], across and down: whether a basis function is its own mirror image."""
    places = [zigzag()[k] for count in (shape.luma, shape.chroma, shape.chroma) for k in range(count)]
    signs = torch.tensor([[(-1.0) ** column, (-1.0) ** row] for row, column in places])
    return signs[:, 0, None, None], signs[:, 1, None, None]


def mirrored(picture: Tensor) -> Tensor:
    """Four more pixels on each side, the border's own included once more."""
    x = torch.cat([picture[..., :4].flip(-1), picture, picture[..., -4:].flip(-1)], -1)
    return torch.cat([x[..., :4, :].flip(-2), x, x[..., -4:, :].flip(-2)], -2)


def padded(x: Tensor, multiple: int) -> Tensor:
    """Sides made multiples by repeating the last row and column."""
    down, across = -x.shape[-2] % multiple, -x.shape[-1] % multiple
    return F.pad(x, (0, across, 0, down), mode="replicate") if down or across else x


def board(height: int, width: int, device: torch.device | None = None) -> Tensor:
    """1 at places that are coded first, 0 at those that see them as neighbours: [1, 1, height, width]."""
    rows, columns = torch.arange(height, device=device), torch.arange(width, device=device)
    return ((rows[:, None] + columns[None, :]) % 2 == 0).float()[None, None]


def spread_of(place: Tensor) -> Tensor:
    """Standard deviation at a place of the row of SPREADS."""
    return SMALLEST_SPREAD * torch.exp(place.clamp(0, SPREADS - 1) * _RISE)
