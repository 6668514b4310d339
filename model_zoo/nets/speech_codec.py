"""Speech as numbers of a codebook, 50 a second, with the pitch and the voice beside them.

The parts of `voice_converter` around a residual codebook, as a VQ-VAE for speech (van den Oord et al. 2017,
sec. 4.3; van Niekerk et al. 2020). Instance normalisation in the encoder makes the codes of one sound alike in
all voices; the decoder has norms that are fixed after training, so that a changed code is decoded by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from model_zoo.nets.convolutions import SteadyNorm
from model_zoo.nets.residual_quantizer import ResidualQuantizer
from model_zoo.nets.voice_converter import (
    STRIDE,
    ContentEncoder,
    ConverterShape,
    MelDecoder,
    SpeakerEncoder,
    pitch_bins,
)


@dataclass(frozen=True, slots=True)
class SpeechCodecShape:
    """Sizes: `levels` codebooks of `codebook` vectors each, `code` wide; the others as in ConverterShape."""

    bands: int = 80
    channels: int = 192
    code: int = 32
    levels: int = 3
    codebook: int = 256
    speaker: int = 128
    speaker_channels: int = 128
    blocks: int = 6
    pitch_bins: int = 64
    pitch_floor: float = 65.0
    pitch_ceiling: float = 600.0

    def converter(self) -> ConverterShape:
        """The same sizes, as the parts of the converter take them."""
        return ConverterShape(
            bands=self.bands,
            channels=self.channels,
            code=self.code,
            speaker=self.speaker,
            speaker_channels=self.speaker_channels,
            blocks=self.blocks,
            pitch_bins=self.pitch_bins,
            pitch_floor=self.pitch_floor,
            pitch_ceiling=self.pitch_ceiling,
        )

    @property
    def reach(self) -> int:
        """Frames of the mel to either side of a code's own that it has a say in."""
        blocks = sum(2 * (1 + number % 2) for number in range(self.blocks))
        return blocks + 2 + STRIDE


class SpeechCodec(nn.Module):
    """Trained to rebuild a mel from codes, pitch, and another utterance's speaker."""

    def __init__(self, shape: SpeechCodecShape) -> None:
        super().__init__()
        self.shape = shape
        parts = shape.converter()
        self.content = ContentEncoder(parts)
        self.speaker = SpeakerEncoder(parts)
        self.quantizer = ResidualQuantizer(shape.levels, shape.codebook, shape.code)
        self.decoder = MelDecoder(parts, SteadyNorm)

    def encode(self, envelope: Tensor) -> Tensor:
        """Log envelope [batch, bands, frames] -> numbers [batch, levels, frames // 2]."""
        return self.quantizer.numbers(self.content(envelope))

    def decode(self, numbers: Tensor, hertz: Tensor, speaker: Tensor) -> Tensor:
        """As `paint`, from numbers [batch, levels or fewer, frames // 2]."""
        return self.paint(self.quantizer.look_up(numbers), hertz, speaker)

    def paint(self, code: Tensor, hertz: Tensor, speaker: Tensor) -> Tensor:
        """Vectors [batch, code, frames // 2], hertz [batch, frames], speaker [batch, speaker] -> log mel."""
        mel: Tensor = self.decoder(code, pitch_bins(hertz, self.shape.converter()), speaker)
        return mel

    def forward(
        self, envelope: Tensor, hertz: Tensor, reference: Tensor, kept: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Rebuild: envelope, pitch, another utterance's mel -> mel, quantiser's loss, numbers. `kept`: see there."""
        code, loss, numbers = self.quantizer(self.content(envelope), kept)
        with torch.no_grad():
            speaker = self.speaker(reference)
        return self.paint(code, hertz, speaker), loss, numbers
