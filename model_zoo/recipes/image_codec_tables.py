"""The entropy coder's tables of a trained codec: what its numbers are, counted over its training pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model_zoo.cards import Card
from model_zoo.latent.compression import STEPS, ImageCompression, as_input
from model_zoo.latent.entropy_coding import Table, Whole, counts_of, normal_counts, reach_of
from model_zoo.nets.image_codec import SPREADS, ImageCodec, spread_of

Pixels = NDArray[np.uint8]

HYPER_REACH = 40
_SPREAD_OF = [float(spread_of(torch.tensor(float(row)))) for row in range(SPREADS)]


class Counting(ImageCompression):
    """A codec that counts instead of writing."""

    def __init__(self, net: ImageCodec) -> None:
        plain = [Table(normal_counts(spread, reach_of(spread))) for spread in _SPREAD_OF]
        wide = Table(normal_counts(4.0, HYPER_REACH))
        nobody = Card("", "", "", Path(), 0, "0000")
        super().__init__(nobody, net, plain, [[wide] * net.shape.hyper] * net.shape.levels)
        self.seen = [np.zeros(2 * table.reach + 2) for table in plain]
        self.hyper_seen = np.zeros((net.shape.levels, net.shape.hyper, 2 * HYPER_REACH + 2))

    @torch.inference_mode()
    def count(self, pixels: Pixels, level: int) -> None:
        """Code a picture at a level, 0 on, and count its numbers; those of the second code also half a level off."""
        for off in (-STEPS // 2, 0, STEPS // 2):
            how = self._quality(min(self.places - 1, max(0, level * STEPS + off)))
            scaled = self.net.analysis(as_input(pixels), how) * self.net.gain(how)
            for channel, numbers in enumerate(torch.round(self.net.hyper_analysis(scaled))[0].int().numpy()):
                _add(self.hyper_seen[level, channel], numbers.ravel(), HYPER_REACH)
        self.encode(pixels, 1.0 + level, lambda share, note: None)

    def _write(self, writer: object, numbers: Tensor, spreads: Tensor) -> NDArray[np.float64]:
        mine, rows = numbers.int().numpy(), spreads.numpy()
        for row in np.unique(rows):
            _add(self.seen[row], mine[rows == row], self._latents[row].reach)
        return np.zeros(len(mine))


def tables(net: ImageCodec, sizes: list[Pixels], every: int = 8) -> dict[str, Tensor]:
    """`tables.latents` int32 [SPREADS, longest] and `tables.hyper` int32 [levels, channels, longest], padded by 0.

    Counted over every so many pictures of each size, at every level, with a normal distribution before them.
    """
    counting = Counting(net)
    for pictures in sizes:
        for number in range(0, len(pictures), every * max(1, pictures.shape[1] // 180)):
            for level in range(net.shape.levels):
                counting.count(pictures[number], level)
    longest = max(len(row) for row in counting.seen)
    latents = np.zeros((SPREADS, longest), np.int32)
    for row, seen in enumerate(counting.seen):
        latents[row, : len(seen)] = normal_counts(_SPREAD_OF[row], len(seen) // 2 - 1, seen)
    hyper = np.stack([[counts_of(_smoothed(seen)) for seen in level] for level in counting.hyper_seen])
    return {
        "tables.latents": torch.from_numpy(latents),
        "tables.hyper": torch.from_numpy(hyper.astype(np.int32)),
    }


def _add(seen: NDArray[np.float64], numbers: Whole, reach: int) -> None:
    beyond = np.abs(numbers) > reach
    seen += np.bincount(np.where(beyond, 2 * reach + 1, numbers + reach), minlength=len(seen))


def _smoothed(seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """A little of each count given to the neighbours, so that a number that was nearly seen is not dear."""
    near = np.convolve(seen[:-1], [0.02, 0.06, 1.0, 0.06, 0.02], "same")
    return np.append(near, seen[-1]) + 1e-3 * max(1.0, float(seen.sum())) / len(seen)
