"""How probable each label is behind each prompt: what prompts share is read once, what differs in batches."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from transformers import DynamicCache

from app.demos.in_context_learning.borders import Border, Ids, shared
from model_zoo.loaders.causal_lm import CausalLM

#: Called between two passes with the number of prompts that are finished; raises Cancelled to stop.
Heard = Callable[[int], None]

_TOKENS = 512
"""Tokens read in one pass, padding included: that is the latency of Stop."""
_NUMBERS = 16_000_000
"""Scores computed in one pass: 64 MB of float32."""
_KEPT = 8192
"""Tokens whose keys and values a pass may hold: each row of a batch has its own copy of the beginning."""


class Scorer:
    """Scores prompts of one model.

    A small model spends its time on starting operations, not on computing them: so prompts go through it together,
    not one after the other.
    """

    def __init__(self, model: CausalLM) -> None:
        self._model = model.model
        self._device = model.device
        self._most = max(1, min(_TOKENS, _NUMBERS // int(model.model.config.vocab_size)))

    def score(self, borders: Sequence[Border], heard: Heard) -> list[list[float]]:
        """Natural log-probability of each ending, all of its tokens by the chain rule: [prompts][endings]."""
        begin = _beginning(borders)
        rows = _rows(borders, begin)
        found: dict[tuple[int, int], float] = {}
        cache = self._read(borders[0].context[:begin], heard)
        for part in self._parts(sorted(rows, key=len), begin):
            heard(_finished(borders, found))
            places = [(row, one) for row, ids in enumerate(part) for one in rows[ids]]
            logits = self._follow(part, cache, begin)
            found |= _totals(logits, places, borders, begin)
        return [
            [found[number, place] for place in range(len(border.endings))]
            for number, border in enumerate(borders)
        ]

    def _read(self, ids: Ids, heard: Heard) -> Any:
        """Read what all prompts begin with."""
        cache = DynamicCache(config=self._model.config)
        for start in range(0, len(ids), self._most):
            heard(0)
            row = torch.tensor([ids[start : start + self._most]], device=self._device)
            self._model(input_ids=row, cache=cache, use_cache=True)
        return cache

    def _follow(self, part: Sequence[tuple[int, ...]], cache: Any, begin: int) -> Tensor:
        """Scores behind each token of rows that follow the beginning: [rows, longest, vocabulary]."""
        longest = max(map(len, part))
        ids = torch.zeros(len(part), longest, dtype=torch.long)
        mask = torch.zeros(len(part), begin + longest, dtype=torch.long)
        for number, row in enumerate(part):
            ids[number, : len(row)] = torch.tensor(row)
            mask[number, : begin + len(row)] = 1
        own = copy.deepcopy(cache)
        if begin:
            own.batch_repeat_interleave(len(part))
        answer = self._model(
            input_ids=ids.to(self._device),
            attention_mask=mask.to(self._device),
            cache=own,
            use_cache=True,
        )
        logits: Tensor = answer.logits
        return logits

    def _parts(self, rows: list[tuple[int, ...]], begin: int) -> Iterator[list[tuple[int, ...]]]:
        """Rows, shortest first, in batches that fit; a single row always does."""
        part: list[tuple[int, ...]] = []
        for row in rows:
            size = len(part) + 1
            if part and (size * len(row) > self._most or size * (begin + len(row)) > _KEPT):
                yield part
                part = []
            part.append(row)
        if part:
            yield part


def _beginning(borders: Sequence[Border]) -> int:
    """How many tokens all contexts begin with; at least one of each is left, whose scores are asked for."""
    count = min(len(border.context) for border in borders) - 1
    for border in borders[1:]:
        count = min(count, shared(borders[0].context, border.context))
    return count


def _rows(borders: Sequence[Border], begin: int) -> dict[tuple[int, ...], list[tuple[int, int]]]:
    """What is to be read behind the beginning, and whom it serves: (prompt, ending).

    A label's last token is only predicted, never read: labels of one token share one row.
    """
    rows: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    for number, border in enumerate(borders):
        for place, ending in enumerate(border.endings):
            row = (*border.context[begin:], *ending[:-1])
            rows.setdefault(row, []).append((number, place))
    return rows


def _totals(
    logits: Tensor, places: Sequence[tuple[int, tuple[int, int]]], borders: Sequence[Border], begin: int
) -> dict[tuple[int, int], float]:
    """Sum up the log-probabilities of each ending's tokens where they stand."""
    where, which, tokens, owners = [], [], [], []
    for row, owner in places:
        border = borders[owner[0]]
        for step, token in enumerate(border.endings[owner[1]]):
            where.append(row)
            which.append(len(border.context) - begin - 1 + step)
            tokens.append(token)
            owners.append(owner)
    kept = logits[torch.tensor(where, device=logits.device), torch.tensor(which, device=logits.device)]
    logs = kept.float().log_softmax(dim=-1)
    values = logs.gather(1, torch.tensor(tokens, device=logits.device)[:, None])[:, 0].tolist()
    found: dict[tuple[int, int], float] = {}
    for owner, value in zip(owners, values, strict=True):
        found[owner] = found.get(owner, 0.0) + value
    return found


def _finished(borders: Sequence[Border], found: dict[tuple[int, int], float]) -> int:
    return len(found) // max(1, len(borders[0].endings))
