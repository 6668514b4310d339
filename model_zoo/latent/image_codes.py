"""Pictures as maps of code numbers, by one of several coders: any size, by tiles; after an edit only what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model_zoo.cards import Card
from model_zoo.latent.windows import Window, tiles
from model_zoo.nets.image_trunk import ImageCoder

Pixels = NDArray[np.uint8]
Numbers = NDArray[np.int64]

_TILE = 64
"""Places of a tile's side: 256 pixels, which with its margin takes 10 MB of a coder's memory."""
_NEAR = 16
"""Places of a side within which changes are decoded together."""
_ALONE = 3
"""A code alone is shown in a field of so many times so many of itself."""

Tell = Callable[[float], None]
"""Hears the share of the work that is done; may raise to stop it."""


@dataclass(frozen=True, slots=True)
class CodeCounts:
    """How often each code was chosen over a corpus, counts [K]; pictures in it and the mean of their PSNR in dB."""

    counts: Numbers
    items: int
    psnr: float


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """Snapshots of a training: after `steps` [s], `counts` [s, K], `psnr` [s], `pictures` uint8 [s, n, h, w, 3]."""

    title: str
    note: str
    steps: Numbers
    counts: Numbers
    psnr: NDArray[np.float32]
    pictures: Pixels


class ImageCodes:
    """Coders by name, with what was counted of them over the held-out corpus, and trainings to replay."""

    kind = "picture"

    def __init__(
        self,
        card: Card,
        coders: Mapping[str, ImageCoder],
        corpus: Mapping[str, CodeCounts],
        runs: tuple[TrainingRun, ...],
        device: torch.device,
    ) -> None:
        self.card, self.coders, self.corpus, self.runs, self.device = card, coders, corpus, runs, device

    @property
    def quantizers(self) -> tuple[str, ...]:
        return tuple(self.coders)

    def size(self, quantizer: str) -> int:
        """K of a coder."""
        return self.coders[quantizer].quantizer.size

    def factor(self, quantizer: str) -> int:
        """Pixels of a side that one place of the map stands for."""
        return self.coders[quantizer].shape.factor

    @torch.inference_mode()
    def encode(self, pixels: Pixels, quantizer: str, tell: Tell | None = None) -> Numbers:
        """uint8 [h, w] or [h, w, 3] -> numbers [ceil(h / factor), ceil(w / factor)].

        Beyond the edge the last row and column go on until the sides are multiples of the factor.
        """
        coder = self.coders[quantizer]
        factor, reach = coder.shape.factor, coder.shape.reach
        whole = padded(pixels, factor)
        area = Window(0, 0, whole.shape[1] // factor, whole.shape[0] // factor)
        found = np.empty((area.height, area.width), np.int64)
        for done, tile in enumerate(parts := list(tiles(area, _TILE))):
            if tell is not None:
                tell(done / len(parts))
            seen = tile.grown(reach, area)
            vectors = coder.encoder(self._given(whole[seen.times(factor).slices()]))
            rows, columns = tile.seen_from(seen).slices()
            found[tile.slices()] = coder.quantizer.numbers(vectors[:, :, rows, columns])[0].cpu().numpy()
        return found

    @torch.inference_mode()
    def decode(self, numbers: Numbers, quantizer: str, tell: Tell | None = None) -> Pixels:
        """Numbers [rows, columns] -> uint8 [rows x factor, columns x factor, 3]."""
        coder = self.coders[quantizer]
        factor = coder.shape.factor
        area = Window(0, 0, numbers.shape[1], numbers.shape[0])
        found = np.empty((area.height * factor, area.width * factor, 3), np.uint8)
        for done, tile in enumerate(parts := list(tiles(area, _TILE))):
            if tell is not None:
                tell(done / len(parts))
            self._paint(found, numbers, tile, area, coder)
        return found

    @torch.inference_mode()
    def repaint(self, pixels: Pixels, before: Numbers, after: Numbers, quantizer: str) -> tuple[Window, ...]:
        """Bring `pixels`, decoded from `before`, to what `after` decodes to, in place; both maps have one shape.

        Only where a changed code is within reach is anything decoded. Gives the windows of the map that were, none
        if no code changed.
        """
        coder = self.coders[quantizer]
        area = Window(0, 0, after.shape[1], after.shape[0])
        felt = _felt(before != after, coder.shape.reach, area)
        for window in felt:
            self._paint(pixels, after, window, area, coder)
        return felt

    @torch.inference_mode()
    def book(self, quantizer: str) -> Pixels:
        """What each code paints amid a field of itself: uint8 [K, side, side, 3], a side of 3 places."""
        coder = self.coders[quantizer]
        codes = coder.quantizer.look_up(torch.arange(coder.quantizer.size, device=self.device))
        return np.tile(as_levels(coder.decoder.field(codes)), (1, _ALONE, _ALONE, 1))

    def _paint(self, pixels: Pixels, numbers: Numbers, tile: Window, area: Window, coder: ImageCoder) -> None:
        factor = coder.shape.factor
        seen = tile.grown(coder.shape.reach, area)
        given = torch.from_numpy(np.ascontiguousarray(numbers[seen.slices()]))[None].to(self.device)
        made = as_levels(coder.decoder(coder.quantizer.look_up(given)))[0]
        pixels[tile.times(factor).slices()] = made[tile.seen_from(seen).times(factor).slices()]

    def _given(self, pixels: Pixels) -> Tensor:
        rows = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))[None]
        return rows.to(self.device).float() / 127.5 - 1


def _felt(changed: NDArray[np.bool_], reach: int, area: Window) -> tuple[Window, ...]:
    """Windows that together hold all places within reach of a changed one: the cheaper of two ways to cover them.

    Either one window for each neighbourhood with a change, which suits a brush, or tiles of the whole that was
    touched, which suits a code that is replaced wherever it stands.
    """
    rows, columns = np.nonzero(changed)
    if not len(rows):
        return ()
    whole = Window(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    near: dict[tuple[int, int], Window] = {}
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        place = row // _NEAR, column // _NEAR
        one = near.get(place, Window(column, row, column + 1, row + 1))
        near[place] = Window(
            min(one.left, column), min(one.top, row), max(one.right, column + 1), max(one.bottom, row + 1)
        )
    apart = [one.grown(reach, area) for one in near.values()]
    together = list(tiles(whole.grown(reach, area), _TILE))
    costs = [
        sum((one.width + 2 * reach) * (one.height + 2 * reach) for one in way) for way in (apart, together)
    ]
    return tuple(apart if costs[0] < costs[1] else together)


def as_levels(made: Tensor) -> Pixels:
    """[n, 3, h, w] about -1 to 1 -> uint8 [n, h, w, 3]."""
    levels = ((made.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return levels.permute(0, 2, 3, 1).cpu().numpy()


def padded(pixels: Pixels, factor: int) -> Pixels:
    coloured = np.repeat(pixels[..., None], 3, axis=2) if pixels.ndim == 2 else pixels
    height, width = coloured.shape[:2]
    return np.pad(coloured, ((0, -height % factor), (0, -width % factor), (0, 0)), mode="edge")


def line_errors(one: Pixels, other: Pixels) -> NDArray[np.int64]:
    """Squared differences of two pictures of one size, summed over each line's pixels and colours: [height]."""
    wide = [np.repeat(p[..., None], 3, axis=2) if p.ndim == 2 else p for p in (one, other)]
    apart = (wide[0].astype(np.int16) - wide[1]).reshape(len(one), -1).astype(np.int32)
    found: NDArray[np.int64] = np.einsum("ij,ij->i", apart, apart, dtype=np.int64)
    return found


def psnr(one: Pixels, other: Pixels) -> float:
    """Peak signal-to-noise ratio of two pictures of one size in dB, 99 at most: equal ones have no finite one."""
    return decibels(float(line_errors(one, other).sum()) / (3 * one.shape[0] * one.shape[1]))


def decibels(error: float) -> float:
    """Peak signal-to-noise ratio of a mean squared error of levels from 0 to 255, 99 at most."""
    return 99.0 if error == 0 else min(99.0, float(10 * np.log10(255.0**2 / error)))
