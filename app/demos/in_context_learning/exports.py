"""What can be taken away from an in-context-learning result: tables, arrays and a figure, without Qt and torch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from app.core.contract import Table, View
from app.demos.in_context_learning.contract import (
    Answer,
    InContextLearningRequest,
    InContextLearningResult,
    ShotCount,
)
from app.demos.in_context_learning.drawings import draw_accuracy


def views(_request: InContextLearningRequest, result: InContextLearningResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    return [_accuracy(result), _answers(result), _prompts(result)]


def _accuracy(result: InContextLearningResult) -> View:
    columns = (
        "shots",
        "accuracy",
        "low",
        "high",
        "correct",
        "total",
        "verdict",
        "chance",
        "majority",
        "accuracy_plain",
        "accuracy_per_token",
        "statement",
    )
    rows = [
        (
            one.shots,
            one.accuracy,
            one.interval[0] if one.interval else None,
            one.interval[1] if one.interval else None,
            one.correct,
            one.total,
            one.verdict,
            result.chance,
            result.majority,
            one.accuracy_plain,
            one.accuracy_per_token,
            one.statement,
        )
        for one in result.shots
    ]
    return View(
        "accuracy",
        "Accuracy over examples in the prompt",
        Table(columns, rows),
        partial(draw_accuracy, result=result),
        {
            "shots": [one.shots for one in result.shots],
            "accuracy": [_number(one.accuracy) for one in result.shots],
            "interval": [one.interval or (math.nan, math.nan) for one in result.shots],
            "chance": result.chance,
            "majority": _number(result.majority),
        },
    )


def _answers(result: InContextLearningResult) -> View:
    """A line for each label of each answer, so that any number of labels fits; arrays are [answer][label]."""
    columns = (
        "shots",
        "repeat",
        "query",
        "input",
        "label",
        "predicted",
        "correct",
        "scored_label",
        "log_probability",
        "calibrated",
    )
    rows = [
        (
            shots.shots,
            one.repeat,
            one.query,
            one.input,
            one.label,
            one.predicted,
            None if one.correct is None else int(one.correct),
            label,
            one.log_probabilities[label],
            one.calibrated[label] if one.calibrated else None,
        )
        for shots, one in _every(result)
        for label in result.labels
    ]
    pairs = _every(result)
    place = {label: number for number, label in enumerate(result.labels)}
    arrays = {
        "log_probability": [[one.log_probabilities[label] for label in result.labels] for _, one in pairs],
        "labels": list(result.labels),
        "shots": [shots.shots for shots, _ in pairs],
        "repeat": [one.repeat for _, one in pairs],
        "query": [one.query for _, one in pairs],
        "predicted": [place[one.predicted] for _, one in pairs],
        "label": [-1 if one.label is None else place[one.label] for _, one in pairs],
    }
    if result.calibrated:
        arrays["calibrated"] = [
            [(one.calibrated or {})[label] for label in result.labels] for _, one in pairs
        ]
    return View("answers", "Log-probability of every label", Table(columns, rows), arrays=arrays)


def _prompts(result: InContextLearningResult) -> View:
    columns = ("shots", "repeat", "query", "tokens", "examples", "prompt")
    rows = [
        (shots.shots, one.repeat, one.query, one.tokens, " ".join(map(str, one.examples)), one.prompt)
        for shots, one in _every(result)
    ]
    return View("prompts", "Prompts as the model read them", Table(columns, rows))


def _every(result: InContextLearningResult) -> Sequence[tuple[ShotCount, Answer]]:
    return [(shots, one) for shots in result.shots for one in shots.queries]


def _number(value: float | None) -> float:
    return math.nan if value is None else value
