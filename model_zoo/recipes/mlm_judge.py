"""A masked language model behind one small question: how likely is each piece at these masked places?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import AutoModelForMaskedLM

from model_zoo.recipes.wordpieces import PAD

TOKENS_AT_ONCE = 4096


@dataclass(frozen=True)
class Question:
    """A row of ids with [MASK] in it, the masked places to be read, and the true ids of those places."""

    ids: list[int]
    places: list[int]
    truth: list[int]


class MaskedModel:
    """A ModernBERT masked language model whose tokenizer has [MASK] and pads with id 0, from a folder."""

    def __init__(self, folder: Path, device: str = "cpu") -> None:
        self.tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        model = AutoModelForMaskedLM.from_pretrained(folder, local_files_only=True, dtype=torch.float32)
        self.model = model.to(device).eval()
        self.device = device
        mask = self.tokenizer.token_to_id("[MASK]")
        assert mask is not None
        self.mask: int = mask

    @torch.inference_mode()
    def answers(self, questions: Sequence[Question]) -> Iterator[tuple[int, Tensor]]:
        """(number of the question, log-probabilities [places, vocabulary] in nats), shortest rows first."""
        order = sorted(range(len(questions)), key=lambda i: len(questions[i].ids))
        for group in _groups(order, [len(q.ids) for q in questions]):
            longest = max(len(questions[i].ids) for i in group)
            ids = torch.full((len(group), longest), PAD)
            for row, i in enumerate(group):
                ids[row, : len(questions[i].ids)] = torch.tensor(questions[i].ids)
            real = (ids != PAD).long()
            hidden = self.model.model(input_ids=ids.to(self.device), attention_mask=real.to(self.device))
            for row, i in enumerate(group):
                kept = hidden.last_hidden_state[row, questions[i].places]
                yield i, self.model.decoder(self.model.head(kept)).float().log_softmax(-1).cpu()


def _groups(order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    group: list[int] = []
    for i in order:  # ascending lengths: the newest member is the longest
        if group and (len(group) + 1) * lengths[i] > TOKENS_AT_ONCE:
            yield group
            group = []
        group.append(i)
    if group:
        yield group
