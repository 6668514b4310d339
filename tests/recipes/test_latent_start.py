"""Vectors to start from: words of two invented languages that always stand in the same pairs come to lie together."""

from __future__ import annotations

import numpy as np

from model_zoo.recipes.latent_start import latent_vectors
from model_zoo.recipes.token_store import TokenStore
from model_zoo.recipes.wordpieces import SEP, SPECIALS

WORDS = 40
FIRST = len(SPECIALS)


def store(paired: bool) -> TokenStore:
    """600 texts of six words; word n of one language is word n + WORDS of the other."""
    draw = np.random.default_rng(0)
    texts: list[list[int]] = []
    for _ in range(600):
        chosen = FIRST + draw.choice(WORDS, 6, replace=False)
        first, second = chosen.tolist(), (chosen + WORDS).tolist()
        texts += [[*first, SEP, *second]] if paired else [first, second]
    starts = np.concatenate([[0], np.cumsum([len(text) for text in texts])])
    return TokenStore(np.concatenate(texts).astype(np.uint16), starts, np.ones(len(texts), np.float32))


def found(paired: bool) -> float:
    """Share of words whose nearest word of the other language is their translation."""
    vectors = latent_vectors(store(paired), FIRST + 2 * WORDS + 1, 24, paired, 1)
    first, second = vectors[FIRST : FIRST + WORDS], vectors[FIRST + WORDS : FIRST + 2 * WORDS]
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1.0, rtol=1e-5)
    assert not vectors[:FIRST].any() and not vectors[-1].any()  # marks, and a word that no text has
    return float(((first @ second.T).argmax(axis=1) == np.arange(WORDS)).mean())


def test_translations_lie_together_only_where_pairs_were_seen() -> None:
    assert found(paired=True) == 1.0
    assert found(paired=False) < 0.2
