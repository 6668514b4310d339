"""AdaIN-VC (Chou, Yeh and Lee 2019): content through instance normalisation, the speaker's statistics put in behind.

The parts are named as in the authors' published checkpoint, so that it can be filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model_zoo.nets.convolutions import instance_norm

_EPSILON = 1e-5


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """An encoder of the published configuration, by its field names. `n_dense_blocks`: the speaker encoder's."""

    c_in: int
    c_h: int
    c_out: int
    kernel_size: int
    bank_size: int
    bank_scale: int
    c_bank: int
    n_conv_blocks: int
    subsample: tuple[int, ...]
    act: str = "relu"
    n_dense_blocks: int = 0


@dataclass(frozen=True, slots=True)
class DecoderShape:
    """The decoder of the published configuration, by its field names."""

    c_in: int
    c_cond: int
    c_h: int
    c_out: int
    kernel_size: int
    n_conv_blocks: int
    upsample: tuple[int, ...]
    act: str = "relu"


def _activation(name: str) -> nn.Module:
    return nn.LeakyReLU() if name == "lrelu" else nn.ReLU()


def reflected(layer: nn.Module, x: Tensor) -> Tensor:
    """A convolution over edges that are mirrored: [batch, in, frames] -> [batch, out, ceil(frames / stride)]."""
    assert isinstance(layer, nn.Conv1d)
    size = layer.kernel_size[0]
    found: Tensor = layer(F.pad(x, (size // 2, (size - 1) // 2), mode="reflect"))
    return found


def _convolutions(count: int, width: int, kernel: int, strides: Sequence[int]) -> nn.ModuleList:
    return nn.ModuleList(nn.Conv1d(width, width, kernel, stride) for stride in strides[:count])


class _Encoder(nn.Module):
    """What both encoders have in common: a bank of convolutions of all sizes, then residual blocks that go down."""

    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.shape, self.act = shape, _activation(shape.act)
        sizes = range(shape.bank_scale, shape.bank_size + 1, shape.bank_scale)
        self.conv_bank = nn.ModuleList(nn.Conv1d(shape.c_in, shape.c_bank, size) for size in sizes)
        self.in_conv_layer = nn.Conv1d(shape.c_bank * len(sizes) + shape.c_in, shape.c_h, 1)
        blocks, width, kernel = shape.n_conv_blocks, shape.c_h, shape.kernel_size
        self.first_conv_layers = _convolutions(blocks, width, kernel, [1] * blocks)
        self.second_conv_layers = _convolutions(blocks, width, kernel, shape.subsample)

    def norm(self, x: Tensor) -> Tensor:
        """What stands before an activation: nothing."""
        return x

    def blocks(self, x: Tensor) -> Tensor:
        """[batch, c_in, frames] -> [batch, c_h, frames / product of subsample]."""
        x = torch.cat([*(self.act(reflected(layer, x)) for layer in self.conv_bank), x], dim=1)
        x = self.act(self.norm(self.in_conv_layer(x)))
        for first, second, down in zip(
            self.first_conv_layers, self.second_conv_layers, self.shape.subsample, strict=False
        ):
            y = self.act(self.norm(reflected(first, x)))
            y = self.act(self.norm(reflected(second, y)))
            x = y + (F.avg_pool1d(x, down, ceil_mode=True) if down > 1 else x)
        return x


class SpeakerEncoder(_Encoder):
    """Who speaks: [batch, c_in, frames] -> [batch, c_out]."""

    def __init__(self, shape: EncoderShape) -> None:
        super().__init__(shape)
        width, blocks = shape.c_h, range(shape.n_dense_blocks)
        self.first_dense_layers = nn.ModuleList(nn.Linear(width, width) for _ in blocks)
        self.second_dense_layers = nn.ModuleList(nn.Linear(width, width) for _ in blocks)
        self.output_layer = nn.Linear(shape.c_h, shape.c_out)

    def forward(self, x: Tensor) -> Tensor:
        x = self.blocks(x).mean(dim=2)
        for first, second in zip(self.first_dense_layers, self.second_dense_layers, strict=True):
            x = x + self.act(second(self.act(first(x))))
        found: Tensor = self.output_layer(x)
        return found


class ContentEncoder(_Encoder):
    """What is said: [batch, c_in, frames] -> [batch, c_out, code frames], the mean of the posterior."""

    def __init__(self, shape: EncoderShape) -> None:
        super().__init__(shape)
        self.mean_layer = nn.Conv1d(shape.c_h, shape.c_out, 1)

    def norm(self, x: Tensor) -> Tensor:
        """Each channel's mean and spread, which tell the speaker, are taken away."""
        return instance_norm(x, _EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.mean_layer(self.blocks(x))
        return found


class Decoder(nn.Module):
    """Content [batch, c_in, code frames] and speaker [batch, c_cond] -> [batch, c_out, frames]."""

    def __init__(self, shape: DecoderShape) -> None:
        super().__init__()
        self.shape, self.act = shape, _activation(shape.act)
        blocks, width, kernel = shape.n_conv_blocks, shape.c_h, shape.kernel_size
        self.in_conv_layer = nn.Conv1d(shape.c_in, width, 1)
        self.first_conv_layers = _convolutions(blocks, width, kernel, [1] * blocks)
        ups = shape.upsample[:blocks]
        self.second_conv_layers = nn.ModuleList(nn.Conv1d(width, width * up, kernel) for up in ups)
        self.conv_affine_layers = nn.ModuleList(nn.Linear(shape.c_cond, 2 * width) for _ in range(2 * blocks))
        self.out_conv_layer = nn.Conv1d(width, shape.c_out, 1)

    def forward(self, code: Tensor, speaker: Tensor) -> Tensor:
        x = self.act(instance_norm(self.in_conv_layer(code), _EPSILON))
        styles = self.conv_affine_layers
        for first, second, up, before, behind in zip(
            self.first_conv_layers,
            self.second_conv_layers,
            self.shape.upsample,
            styles[::2],
            styles[1::2],
            strict=False,
        ):
            y = self.act(adapted(reflected(first, x), before(speaker)))
            y = self.act(adapted(spread_out(reflected(second, y), up), behind(speaker)))
            x = y + x.repeat_interleave(up, dim=2)
        found: Tensor = self.out_conv_layer(x)
        return found


def adapted(x: Tensor, style: Tensor) -> Tensor:
    """Adaptive instance normalisation (Huang and Belongie 2017): x [batch, channels, frames].

    style [batch, 2 channels] holds the new means first, then the new spreads.
    """
    mean, spread = style[..., None].chunk(2, dim=1)
    return instance_norm(x, _EPSILON) * spread + mean


def spread_out(x: Tensor, up: int) -> Tensor:
    """Channels that become frames: [batch, channels * up, frames] -> [batch, channels, frames * up]."""
    return x.unflatten(1, (-1, up)).transpose(2, 3).flatten(2)


class AdainVC(nn.Module):
    """The three parts. Features are [batch, bands, frames], normalised by the corpus' mean and spread."""

    def __init__(self, speaker: EncoderShape, content: EncoderShape, decoder: DecoderShape) -> None:
        super().__init__()
        self.speaker_encoder = SpeakerEncoder(speaker)
        self.content_encoder = ContentEncoder(content)
        self.decoder = Decoder(decoder)
        shrinks = max(prod(one.subsample[: one.n_conv_blocks]) for one in (speaker, content))
        widest = max(speaker.kernel_size, content.kernel_size, decoder.kernel_size)
        bank = max(speaker.bank_size, content.bank_size)
        self.fewest = max(shrinks * (widest // 2 + 1), bank // 2 + 1)
        """Frames below which there is nothing left to mirror at the edges."""
