"""Where the coders of pictures begin: principal components, not noise, so that minutes of learning are enough."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.nets.image_trunk import ImageCoder

_CONSTANT = 0.5
"""What the last number of a vector is, before its length is made 1."""


@torch.no_grad()
def as_components(net: ImageCoder, pixels: Tensor) -> None:
    """Set the linear maps to the first principal components of a place's pixels and back; the blocks add nothing yet.

    pixels [n, 3, h, w], -1 to 1. The components are divided by `factor`, which makes the first about 1 wide.
    """
    factor, width = net.shape.factor, net.shape.width
    rows = F.pixel_unshuffle(pixels, factor).movedim(1, -1).flatten(0, -2)
    mean = rows.mean(dim=0)
    _, vectors = torch.linalg.eigh((rows - mean).T @ (rows - mean))
    first = vectors.flip(1)[:, :width]
    net.encoder.skip.weight.copy_((first.T / factor)[:, :, None, None])
    net.encoder.skip.bias.copy_(-(first.T / factor) @ mean)  # type: ignore[union-attr]
    net.decoder.skip.weight.copy_((first * factor)[:, :, None, None])
    net.decoder.skip.bias.copy_(mean)  # type: ignore[union-attr]
    for layer in (net.encoder.leave, net.decoder.leave):
        layer.weight.zero_()
        layer.bias.zero_()  # type: ignore[union-attr]


@torch.no_grad()
def standardise(net: ImageCoder, pixels: Tensor) -> None:
    """Make every number of the vectors 0 in the mean and 1 wide, and let the decoder undo it."""
    found = net.encoder(pixels)
    mean, wide = found.mean(dim=(0, 2, 3)), found.std(dim=(0, 2, 3)).clamp_min(1e-4)
    for layer in (net.encoder.leave, net.encoder.skip):
        layer.weight.div_(wide[:, None, None, None])
        layer.bias.div_(wide)  # type: ignore[union-attr]
    net.encoder.skip.bias.sub_(mean / wide)  # type: ignore[union-attr]
    for layer in (net.decoder.enter, net.decoder.skip):
        layer.bias.add_(layer.weight.sum(dim=(2, 3)) @ mean)  # type: ignore[union-attr]
        layer.weight.mul_(wide[None, :, None, None])


@torch.no_grad()
def keep_lengths(net: ImageCoder) -> None:
    """Make the last number a constant: a vector's direction alone then tells how long the rest of it was."""
    net.encoder.leave.weight[-1].zero_()
    net.encoder.skip.weight[-1].zero_()
    net.encoder.leave.bias[-1] = 0.0  # type: ignore[index]
    net.encoder.skip.bias[-1] = _CONSTANT  # type: ignore[index]
