"""Reads a text of any length with a model that sees only so much at once, and keeps account of what it has seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torch import Tensor

from app.core.contract import Progress
from model_zoo.decoding.decoder import Decoder
from model_zoo.loaders.causal_lm import CausalLM

_NUMBERS = 16_000_000
"""Scores that are computed at once: 64 MB of float32."""
_AT_ONCE = 256


class Reader:
    """A text that the model reads on. When its window is full, the older half is forgotten.

    The mark that stands before every text (such as <s>) is kept: models lean on it (Xiao et al. 2024).
    """

    def __init__(self, model: CausalLM, decoder: Decoder, first_special: bool) -> None:
        self._window, self._decoder = model.window, decoder
        self._kept = 1 if first_special else 0
        self._chunk = max(1, min(_AT_ONCE, _NUMBERS // int(model.model.config.vocab_size)))
        self.ids: list[int] = []
        self.forgotten = 0

    @property
    def full(self) -> bool:
        """Whether the next token would push older ones out."""
        return self._decoder.length >= self._window

    def read(self, ids: Sequence[int], progress: Progress) -> Iterator[tuple[int, Tensor]]:
        """Read on; gives parts: the number of a part's first token, and the scores after each of its tokens."""
        done = 0
        while done < len(ids):
            if self.full:
                self._forget()
            size = min(self._chunk, len(ids) - done, self._window - self._decoder.length)
            progress.report(done / len(ids) if len(ids) > self._chunk else None, "Reading the text")
            part = list(ids[done : done + size])
            scores = self._decoder.read(part)
            begin = len(self.ids)
            self.ids += part
            done += size
            yield begin, scores

    def step(self, token: int) -> Tensor:
        """Read one token more and score what follows it: [vocabulary], float32."""
        if self.full:
            self._forget()
        self.ids.append(token)
        return self._decoder.step(token)

    def _forget(self) -> None:
        recent = self.ids[-(self._window // 2) :]
        self._decoder.rewind(0)
        again = self.ids[: self._kept] + recent
        for begin in range(0, len(again), self._chunk):
            self._decoder.read(again[begin : begin + self._chunk])
        self.forgotten = len(self.ids) - len(recent) - self._kept
