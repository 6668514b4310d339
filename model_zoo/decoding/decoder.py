"""What reads tokens and says what comes next: the promise, and the form of it that serves every architecture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor
from transformers import DynamicCache


class Summary(NamedTuple):
    """Scores summed up about one token: its probability, its rank from 1, the entropy of all in nats.

    `ids` and `chances` are the most probable tokens and their probabilities, falling.
    """

    probability: float
    rank: int
    entropy: float
    ids: list[int]
    chances: list[float]


class Decoder(Protocol):
    """One text being read. It remembers what it has read, and can forget its end again.

    All of it is for one thread, under `torch.inference_mode()`.
    """

    @property
    def length(self) -> int:
        """How many tokens it has read."""

    def read(self, ids: Sequence[int]) -> Tensor:
        """Read on, and score what follows each of these tokens: [len(ids), vocabulary], float32.

        The caller sees to it that no more than the model's window is read.
        """

    def step(self, token: int) -> Tensor:
        """Read one token more and score what follows it: [vocabulary], float32, valid until the next call."""

    def rewind(self, length: int) -> None:
        """Forget all but the first `length` tokens."""

    def summary(self, scores: Tensor, token: int, count: int) -> Summary | None:
        """Sum its scores [vocabulary] up with the `count` most probable tokens; None if torch is as quick."""


class PlainDecoder:
    """Reads with the model's own forward pass: for architectures that have no faster way here."""

    def __init__(self, model: Any) -> None:
        self._model = model
        # A cache that knows of a sliding window forgets what it would need to rewind; the mask slides without it.
        sliding = getattr(model.config, "sliding_window", None) is not None
        self._cache = DynamicCache() if sliding else DynamicCache(config=model.config)

    @property
    def length(self) -> int:
        return int(self._cache.get_seq_length())

    def read(self, ids: Sequence[int]) -> Tensor:
        row = torch.tensor([list(ids)], device=self._model.device)
        out = self._model(input_ids=row, cache=self._cache, use_cache=True)
        scores: Tensor = out.logits[0].float()
        return scores

    def step(self, token: int) -> Tensor:
        return self.read([token])[0]

    def rewind(self, length: int) -> None:
        if length < self.length:
            self._cache.crop(length - self.length)  # how many to forget, negative

    def summary(self, scores: Tensor, token: int, count: int) -> Summary | None:
        return None
