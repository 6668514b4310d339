"""Pictures to small files and back, with `nets.image_codec`: what is written is what is read, to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model_zoo.cards import Card
from model_zoo.latent.entropy_coding import Reader, Table, Whole, Writer
from model_zoo.latent.fixed_point import exact, on_grid
from model_zoo.latent.picture_file import PictureFile, packed, unpacked
from model_zoo.nets.image_codec import HYPER_STRIDE, SPREADS, STRIDE, ImageCodec, board, padded

Pixels = NDArray[np.uint8]
Report = Callable[[float, str], None]

STEPS = 16
"""Places between two levels of quality."""
_MEAN_BITS = 4
_QUALITY_BITS = 10


@dataclass(frozen=True, slots=True)
class Compressed:
    """A file's bytes, and where its bits went.

    `bits` [h / 8, w / 8] are those of the latents by place, `channel_bits` [channels] the same by channel;
    `side_bits` are those of the second code. The file's head, and what the coder's end rounds up, are the rest.
    """

    data: bytes
    bits: NDArray[np.float64]
    channel_bits: NDArray[np.float64]
    side_bits: float


@dataclass(frozen=True, slots=True)
class _Grid:
    """Sizes in latents: of the picture, and of its second code."""

    rows: int
    columns: int

    @property
    def hyper(self) -> tuple[int, int]:
        return -(-self.rows // HYPER_STRIDE), -(-self.columns // HYPER_STRIDE)


class ImageCompression:
    """A net with its tables. It codes on the processor: elsewhere sums could differ from a file's."""

    def __init__(
        self, card: Card, net: ImageCodec, latents: Sequence[Table], hyper: Sequence[Sequence[Table]]
    ) -> None:
        """`latents` by spread; `hyper` by level and channel. Raises ValueError for weights that are too large."""
        self.card, self.net = card, net.eval()
        self._latents, self._hyper = latents, hyper
        self._synthesis = exact_free(net)
        self._features, self._beliefs = exact(net.hyper_synthesis), exact(net.beliefs)
        self._made_by = bytes.fromhex(card.sha256[:4])

    @property
    def levels(self) -> int:
        return self.net.shape.levels

    @property
    def places(self) -> int:
        """How many qualities there are: STEPS to a level."""
        return (self.levels - 1) * STEPS + 1

    def place(self, quality: float) -> int:
        """The place of a quality from 1 to `levels`."""
        return round((quality - 1) * STEPS)

    @torch.inference_mode()
    def encode(self, pixels: Pixels, quality: float, report: Report) -> Compressed:
        """Compress a picture, uint8 [height, width] or [height, width, 3], at a quality from 1 to `levels`.

        `report` is told the share that is done before each step, and may raise to stop.
        """
        place = self.place(quality)
        grid = _Grid(-(-pixels.shape[0] // STRIDE), -(-pixels.shape[1] // STRIDE))
        report(0.0, "Transforming")
        how = self._quality(place)
        scaled = self.net.analysis(as_input(pixels), how) * self.net.gain(how)
        report(0.4, "Coding")
        z = torch.round(self.net.hyper_analysis(scaled))[0].int().numpy()
        writer = Writer()
        side = 0.0
        for numbers, table in zip(z, self._tables(place), strict=True):
            writer.put(numbers.ravel(), table)
            side += float(table.cost(numbers.ravel()).sum())
        bits, channel_bits = np.zeros((grid.rows, grid.columns)), np.zeros(self.net.shape.channels)
        features = self._expected(z, grid)
        known = torch.zeros(1, len(scaled[0]), grid.rows, grid.columns, dtype=torch.float64)
        values = scaled.double()
        for share, turn in enumerate(_turns(grid)):
            report(0.5 + 0.25 * share, "Coding")
            mean, spread = self._believed(features, known if share else None, how)
            numbers = torch.round(values - mean)
            known = torch.where(turn, numbers + mean, known)
            mine, spreads = _chosen(numbers, turn), _chosen(spread, turn)
            costs = self._write(writer, mine, spreads)
            by_channel = costs.reshape(self.net.shape.channels, -1)
            bits[turn[0, 0].numpy()] += by_channel.sum(0)
            channel_bits += by_channel.sum(1)
        grey = pixels.ndim == 2
        file = PictureFile(pixels.shape[1], pixels.shape[0], place, grey, self._made_by, writer.bytes())
        return Compressed(packed(file), bits, channel_bits, side)

    @torch.inference_mode()
    def decode(self, data: bytes, report: Report) -> tuple[Pixels, float]:
        """The picture of a file, uint8 as it was given to `encode`, and its quality.

        Raises ValueError with the end of a sentence (“is damaged ...”) for bytes that are no such file.
        """
        file = unpacked(data, self.places)
        if file.made_by != self._made_by:
            raise ValueError("was compressed with another model: choose that one")
        grid = _Grid(-(-file.height // STRIDE), -(-file.width // STRIDE))
        report(0.0, "Decoding")
        reader = Reader(file.code)
        count = int(np.prod(grid.hyper))
        rows = [reader.take(count, table) for table in self._tables(file.place)]
        z = np.stack(rows).reshape(len(rows), *grid.hyper)
        how = self._quality(file.place)
        features = self._expected(z, grid)
        known = torch.zeros(1, self.net.shape.channels, grid.rows, grid.columns, dtype=torch.float64)
        for share, turn in enumerate(_turns(grid)):
            report(0.15 + 0.15 * share, "Decoding")
            mean, spread = self._believed(features, known if share else None, how)
            numbers = self._read(reader, _chosen(spread, turn))
            given = torch.zeros_like(known).masked_scatter_(turn.expand_as(known), torch.from_numpy(numbers))
            known = torch.where(turn, given + mean, known)
        report(0.5, "Painting")
        made = self._synthesis(known * self.net.returned(how).double(), how.double())[0]
        return as_pixels(made[:, : file.height, : file.width], file.grey), 1 + file.place / STEPS

    def _quality(self, place: int) -> Tensor:
        return on_grid(torch.full((1, 1, 1, 1), place / (self.places - 1)), _QUALITY_BITS)

    def _tables(self, place: int) -> Sequence[Table]:
        return self._hyper[(place + STEPS // 2) // STEPS]

    def _expected(self, z: Whole, grid: _Grid) -> Tensor:
        features: Tensor = self._features(torch.from_numpy(z).double()[None])
        return features[..., : grid.rows, : grid.columns]

    def _believed(self, features: Tensor, known: Tensor | None, how: Tensor) -> tuple[Tensor, Tensor]:
        mean, spread = self._beliefs(features, known, 1.0, how.double())
        return on_grid(mean, _MEAN_BITS), torch.round(spread).clamp(0, SPREADS - 1).int()

    def _write(self, writer: Writer, numbers: Tensor, spreads: Tensor) -> NDArray[np.float64]:
        """Write numbers [channels * places]; give the bits of each."""
        mine, rows = numbers.int().numpy(), spreads.numpy()
        costs = np.empty(len(mine))
        for row in np.unique(rows):
            where, table = rows == row, self._latents[row]
            writer.put(mine[where], table)
            costs[where] = table.cost(mine[where])
        return costs

    def _read(self, reader: Reader, spreads: Tensor) -> NDArray[np.float64]:
        rows = spreads.numpy()
        numbers = np.empty(len(rows))
        for row in np.unique(rows):
            where = rows == row
            numbers[where] = reader.take(int(where.sum()), self._latents[row])
        return numbers


def exact_free(net: ImageCodec) -> torch.nn.Module:
    """The synthesis in double precision: a pixel then hardly ever depends on the order of a sum."""
    import copy

    return copy.deepcopy(net.synthesis).cpu().double().eval()


def as_input(pixels: Pixels) -> Tensor:
    """RGB [1, 3, height, width], -0.5 to 0.5, sides made multiples of 8."""
    colours = np.repeat(pixels[..., None], 3, 2) if pixels.ndim == 2 else pixels
    x = torch.from_numpy(np.array(colours)).permute(2, 0, 1)[None].float() / 255 - 0.5
    return padded(x, STRIDE)


def as_pixels(made: Tensor, grey: bool) -> Pixels:
    """uint8 [height, width, 3], or [height, width] if grey, of [3, height, width]."""
    x = made.mean(0) if grey else made.permute(1, 2, 0)
    found: Pixels = torch.round((x + 0.5) * 255).clamp(0, 255).to(torch.uint8).numpy()
    return found


def _turns(grid: _Grid) -> Iterator[Tensor]:
    first = board(grid.rows, grid.columns) > 0
    yield first
    yield ~first


def _chosen(x: Tensor, turn: Tensor) -> Tensor:
    """The values at the places of a turn, channel by channel."""
    return x.masked_select(turn.expand_as(x))
