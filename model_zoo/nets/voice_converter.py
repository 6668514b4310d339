"""A voice taken apart: what is said in a narrow code, who says it in one vector, the tune beside them.

After AdaIN-VC (Chou and Lee 2019): instance normalisation takes the speaker out of the content, adaptive instance
normalisation puts another one in. Here the content is read from a pitch-free envelope, the code is finer in time
(20 ms) and narrow (as in AGAIN-VC, Chen et al. 2021), and the pitch is given to the decoder instead of guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model_zoo.nets.convolutions import (
    AdaptiveResidual,
    ChannelNorm,
    InstanceNorm,
    Residual,
    SteadyNorm,
    instance_norm,
)
from model_zoo.nets.vector_quantizer import VectorQuantizer

STRIDE = 2
"""Frames of the mel for one of the code."""


@dataclass(frozen=True, slots=True)
class ConverterShape:
    """Sizes. `code` is the bottleneck's channels; `codebook` 0 leaves it continuous, else it is quantised."""

    bands: int = 80
    channels: int = 192
    code: int = 32
    speaker: int = 128
    speaker_channels: int = 128
    blocks: int = 6
    normalised: bool = True
    """Whether the content encoder uses instance normalisation."""
    codebook: int = 0
    pitch_bins: int = 64
    pitch_floor: float = 65.0
    pitch_ceiling: float = 600.0


def pitch_bins(hertz: Tensor, shape: ConverterShape) -> Tensor:
    """Pitch [batch, frames], 0 where unvoiced -> soft bins and a voiced flag [batch, bins + 1, frames]."""
    low, high = torch.tensor([shape.pitch_floor, shape.pitch_ceiling], device=hertz.device).log()
    place = (hertz.clamp_min(1.0).log() - low) / (high - low) * (shape.pitch_bins - 1)
    bins = torch.arange(shape.pitch_bins, device=hertz.device, dtype=hertz.dtype)
    voiced = (hertz > 0).to(hertz)
    soft = torch.exp(-0.5 * (place[:, None] - bins[None, :, None]).square()) * voiced[:, None]
    return torch.cat([soft, voiced[:, None]], dim=1)


class ContentEncoder(nn.Module):
    """Log envelope [batch, bands, frames] -> code [batch, code, frames // 2]."""

    def __init__(self, shape: ConverterShape) -> None:
        super().__init__()
        norm = InstanceNorm if shape.normalised else ChannelNorm
        self.normalised = shape.normalised
        self.enter = nn.Conv1d(shape.bands, shape.channels, 5, padding=2)
        self.fine = nn.Sequential(*[Residual(shape.channels, norm) for _ in range(2)])
        self.coarse = nn.Sequential(*[Residual(shape.channels, norm) for _ in range(2)])
        self.leave = nn.Conv1d(shape.channels, shape.code, 1)

    def forward(self, envelope: Tensor) -> Tensor:
        # Around -5 in the mean: near zero and one, the first layer starts at ease. Instance norm undoes it anyway.
        fine = self.fine(self.enter((envelope + 5.0) / 2.0))
        code: Tensor = self.leave(self.coarse(F.avg_pool1d(fine, STRIDE)))
        return instance_norm(code) if self.normalised else code


class SpeakerEncoder(nn.Module):
    """Log mel of any utterance of a speaker [batch, bands, frames] -> one vector [batch, speaker].

    Means and standard deviations over all frames (statistics pooling, Snyder et al. 2018).
    """

    def __init__(self, shape: ConverterShape) -> None:
        super().__init__()
        self.enter = nn.Conv1d(shape.bands, shape.speaker_channels, 5, padding=2)
        self.fine = Residual(shape.speaker_channels, ChannelNorm)
        self.coarse = nn.Sequential(*[Residual(shape.speaker_channels, ChannelNorm) for _ in range(3)])
        self.leave = nn.Linear(2 * shape.speaker_channels, shape.speaker)

    def forward(self, mel: Tensor) -> Tensor:
        frames = self.coarse(F.avg_pool1d(self.fine(self.enter((mel + 5.0) / 2.0)), 2))
        variance, mean = torch.var_mean(frames, dim=2, correction=0)
        found: Tensor = self.leave(torch.cat([mean, (variance + 1e-5).sqrt()], dim=1))
        return found


class MelDecoder(nn.Module):
    """Code, pitch and speaker -> log mel [batch, bands, frames].

    With `SteadyNorm` a frame of the mel depends on few frames to either side, and on the length of nothing.
    """

    def __init__(
        self, shape: ConverterShape, norm: type[InstanceNorm] | type[SteadyNorm] = InstanceNorm
    ) -> None:
        super().__init__()
        self.enter = nn.Conv1d(shape.code + shape.pitch_bins + 1, shape.channels, 5, padding=2)
        self.blocks = nn.ModuleList(
            [
                AdaptiveResidual(shape.channels, shape.speaker, dilation=1 + number % 2, norm=norm)
                for number in range(shape.blocks)
            ]
        )
        self.colour = nn.Linear(shape.speaker, 2 * shape.channels)
        self.norm = norm(shape.channels)
        self.leave = nn.Conv1d(shape.channels, shape.bands, 1)

    def forward(self, code: Tensor, pitch: Tensor, speaker: Tensor) -> Tensor:
        frames = pitch.shape[-1]
        spread = F.interpolate(code, scale_factor=STRIDE, mode="linear", align_corners=False)
        spread = F.pad(spread, (0, max(0, frames - spread.shape[-1])), mode="replicate")[..., :frames]
        x = self.enter(torch.cat([spread, pitch], dim=1))
        for block in self.blocks:
            x = block(x, speaker)
        scale, shift = self.colour(speaker)[..., None].chunk(2, dim=1)
        mel: Tensor = self.leave(F.gelu(self.norm(x) * (1 + scale) + shift))
        return mel * 2.0 - 5.0


class VoiceConverter(nn.Module):
    """The auto-encoder. Trained to rebuild a mel from its code, its pitch, and another utterance's speaker."""

    def __init__(self, shape: ConverterShape) -> None:
        super().__init__()
        self.shape = shape
        self.content = ContentEncoder(shape)
        self.speaker = SpeakerEncoder(shape)
        self.decoder = MelDecoder(shape)
        self.quantizer = VectorQuantizer(shape.codebook, shape.code) if shape.codebook else None

    def encode(self, envelope: Tensor) -> tuple[Tensor, Tensor]:
        """Envelope [batch, bands, frames] -> code [batch, code, frames // 2], and the quantiser's loss (or 0)."""
        code = self.content(envelope)
        if self.quantizer is None:
            return code, code.new_zeros(())
        quantised, loss, _ = self.quantizer(code)
        return quantised, loss

    def pitch_bins(self, hertz: Tensor) -> Tensor:
        """`pitch_bins` of this net's shape."""
        return pitch_bins(hertz, self.shape)

    def forward(self, envelope: Tensor, hertz: Tensor, reference: Tensor) -> tuple[Tensor, Tensor]:
        """Rebuild: envelope, pitch, and another utterance's mel by the same voice -> mel, quantiser's loss."""
        code, loss = self.encode(envelope)
        return self.decoder(code, self.pitch_bins(hertz), self.speaker(reference)), loss
