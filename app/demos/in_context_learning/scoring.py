"""How probable each label is behind a prompt, without reading twice what prompts have in common."""

from __future__ import annotations

import torch
from torch import Tensor

from app.core.contract import Progress
from app.demos.in_context_learning.borders import Border, Ids, shared
from model_zoo.loaders.causal_lm import CausalLM

_AT_ONCE = 256
_NUMBERS = 16_000_000
"""Scores that are computed at once: 64 MB of float32."""


class Scorer:
    """One decoder that goes from prompt to prompt: it goes back to where the next one differs and reads on."""

    def __init__(self, model: CausalLM) -> None:
        self._decoder = model.decoder()
        self._chunk = max(1, min(_AT_ONCE, _NUMBERS // int(model.model.config.vocab_size)))
        self._read: Ids = []
        self.tokens_read = 0

    def score(self, border: Border, progress: Progress) -> list[float]:
        """Natural log-probability of each ending, all of its tokens by the chain rule."""
        last = self._go_to(border.context, progress)
        found: list[float] = []
        for ending in border.endings:
            total = float(last[ending[0]])
            if len(ending) > 1:
                progress.report(None)
                rows = self._decoder.read(ending[:-1]).log_softmax(dim=-1)
                follow = torch.tensor(ending[1:], device=rows.device)
                total += float(rows.gather(1, follow[:, None]).double().sum())
                self._decoder.rewind(len(self._read))
                self.tokens_read += len(ending) - 1
            found.append(total)
        return found

    def _go_to(self, context: Ids, progress: Progress) -> Tensor:
        """Be behind the last token of `context`; gives the log-probabilities of what follows, [vocabulary]."""
        # At least the last token is read again: its scores are what is asked for.
        keep = min(shared(self._read, context), len(context) - 1)
        self._decoder.rewind(keep)
        self._read = self._read[:keep]
        while len(self._read) < len(context):
            if len(context) - keep > self._chunk:
                progress.report(None)
            part = context[len(self._read) : len(self._read) + self._chunk]
            scores = self._decoder.read(part)
            self._read += part
            self.tokens_read += len(part)
        return scores[-1].log_softmax(dim=-1).clone()
