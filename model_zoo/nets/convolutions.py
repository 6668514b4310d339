"""One-dimensional pieces that the speech nets share: norms over time or over channels, residual blocks."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class ChannelNorm(nn.Module):
    """Each frame by itself: [batch, channels, frames], mean 0 and variance 1 over channels, then scale and shift."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(channels, 1))
        self.shift = nn.Parameter(torch.zeros(channels, 1))

    def forward(self, x: Tensor) -> Tensor:
        variance, mean = torch.var_mean(x, dim=1, keepdim=True, correction=0)
        return (x - mean) * torch.rsqrt(variance + 1e-5) * self.scale + self.shift


def instance_norm(x: Tensor, eps: float = 1e-4) -> Tensor:
    """Each channel of each utterance by itself: [batch, channels, frames], mean 0 and variance 1 over time.

    What is the same all through an utterance goes, the speaker and the microphone first of all (Ulyanov et al.
    2016; Chou and Lee 2019, AdaIN-VC, sec. 3.2).
    """
    variance, mean = torch.var_mean(x, dim=2, keepdim=True, correction=0)
    return (x - mean) * torch.rsqrt(variance + eps)


class InstanceNorm(nn.Module):
    """`instance_norm` as a module without parameters."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels

    def forward(self, x: Tensor) -> Tensor:
        return instance_norm(x)


class SteadyNorm(nn.Module):
    """Each channel by its mean and variance over all of training: [batch, channels, frames] -> the same.

    Batch normalisation without scale and shift (Ioffe and Szegedy 2015). After training a frame's answer depends on
    no other frame, so that a part can be computed alone.
    """

    mean: Tensor
    variance: Tensor

    def __init__(self, channels: int, pace: float = 0.02) -> None:
        super().__init__()
        self.pace = pace
        self.register_buffer("mean", torch.zeros(1, channels, 1))
        self.register_buffer("variance", torch.ones(1, channels, 1))

    def forward(self, x: Tensor) -> Tensor:
        mean, variance = self.mean, self.variance
        if self.training:
            variance, mean = torch.var_mean(x, dim=(0, 2), keepdim=True, correction=0)
            with torch.no_grad():
                self.mean.lerp_(mean, self.pace)
                self.variance.lerp_(variance, self.pace)
        return (x - mean) * torch.rsqrt(variance + 1e-4)


class Residual(nn.Module):
    """x + convolution(gelu(norm(x))): [batch, channels, frames] -> the same."""

    def __init__(self, channels: int, norm: type[ChannelNorm] | type[InstanceNorm], kernel: int = 5) -> None:
        super().__init__()
        self.norm = norm(channels)
        self.convolution = nn.Conv1d(channels, channels, kernel, padding=kernel // 2)

    def forward(self, x: Tensor) -> Tensor:
        moved: Tensor = self.convolution(F.gelu(self.norm(x)))
        return x + moved


class AdaptiveResidual(nn.Module):
    """As `Residual`, with a normalisation whose scale and shift come from a condition (AdaIN, Huang 2017).

    x [batch, channels, frames], condition [batch, width] -> [batch, channels, frames].
    """

    def __init__(
        self,
        channels: int,
        width: int,
        kernel: int = 5,
        dilation: int = 1,
        norm: type[InstanceNorm] | type[SteadyNorm] = InstanceNorm,
    ) -> None:
        super().__init__()
        self.norm = norm(channels)
        self.style = nn.Linear(width, 2 * channels)
        self.convolution = nn.Conv1d(
            channels, channels, kernel, padding=dilation * (kernel // 2), dilation=dilation
        )

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.style(condition)[..., None].chunk(2, dim=1)
        moved: Tensor = self.convolution(F.gelu(self.norm(x) * (1 + scale) + shift))
        return x + moved
