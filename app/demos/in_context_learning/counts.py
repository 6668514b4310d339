"""Answers counted: accuracy with its interval, and the baselines. No torch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.demos.in_context_learning import intervals, words
from app.demos.in_context_learning.contract import Answer, Query, ShotCount


def majority(queries: Sequence[Query]) -> float | None:
    """Share of the most frequent label: what always giving that answer would reach."""
    named = [query.label for query in queries if query.label is not None]
    return max(Counter(named).values()) / len(named) if named else None


def count(
    shots: int,
    answers: Sequence[Answer],
    lengths: Sequence[Sequence[int]],
    labels: Sequence[str],
    bias: dict[str, float] | None,
) -> ShotCount:
    """Count the answers with one number of shots; `lengths` are the labels' tokens, [answers][labels]."""
    judged = [one for one in answers if one.label is not None]
    right = matrix(judged)
    plain = per_token = None
    if judged:
        guesses = [_best(one, labels, None) for one in judged]
        plain = _share(guesses, judged)
        known = [row for one, row in zip(answers, lengths, strict=True) if one.label is not None]
        guesses = [_best(one, labels, row) for one, row in zip(judged, known, strict=True)]
        per_token = _share(guesses, judged)
    accuracy = float(right.mean()) if judged else None
    interval = intervals.interval(right) if judged else None
    chance = 1 / len(labels)
    most = majority([Query(one.input, one.label) for one in judged])
    verdict = None
    if interval is not None and most is not None:
        verdict = intervals.verdict(*interval, max(chance, most))
    correct = int(right.sum())
    tally = Counter(one.predicted for one in answers)
    return ShotCount(
        shots=shots,
        accuracy=accuracy,
        interval=interval,
        correct=correct,
        total=len(judged),
        verdict=verdict,
        statement=words.statement(shots, correct, len(judged), accuracy, interval, verdict, chance, most),
        by_repeat=tuple(right.mean(axis=1).tolist()) if judged else (),
        accuracy_plain=plain,
        accuracy_per_token=per_token,
        predicted={label: tally[label] for label in labels},
        bias=bias,
        queries=tuple(answers),
    )


def matrix(answers: Sequence[Answer]) -> NDArray[np.float64]:
    """1 for a right answer, 0 for a wrong one, [draws, queries with a label]: each draw was asked the same."""
    judged = [one for one in answers if one.label is not None]
    draws = 1 + max((one.repeat for one in judged), default=0)
    return np.array([bool(one.correct) for one in judged], dtype=np.float64).reshape(draws, -1)


def _best(answer: Answer, labels: Sequence[str], lengths: Sequence[int] | None) -> str:
    scores = np.array([answer.log_probabilities[label] for label in labels])
    if lengths is not None:
        scores = scores / np.array(lengths)
    return labels[int(scores.argmax())]


def _share(guesses: Sequence[str], judged: Sequence[Answer]) -> float:
    return sum(guess == one.label for guess, one in zip(guesses, judged, strict=True)) / len(judged)
