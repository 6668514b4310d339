"""Pseudo-perplexity (Salazar et al. 2020, Masked language model scoring): each token from all the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from model_zoo.recipes.mlm_judge import MaskedModel, Question


@dataclass(frozen=True)
class PseudoPerplexity:
    per_token: float
    per_word: float
    """exp of the same sum of nats shared among white-space words: comparable between tokenizers."""
    tokens: int
    words: int


def pseudo_perplexity(model: MaskedModel, texts: Sequence[str]) -> PseudoPerplexity:
    """One question per token: each token of each text is masked alone once. [CLS] and [SEP] are not asked."""
    questions: list[Question] = []
    for text in texts:
        ids = model.tokenizer.encode(text).ids
        for place in range(1, len(ids) - 1):
            masked = list(ids)
            masked[place] = model.mask
            questions.append(Question(masked, [place], [ids[place]]))
    nats = -sum(float(scores[0, questions[i].truth[0]]) for i, scores in model.answers(questions))
    words = sum(len(text.split()) for text in texts)
    tokens = len(questions)
    return PseudoPerplexity(math.exp(nats / max(1, tokens)), math.exp(nats / max(1, words)), tokens, words)
