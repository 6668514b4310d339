"""Texts one behind another, cut into rows of equal length: nothing is padded, nothing left out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model_zoo.recipes.token_store import TokenStore


@dataclass
class Place:
    """Where the reading stands: text number `text` of the epoch's order, `token` of it."""

    epoch: int = 0
    text: int = 0
    token: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class StreamRows:
    """ids, numbers of the texts, positions and next tokens, each [rows, length].

    A text's first token is END. The token behind a text's last is END too: so the model learns where texts end.
    """

    ids: NDArray[np.int64]
    texts: NDArray[np.int64]
    positions: NDArray[np.int64]
    targets: NDArray[np.int64]


class TextStream:
    """Deals rows out of a token store, epoch after epoch, in an order drawn anew for each."""

    def __init__(self, store: TokenStore, end: int, seed: int, place: Place) -> None:
        self.store, self.end, self.seed, self.place = store, end, seed, place
        self.order = store.epoch_order(seed, place.epoch)

    def batch(self, rows: int, length: int) -> StreamRows:
        out = StreamRows(*(np.zeros((rows, length), dtype=np.int64) for _ in range(4)))
        for row in range(rows):
            filled = number = 0
            while filled < length:
                tokens = self._rest(length - filled)
                size = len(tokens) - 1
                part = slice(filled, filled + size)
                out.ids[row, part], out.targets[row, part] = tokens[:-1], tokens[1:]
                out.texts[row, part], out.positions[row, part] = number, np.arange(size)
                filled, number = filled + size, number + 1
        return out

    def _rest(self, most: int) -> NDArray[np.int64]:
        """Up to `most` tokens of the present text, and the one behind them."""
        if self.place.text >= len(self.order):
            self.place = Place(self.place.epoch + 1)
            self.order = self.store.epoch_order(self.seed, self.place.epoch)
        paragraph = self.store.paragraph(int(self.order[self.place.text]))
        whole = np.concatenate([[self.end], paragraph, [self.end]]).astype(np.int64)
        first = self.place.token
        part = whole[first : first + most + 1]
        if first + most + 1 >= len(whole):
            self.place.text, self.place.token = self.place.text + 1, 0
        else:
            self.place.token = first + most
        return part
