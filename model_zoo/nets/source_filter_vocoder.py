"""Mel and pitch to sound: pulses and noise through filters that a small net draws, frame by frame.

The source-filter model of speech, learned: harmonic-plus-noise synthesis (Engel et al. 2020, DDSP; Wang et al.
2019, neural source-filter models) with the filters' phase minimal, as the vocal tract's nearly is, and one inverse
short-time Fourier transform at the end (Kaneko et al. 2022, iSTFTNet). The pitch is obeyed exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model_zoo.nets.convolutions import ChannelNorm


@dataclass(frozen=True, slots=True)
class VocoderShape:
    """Sizes. Signal lengths are in samples, as in the features that the mel came from."""

    bands: int = 80
    channels: int = 192
    inner: int = 512
    blocks: int = 5
    filter_bins: int = 257
    rate: int = 16_000
    hop: int = 160
    fft: int = 1024
    window: int = 640


class FrameBlock(nn.Module):
    """x + two layers on each frame, after a look at its neighbours (ConvNeXt, Liu et al. 2022).

    [batch, channels, frames] -> the same.
    """

    def __init__(self, channels: int, inner: int) -> None:
        super().__init__()
        self.look = nn.Conv1d(channels, channels, 7, padding=3, groups=channels)
        self.norm = ChannelNorm(channels)
        self.widen = nn.Conv1d(channels, inner, 1)
        self.narrow = nn.Conv1d(inner, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        moved: Tensor = self.narrow(F.gelu(self.widen(self.norm(self.look(x)))))
        return x + moved


def pulses(hertz: Tensor, hop: int, rate: int) -> Tensor:
    """All harmonics below half the rate, equally strong.

    Pitch [batch, frames] in hertz, 0 where unvoiced -> [batch, frames * hop].

    Sum of cos(k p) for k = 1..n in closed form (Dirichlet's kernel). Scaled so that its power is that of white noise
    of variance 1.
    """
    dense = F.interpolate(hertz[:, None].double(), scale_factor=hop, mode="nearest")[:, 0]
    turns = torch.cumsum(dense / rate, dim=1)
    angle = (turns - turns.round()) * (2.0 * torch.pi)
    count = torch.floor(rate / 2.0 / dense.clamp_min(20.0))
    half = angle / 2.0
    small = half.abs() < 1e-4
    safe = torch.where(small, torch.full_like(half, 1e-4), half)
    kernel = torch.sin((2.0 * count + 1.0) * safe) / torch.sin(safe)
    kernel = torch.where(small, 2.0 * count + 1.0, kernel)
    train = (kernel - 1.0) / 2.0 * torch.sqrt(2.0 / count)
    return torch.where(dense > 0, train, torch.zeros_like(train)).float()


def minimum_phase(log_amplitude: Tensor) -> Tensor:
    """The causal filter with the most compact start: [..., bins, frames] -> complex, the same shape.

    By the folded real cepstrum (Oppenheim and Schafer, Discrete-Time Signal Processing, sec. 13.3).
    """
    size = 2 * (log_amplitude.shape[-2] - 1)
    cepstrum = torch.fft.irfft(log_amplitude, size, dim=-2)
    fold = log_amplitude.new_zeros(size, 1)
    fold[0] = fold[size // 2] = 1.0
    fold[1 : size // 2] = 2.0
    return torch.exp(torch.fft.rfft(cepstrum * fold, dim=-2))


class SourceFilterVocoder(nn.Module):
    """Log mel [batch, bands, frames] and pitch [batch, frames] in hertz -> wave [batch, frames * hop]."""

    def __init__(self, shape: VocoderShape) -> None:
        super().__init__()
        self.shape = shape
        self.enter = nn.Conv1d(shape.bands + 2, shape.channels, 7, padding=3)
        self.blocks = nn.Sequential(*[FrameBlock(shape.channels, shape.inner) for _ in range(shape.blocks)])
        self.norm = ChannelNorm(shape.channels)
        self.leave = nn.Conv1d(shape.channels, 2 * shape.filter_bins, 1)
        self.register_buffer("hann", torch.hann_window(shape.window), persistent=False)

    hann: Tensor

    def filters(self, mel: Tensor, hertz: Tensor) -> tuple[Tensor, Tensor]:
        """Log amplitudes of the filters of pulses and of noise, each [batch, fft // 2 + 1, frames]."""
        voiced = (hertz > 0).to(mel)
        height = (hertz.clamp_min(50.0) / 200.0).log() * voiced
        x = self.enter(torch.cat([(mel + 5.0) / 2.0, voiced[:, None], height[:, None]], dim=1))
        both = self.leave(self.norm(self.blocks(x))) - 3.0
        bins = self.shape.fft // 2 + 1
        spread = F.interpolate(both.unflatten(1, (2, -1)), size=(bins, both.shape[-1]), mode="bilinear")
        harmonic, noise = spread.clamp(-14.0, 6.0).unbind(dim=1)
        return harmonic, noise

    def forward(self, mel: Tensor, hertz: Tensor, noise: Tensor | None = None) -> Tensor:
        """`noise` [batch, frames * hop]: white, of variance 1; made here if it is not given."""
        shape = self.shape
        tune = pulses(hertz, shape.hop, shape.rate)
        hiss = torch.randn_like(tune) if noise is None else noise
        harmonic, breath = self.filters(mel, hertz)
        spectrum = self.spectrum(tune) * minimum_phase(harmonic) + self.spectrum(hiss) * breath.exp()
        return self.sound(spectrum, tune.shape[-1])

    def spectrum(self, wave: Tensor) -> Tensor:
        """Waves [batch, frames * hop] -> complex [batch, fft // 2 + 1, frames]."""
        shape = self.shape
        found = torch.stft(
            wave, shape.fft, shape.hop, shape.window, self.hann, center=True, return_complex=True
        )
        return found[..., : wave.shape[-1] // shape.hop]

    def sound(self, spectrum: Tensor, samples: int) -> Tensor:
        """`spectrum` undone: complex [batch, fft // 2 + 1, frames] -> waves [batch, samples]."""
        shape = self.shape
        padded = torch.cat([spectrum, spectrum[..., -1:]], dim=-1)
        return torch.istft(padded, shape.fft, shape.hop, shape.window, self.hann, center=True, length=samples)
