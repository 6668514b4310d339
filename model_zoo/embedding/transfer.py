"""Zero-shot transfer: a probe learns a task in one language and is asked in the others (Pires et al. 2019)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: Share of each label's texts of a language that the probe never sees: on these all languages are asked.
HELD_OUT = 0.25
#: Texts of a label in a language: one to learn from and one to be asked at the least.
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Transfer:
    """`accuracy` [trained on][asked in], 0 to 1, on texts that no probe saw; `majority` [asked in] is that of
    saying the label that is most frequent in what was learned there; counts are of texts."""

    languages: tuple[str, ...]
    labels: tuple[str, ...]
    accuracy: tuple[tuple[float, ...], ...]
    majority: tuple[float, ...]
    learned: tuple[int, ...]
    asked: tuple[int, ...]


def halves(labels: Sequence[str], languages: Sequence[str], seed: int) -> NDArray[np.bool_]:
    """Which texts are held out [n]: of each label in each language HELD_OUT, rounded, but at least one.

    Raises ValueError with "language: label" where there are fewer than FEWEST texts.
    """
    draw = np.random.default_rng(seed)
    kinds = list(zip(languages, labels, strict=True))
    found = np.zeros(len(kinds), bool)
    for language, label in sorted(set(kinds)):
        rows = [row for row, kind in enumerate(kinds) if kind == (language, label)]
        if len(rows) < FEWEST:
            raise ValueError(f"{language}: {label}")
        count = max(1, round(HELD_OUT * len(rows)))
        found[draw.permutation(rows)[:count]] = True
    return found


def transfer(
    vectors: Floats,
    labels: Sequence[str],
    languages: Sequence[str],
    seed: int,
    learned: Callable[[str], None] = lambda _language: None,
) -> Transfer:
    """Train a probe, a logistic regression, on each language's vectors [n, width] and ask it in all languages.

    Every language's vectors are centred and scaled as one by what is learned there, without a look at labels or at
    held-out texts. `learned` is told before each probe. Raises ValueError as `halves` does.
    """
    from sklearn.linear_model import LogisticRegression  # a second to import, and asked for by few

    out = halves(labels, languages, seed)
    names, kinds = tuple(dict.fromkeys(languages)), tuple(sorted(set(labels)))
    truth, where = np.array(labels), np.array(languages)
    moved = vectors.astype(np.float64)
    for name in names:
        here = where == name
        known = moved[here & ~out]
        middle = known.mean(axis=0)
        moved[here] = (moved[here] - middle) / (float((known - middle).std()) or 1.0)
    rows: list[tuple[float, ...]] = []
    for name in names:
        learned(name)
        here = (where == name) & ~out
        if len(set(truth[here])) == 1:
            only = truth[here][0]
            rows.append(tuple(float((truth[(where == other) & out] == only).mean()) for other in names))
            continue
        probe = LogisticRegression(max_iter=1000).fit(moved[here], truth[here])
        rows.append(
            tuple(float(probe.score(moved[(where == o) & out], truth[(where == o) & out])) for o in names)
        )
    return Transfer(
        names,
        kinds,
        tuple(rows),
        tuple(_majority(truth[(where == name) & ~out], truth[(where == name) & out]) for name in names),
        tuple(int(((where == name) & ~out).sum()) for name in names),
        tuple(int(((where == name) & out).sum()) for name in names),
    )


def _majority(learned: NDArray[np.str_], asked: NDArray[np.str_]) -> float:
    values, counts = np.unique(learned, return_counts=True)
    return float((asked == values[counts.argmax()]).mean())
