"""Token vectors to start from: cross-lingual latent semantic indexing (Littman, Dumais and Landauer 1998).

Two tokens get like vectors if they stand in the same texts. Where a text is a sentence with its translation, *dog*
and *Hund* stand in the same ones, so that a model which starts from these vectors need not find that out step by
step: a run of an hour on two cores would not come to it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd

from model_zoo.recipes.token_store import TokenStore
from model_zoo.recipes.wordpieces import SEP, SPECIALS

Floats = NDArray[np.float32]

MOST_TEXTS = 350_000
#: A token of fewer texts has a vector of chance.
FEWEST_TEXTS = 3
ROUNDS = 3  # of the power iteration that sharpens the random projection (Halko, Martinsson and Tropp 2011)


def latent_vectors(store: TokenStore, vocabulary: int, width: int, paired: bool, seed: int) -> Floats:
    """Vectors of length 1 [vocabulary, width]; zero for tokens of too few texts.

    With `paired` the texts are the store's pairs, else all that is no pair. Weights are log(n / df), a text has
    length 1, and every direction of the decomposition counts alike.
    """
    joint = np.add.reduceat((store.ids == SEP).astype(np.int32), store.starts[:-1]) > 0
    rows = np.flatnonzero(joint == paired)
    rows = np.random.default_rng(seed).permutation(rows)[:MOST_TEXTS]
    texts = _texts_by_tokens(store, rows, vocabulary)
    frequency = np.asarray(texts.sum(axis=0)).ravel()
    texts = texts.multiply(np.log((1 + len(rows)) / (1 + frequency)).astype(np.float32)).tocsr()
    lengths = np.sqrt(np.asarray(texts.multiply(texts).sum(axis=1)).ravel())
    texts = csr_matrix(texts.multiply(1 / np.maximum(lengths, 1e-6)[:, None]), dtype=np.float32)
    _, _, directions = randomized_svd(texts, n_components=width, n_iter=ROUNDS, random_state=seed % 2**32)
    found: Floats = directions.T.astype(np.float32)
    norms = np.linalg.norm(found, axis=1, keepdims=True)
    return np.where(
        (frequency >= FEWEST_TEXTS)[:, None] & (norms > 1e-9), found / np.maximum(norms, 1e-9), 0.0
    )


def _texts_by_tokens(store: TokenStore, rows: NDArray[np.int64], vocabulary: int) -> csr_matrix:
    """1 where a text has a token: [rows, vocabulary]; special tokens stand in none."""
    columns: list[NDArray[np.uint16]] = []
    ends = [0]
    for row in rows:
        there = np.unique(store.paragraph(int(row)))
        columns.append(there[there >= len(SPECIALS)])
        ends.append(ends[-1] + len(columns[-1]))
    ones = np.ones(ends[-1], np.float32)
    return csr_matrix(
        (ones, np.concatenate(columns).astype(np.int32), np.array(ends)), shape=(len(rows), vocabulary)
    )
