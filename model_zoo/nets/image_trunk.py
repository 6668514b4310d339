"""A picture to a map of vectors and back, by convolutions alone: any size, and every edge by itself."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model_zoo.nets.quantizer import Quantized, Quantizer


@dataclass(frozen=True, slots=True)
class TrunkShape:
    """`factor` pixels of a side become one place of the map; `width` is that of the codes' vectors."""

    factor: int = 4
    channels: int = 64
    blocks: int = 3
    width: int = 8

    @property
    def reach(self) -> int:
        """How many places away a code still changes what is decoded, and a pixel what is encoded."""
        return 2 * self.blocks + 2


class Block(nn.Module):
    """x + two convolutions of 3 x 3: [batch, channels, h, w] -> the same. A norm would tie far places."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        with torch.no_grad():
            self.second.weight.mul_(
                0.3
            )  # many blocks in a row begin close to nothing (Zhang et al. 2019, Fixup)

    def forward(self, x: Tensor) -> Tensor:
        moved: Tensor = self.second(F.gelu(self.first(F.gelu(x))))
        return x + moved


class Encoder(nn.Module):
    """[batch, 3, h, w], -1 to 1, sides multiples of the factor -> vectors [batch, width, h / factor, w / factor].

    A linear map of a place's own pixels, and beside it blocks that add what the surroundings tell.
    """

    def __init__(self, shape: TrunkShape) -> None:
        super().__init__()
        self.fold = nn.PixelUnshuffle(shape.factor)
        self.enter = nn.Conv2d(3 * shape.factor**2, shape.channels, 3, padding=1)
        self.blocks = nn.Sequential(*[Block(shape.channels) for _ in range(shape.blocks)])
        self.leave = nn.Conv2d(shape.channels, shape.width, 1)
        self.skip = nn.Conv2d(3 * shape.factor**2, shape.width, 1)

    def forward(self, pixels: Tensor) -> Tensor:
        folded = self.fold(pixels)
        found: Tensor = self.skip(folded) + self.leave(F.gelu(self.blocks(self.enter(folded))))
        return found


class Decoder(nn.Module):
    """Codes [batch, width, h, w] -> [batch, 3, h x factor, w x factor], about -1 to 1; built as the encoder is."""

    def __init__(self, shape: TrunkShape) -> None:
        super().__init__()
        self.enter = nn.Conv2d(shape.width, shape.channels, 3, padding=1)
        self.blocks = nn.Sequential(*[Block(shape.channels) for _ in range(shape.blocks)])
        self.leave = nn.Conv2d(shape.channels, 3 * shape.factor**2, 3, padding=1)
        self.skip = nn.Conv2d(shape.width, 3 * shape.factor**2, 1)
        self.unfold = nn.PixelShuffle(shape.factor)

    def forward(self, codes: Tensor) -> Tensor:
        found: Tensor = self.unfold(self.skip(codes) + self.leave(F.gelu(self.blocks(self.enter(codes)))))
        return found

    def field(self, codes: Tensor) -> Tensor:
        """Codes [n, width] -> [n, 3, factor, factor]: what each paints amid an endless field of itself.

        There every tap of a convolution sees the same vector, and all of them are one matrix.
        """
        x = _amid(self.enter, codes)
        for block in self.blocks:
            assert isinstance(block, Block)
            x = x + _amid(block.second, F.gelu(_amid(block.first, F.gelu(x))))
        found: Tensor = self.unfold(
            (_amid(self.skip, codes) + _amid(self.leave, F.gelu(x)))[:, :, None, None]
        )
        return found


def _amid(convolution: nn.Conv2d, x: Tensor) -> Tensor:
    return F.linear(x, convolution.weight.sum(dim=(2, 3)), convolution.bias)


class ImageCoder(nn.Module):
    """Encoder, one of the four bottlenecks, decoder."""

    def __init__(self, shape: TrunkShape, quantizer: Quantizer) -> None:
        super().__init__()
        if quantizer.width != shape.width:
            raise ValueError(
                f"its trunk gives vectors of {shape.width}, its quantiser takes {quantizer.width}"
            )
        self.shape = shape
        self.encoder = Encoder(shape)
        self.quantizer = quantizer
        self.decoder = Decoder(shape)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Quantized]:
        """[batch, 3, h, w] -> the picture from its codes, the same shape, and the bottleneck's part."""
        found: Quantized = self.quantizer(self.encoder(pixels))
        return self.decoder(found.codes), found
