"""Whole-word masking: what the model must guess.

All pieces of a chosen word become [MASK] together (BERT's later release; Joshi et al. 2020 for why). Words of
content are chosen twice as often as function words and punctuation, which are learnt soon anyway.
No 80/10/10: always masking did as well for Wettig et al. 2023. A model that will also be asked about words that it
can read leaves a share of the chosen ones as they are (BERT's tenth).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from model_zoo.recipes.function_words import is_content_word
from model_zoo.recipes.wordpieces import MASK, SPECIALS

GRAMMAR_WEIGHT = 0.5
"""How often a function word, a number or a punctuation mark is chosen, content words being 1."""


@dataclass(frozen=True)
class MaskedRows:
    ids: NDArray[np.int64]
    """[rows, length], chosen words replaced by [MASK]."""
    where: NDArray[np.int64]
    """[masked] flat positions of the chosen pieces, ascending."""
    targets: NDArray[np.int64]
    """[masked] the ids that stood there."""


class WordMasker:
    def __init__(self, tokenizer: Tokenizer, begins: NDArray[np.bool_], kept: float = 0.0) -> None:
        """begins[id]: the piece begins a word; `kept`: the share of chosen words that stay as they are."""
        self.begins, self.kept = begins, kept
        names = (tokenizer.id_to_token(i) or "" for i in range(tokenizer.get_vocab_size()))
        pieces = [name.removeprefix("▁") for name in names]
        self.weight = np.asarray([1.0 if is_content_word(piece) else GRAMMAR_WEIGHT for piece in pieces])

    def mask(self, ids: NDArray[np.int64], rate: float, draw: np.random.Generator) -> MaskedRows:
        """Choose words of [rows, length] ids so that about `rate` of the ordinary pieces are hidden."""
        flat = ids.reshape(-1)
        ordinary = flat >= len(SPECIALS)
        begins = self.begins[flat] | ~ordinary
        begins[:: ids.shape[1]] = True  # a row that begins inside a word does not continue the row above
        word = np.cumsum(begins) - 1  # [rows * length] which word each piece belongs to
        pieces = np.bincount(word)
        # A word of several pieces is a content word: the function words all have a piece of their own.
        weight = np.where(pieces > 1, 1.0, self.weight[flat[begins]]) * ordinary[begins]
        mean = (weight * pieces).sum() / max(1, int(ordinary.sum()))
        chosen = draw.random(len(weight)) < rate * weight / max(mean, 1e-9)
        where = np.flatnonzero(chosen[word])
        hidden = flat.copy()
        seen = draw.random(len(weight)) < self.kept if self.kept else np.zeros(len(weight), bool)
        hidden[np.flatnonzero((chosen & ~seen)[word])] = MASK
        return MaskedRows(hidden.reshape(ids.shape), where, flat[where])
