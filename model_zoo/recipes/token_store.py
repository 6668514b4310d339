"""The corpus as token ids, tokenized once and kept in one file of the run folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

BATCH = 4096  # paragraphs encoded at a time: enough to keep the tokenizer's threads busy


def weighted(groups: Iterable[tuple[float, Iterable[str]]]) -> Iterator[str]:
    """Every paragraph of (weight, paragraphs) groups as often as its weight says (for the tokenizer)."""
    for weight, texts in groups:
        owed = 0.0
        for text in texts:
            owed += weight
            for _ in range(int(owed)):
                yield text
            owed -= int(owed)


@dataclass(frozen=True)
class TokenStore:
    """Paragraph i is `ids[starts[i]:starts[i + 1]]`, without [CLS], [SEP]; `weights[i]` passes per epoch."""

    ids: NDArray[np.uint16]
    starts: NDArray[np.int64]
    weights: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.weights)

    def paragraph(self, index: int) -> NDArray[np.uint16]:
        return self.ids[self.starts[index] : self.starts[index + 1]]

    @property
    def tokens_per_epoch(self) -> float:
        return float((np.diff(self.starts) * self.weights).sum())

    def epoch_order(self, seed: int, epoch: int) -> NDArray[np.int32]:
        """Paragraph numbers of one epoch, shuffled; a weight of 1.5 means once or twice, drawn each epoch."""
        draw = np.random.default_rng([seed, epoch])
        copies = np.floor(self.weights + draw.random(len(self.weights), dtype=np.float32)).astype(np.int64)
        order = np.repeat(np.arange(len(self), dtype=np.int32), copies)
        draw.shuffle(order)
        return order

    def save(self, path: Path) -> None:
        np.savez(path, ids=self.ids, starts=self.starts, weights=self.weights)

    @classmethod
    def load(cls, path: Path) -> TokenStore:
        with np.load(path) as arrays:
            return cls(arrays["ids"], arrays["starts"], arrays["weights"])

    @classmethod
    def build(cls, tokenizer: Tokenizer, groups: Iterable[tuple[float, Iterable[str]]]) -> TokenStore:
        """Tokenize (weight, paragraphs) groups; ids fit 16 bits, the vocabulary being far below 65,536."""
        pieces: list[NDArray[np.uint16]] = []
        lengths: list[int] = []
        weights: list[float] = []
        for weight, texts in groups:
            for batch in batches(texts, BATCH):
                for encoded in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
                    row = np.asarray(encoded.ids, dtype=np.uint16)
                    if len(row):
                        pieces.append(row)
                        lengths.append(len(row))
                        weights.append(weight)
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return cls(np.concatenate(pieces), starts, np.asarray(weights, dtype=np.float32))


def batches(texts: Iterable[str], size: int) -> Iterator[Sequence[str]]:
    """Lists of `size` texts each, the last perhaps shorter."""
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
