"""Packing: several texts to a row, each between its own [CLS] and [SEP], none seeing another.

A text with a [SEP] inside is a pair. It is never dealt out in sentences (what no row holds is left off its end), its
halves see each other, and the second counts its places from zero again, so that translations stand at like places
(Conneau and Lample 2019, translation language modeling).

Every text keeps its own positions and segment number: to the model a packed sentence looks like a lone one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model_zoo.recipes.token_store import TokenStore
from model_zoo.recipes.wordpieces import CLS, PAD, SEP

SHORT_SHARE = 0.3
"""This share of the paragraphs is dealt out in single sentences, so that a lone sentence is familiar."""
PATIENCE = 12
"""A batch is closed after so many texts in a row fit nowhere (they wait for the next batch)."""

Piece = tuple[int, int, int]
"""Paragraph number, first token, length."""


@dataclass(frozen=True)
class Rows:
    """ids, segments (0 is padding) and positions, each [rows, length]."""

    ids: NDArray[np.int64]
    segments: NDArray[np.int64]
    positions: NDArray[np.int64]


@dataclass
class Cursor:
    """Where the reading stands: all that a resumed run needs, besides the seed, to see the same rows next."""

    epoch: int = 0
    place: int = 0
    waiting: list[Piece] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"epoch": self.epoch, "place": self.place, "waiting": self.waiting}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Cursor:
        return cls(value["epoch"], value["place"], [(a, b, c) for a, b, c in value["waiting"]])


class Packer:
    """Deals rows out of a token store, epoch after epoch."""

    def __init__(
        self, store: TokenStore, begins: NDArray[np.bool_], ends: frozenset[int], seed: int, cursor: Cursor
    ) -> None:
        """begins[id]: the piece begins a word; ends: ids of full stops and the like."""
        self.store, self.begins, self.seed, self.cursor = store, begins, seed, cursor
        self.ends = np.asarray(sorted(ends), dtype=np.uint16)
        self.order = store.epoch_order(seed, cursor.epoch)

    def batch(self, rows: int, length: int) -> Rows:
        """The next rows, about 97 per cent full."""
        out = Rows(*(np.zeros((rows, length), dtype=np.int64) for _ in range(3)))
        out.ids.fill(PAD)
        used = np.zeros(rows, dtype=np.int64)
        texts = np.zeros(rows, dtype=np.int64)
        misfits = 0
        waiting, self.cursor.waiting = self.cursor.waiting, []
        while misfits < PATIENCE:
            if not waiting:
                waiting = self._next_pieces(length - 2)
            number, first, size = waiting.pop(0)
            size = min(size, length - 2)
            room = np.where(used + size + 2 <= length, used, -1)
            row = int(room.argmax())  # the fullest row that still has room
            if room[row] < 0:
                self.cursor.waiting.append((number, first, size))
                misfits += 1
                continue
            start, end = int(used[row]), int(used[row]) + size + 2
            out.ids[row, start] = CLS
            out.ids[row, start + 1 : end - 1] = self.store.paragraph(number)[first : first + size]
            out.ids[row, end - 1] = SEP
            texts[row] += 1
            out.segments[row, start:end] = texts[row]
            out.positions[row, start:end] = _places(out.ids[row, start:end])
            used[row] = end
        self.cursor.waiting.extend(waiting)
        return out

    def _next_pieces(self, longest: int) -> list[Piece]:
        """The next paragraph, cut into texts of at most `longest` tokens, at sentence ends if it has any."""
        if self.cursor.place >= len(self.order):
            self.cursor.epoch, self.cursor.place = self.cursor.epoch + 1, 0
            self.order = self.store.epoch_order(self.seed, self.cursor.epoch)
        number = int(self.order[self.cursor.place])
        draw = np.random.default_rng([self.seed, self.cursor.epoch, self.cursor.place])
        self.cursor.place += 1
        tokens = self.store.paragraph(number)
        short = draw.random() < SHORT_SHARE
        pair = bool((tokens == SEP).any())
        if pair or (len(tokens) <= longest and not short):
            return [(number, 0, len(tokens))]
        ends = np.flatnonzero(np.isin(tokens, self.ends)) + 1
        words = np.flatnonzero(self.begins[tokens])
        pieces: list[Piece] = []
        first = 0
        while first < len(tokens):
            limit = first + longest
            stops = ends[(ends > first + 3) & (ends <= limit)]
            if short and len(stops):
                end = int(stops[0])
            elif limit >= len(tokens):
                end = len(tokens)
            elif len(stops):
                end = int(stops[-1])
            else:
                inside = words[(words > first) & (words <= limit)]
                end = int(inside[-1]) if len(inside) else limit
            pieces.append((number, first, end - first))
            first = end
        return pieces


def _places(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """[size] ids of [CLS] text [SEP] or [CLS] text [SEP] text [SEP] -> positions, from zero after the inner [SEP]."""
    places = np.arange(len(ids))
    inner = np.flatnonzero(ids[:-1] == SEP)
    if len(inner):
        places[inner[0] + 1 :] -= inner[0] + 1
    return places
