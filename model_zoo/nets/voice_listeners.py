"""Two nets that listen while a converter learns: one hears whose voice it is, one hears what is said.

They are trained on real mels first and held still afterwards. No judge that a result is measured by has a part in
them.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model_zoo.nets.convolutions import ChannelNorm, Residual
from model_zoo.nets.voice_converter import STRIDE


class VoiceListener(nn.Module):
    """Log mel [batch, bands, frames] -> a unit vector of the voice [batch, width].

    Trained to name the voice with a margin on the angle (Deng et al. 2019, ArcFace; Wang et al. 2018, the additive
    form that is used here), on means and standard deviations over time (Snyder et al. 2018, x-vectors).
    """

    def __init__(self, voices: int, bands: int = 80, channels: int = 128, width: int = 128) -> None:
        super().__init__()
        self.enter = nn.Conv1d(bands, channels, 5, padding=2)
        self.fine = Residual(channels, ChannelNorm)
        self.coarse = nn.Sequential(*[Residual(channels, ChannelNorm) for _ in range(3)])
        self.leave = nn.Linear(2 * channels, width)
        self.centres = nn.Parameter(torch.randn(voices, width) / width**0.5)

    def forward(self, mel: Tensor) -> Tensor:
        frames = self.coarse(F.avg_pool1d(self.fine(self.enter((mel + 5.0) / 2.0)), 2))
        variance, mean = torch.var_mean(frames, dim=2, correction=0)
        return F.normalize(self.leave(torch.cat([mean, (variance + 1e-5).sqrt()], dim=1)), dim=1)

    def loss(self, mel: Tensor, voices: Tensor, margin: float = 0.2, scale: float = 24.0) -> Tensor:
        """Cross-entropy over the voices [batch], the right one's cosine made smaller by `margin`."""
        cosine = self(mel) @ F.normalize(self.centres, dim=1).T
        return F.cross_entropy(scale * (cosine - margin * F.one_hot(voices, cosine.shape[1])), voices)


class CodeReader(nn.Module):
    """Log mel [batch, bands, frames], pitch and all -> a content encoder's code [batch, code, frames // 2]."""

    def __init__(self, code: int, bands: int = 80, channels: int = 160) -> None:
        super().__init__()
        self.enter = nn.Conv1d(bands, channels, 5, padding=2)
        self.fine = Residual(channels, ChannelNorm)
        self.coarse = nn.Sequential(*[Residual(channels, ChannelNorm) for _ in range(3)])
        self.leave = nn.Conv1d(channels, code, 1)

    def forward(self, mel: Tensor) -> Tensor:
        found: Tensor = self.leave(
            self.coarse(F.avg_pool1d(self.fine(self.enter((mel + 5.0) / 2.0)), STRIDE))
        )
        return found
