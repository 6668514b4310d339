"""Squares of 64 x 64 that the image codes learn from, and those that they are measured on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from model_zoo.corpora.pictures import Name, Split, pictures

SIDE = 64
_SIZES = (64, 96, 144, 220)
"""Sides of the crops that landscapes are taken in: from every leaf to a third of the view."""
_CROPS = {"train": 24, "held_out": 12}
_MOSAICS = {"train": 200, "held_out": 20}


@dataclass(frozen=True)
class Squares:
    """Pictures uint8 [n, 3, 64, 64] of each kind."""

    emoji: Tensor
    landscapes: Tensor
    clothes: Tensor

    def all(self) -> Tensor:
        """Every picture, uint8 [n, 3, 64, 64]."""
        return torch.cat([self.emoji, self.landscapes, self.clothes])


def squares(split: Split, seed: int = 0) -> Squares:
    """Emoji as they are, 24 (held out: 12) crops of each landscape, and a few clothes and digits, four a square."""
    random = np.random.default_rng(seed)
    return Squares(
        _tensor(pictures("emoji", split).images),
        _tensor(_crops(pictures("landscapes", split).images, _CROPS[split], random)),
        _tensor(np.concatenate([_mosaics(name, split, random) for name in ("fashion", "digits")])),
    )


def _crops(images: NDArray[np.uint8], each: int, random: np.random.Generator) -> NDArray[np.uint8]:
    found = []
    for image in images:
        height, width = image.shape[:2]
        for number in range(each):
            side = _SIZES[number % len(_SIZES)]
            top, left = random.integers(height - side + 1), random.integers(width - side + 1)
            crop = Image.fromarray(image[top : top + side, left : left + side])
            found.append(np.asarray(crop.resize((SIDE, SIDE), Image.Resampling.LANCZOS)))
    return np.stack(found)


def _mosaics(name: Name, split: Split, random: np.random.Generator) -> NDArray[np.uint8]:
    images = pictures(name, split).images
    picked = images[random.choice(len(images), (_MOSAICS[split], 2, 2), replace=False)]
    wide = np.pad(picked, ((0, 0), (0, 0), (0, 0), (2, 2), (2, 2)))
    grey = wide.transpose(0, 1, 3, 2, 4).reshape(-1, SIDE, SIDE)
    return np.repeat(grey[..., None], 3, axis=3)


def _tensor(images: NDArray[np.uint8]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(images.transpose(0, 3, 1, 2)))


@dataclass(frozen=True)
class Batches:
    """Draws training batches: half landscapes, most of the rest emoji; mirrored, shifted and enlarged at random."""

    source: Squares
    rows: int = 8

    def draw(self, generator: torch.Generator) -> Tensor:
        """One batch, float32 [rows, 3, 64, 64], -1 to 1."""
        kinds = torch.rand(self.rows, generator=generator)
        picked = []
        for kind in kinds.tolist():
            pool = (
                self.source.landscapes
                if kind < 0.5
                else self.source.emoji
                if kind < 0.94
                else self.source.clothes
            )
            one = pool[int(torch.randint(len(pool), (), generator=generator))]
            picked.append(_varied(one, generator))
        return as_float(torch.stack(picked))

    def sample(self, count: int = 64) -> Tensor:
        """Some pictures of every kind, as a net's first layers are set by: the same ones each time."""
        rows = Batches(self.source, count)
        return rows.draw(torch.Generator().manual_seed(7))


def _varied(picture: Tensor, generator: torch.Generator) -> Tensor:
    """Mirror half of them, and cut out a part that begins at any pixel, so that no code learns one grid only."""
    if float(torch.rand((), generator=generator)) < 0.5:
        picture = picture.flip(2)
    shift = torch.randint(-6, 7, (2,), generator=generator).tolist()
    padded = torch.nn.functional.pad(picture[None].float(), (6, 6, 6, 6), mode="replicate")[0].to(torch.uint8)
    top, left = shift[0] + 6, shift[1] + 6
    return padded[:, top : top + SIDE, left : left + SIDE]


def as_float(pixels: Tensor) -> Tensor:
    """uint8 0 to 255 -> float32 -1 to 1."""
    return pixels.float() / 127.5 - 1
