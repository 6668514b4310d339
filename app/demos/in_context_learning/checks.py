"""Requests that cannot be answered, in sentences. No torch."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.contract import UserError
from app.demos.in_context_learning.contract import SHOTS, InContextLearningRequest

MOST_CHARACTERS = 1_000_000
MOST_ANSWERS = 20_000
MOST_LABELS = 100
MOST_REPEATS = 100


def labels_of(request: InContextLearningRequest) -> tuple[str, ...]:
    """The labels to choose from: those given, else all that examples and queries name, in order of appearance.

    Raises UserError for fewer than two, for doubles, and for a case whose label is not among those given.
    """
    named = [example.label for example in request.examples]
    named += [query.label for query in request.queries if query.label is not None]
    labels = request.labels or tuple(dict.fromkeys(named))
    if any(not label.strip() for label in labels):
        raise UserError("A label is empty: write a word for it, or take it away.", _field_of(request))
    twice = next((label for place, label in enumerate(labels) if label in labels[:place]), None)
    if twice is not None:
        raise UserError(f"The label {_quoted(twice)} is given twice: take one away.", "labels")
    if len(labels) < 2:
        raise UserError(
            "A task needs at least two labels to choose between: give examples of both.", "labels"
        )
    if len(labels) > MOST_LABELS:
        raise UserError(
            f"There are {len(labels):,} labels; at most {MOST_LABELS} can be compared. Are the columns of the table "
            "the other way round?",
            "labels",
        )
    cases = [("examples", number, one.label) for number, one in enumerate(request.examples, 1)]
    cases += [
        ("queries", number, one.label)
        for number, one in enumerate(request.queries, 1)
        if one.label is not None
    ]
    for field, number, label in cases:
        if label not in labels:
            raise UserError(
                f"Number {number:,} of the {field} has the label {_quoted(label)}, which is not among the "
                "labels given: add it there, or correct it.",
                field,
            )
    return labels


def shots_of(request: InContextLearningRequest) -> tuple[int, ...]:
    """The numbers of shots to ask. Raises UserError where there are not enough examples."""
    have = least_pool(request)
    if request.shots == SHOTS:
        return tuple(shots for shots in SHOTS if shots <= have)
    if not request.shots:
        raise UserError("No number of shots is asked for: write some, such as 0, 1, 2, 4.", "shots")
    for shots in request.shots:
        if shots < 0:
            raise UserError(f"{shots} shots cannot be asked for: write numbers from 0 on.", "shots")
        if shots > have:
            spare = len(request.examples) - have
            but = " once those with the query's own input are left out" if spare else ""
            raise UserError(
                f"{shots:,} shots are asked for, and there are {have:,} examples{but}: add some, or ask for fewer.",
                "shots",
            )
    if len(set(request.shots)) < len(request.shots):
        raise UserError("A number of shots is asked for twice: write each once.", "shots")
    return request.shots


def least_pool(request: InContextLearningRequest) -> int:
    """How many examples every query can be shown: one with the same input is never shown to it."""
    counts: dict[str, int] = {}
    for example in request.examples:
        counts[example.input.strip()] = counts.get(example.input.strip(), 0) + 1
    most = max((counts.get(query.input.strip(), 0) for query in request.queries), default=0)
    return len(request.examples) - most


def check(request: InContextLearningRequest) -> None:
    """Raises UserError for what is wrong whatever the model is; labels and shots have checks of their own."""
    if not request.queries:
        raise UserError("There is no query to answer: write at least one.", "queries")
    if not 1 <= request.repeats <= MOST_REPEATS:
        raise UserError(f"repeats is {request.repeats}; it must lie between 1 and {MOST_REPEATS}.", "repeats")
    if request.seed is not None and not 0 <= request.seed < 2**63:
        raise UserError(f"seed is {request.seed}; it must be a whole number from 0 on.", "seed")
    many = len(request.queries) * request.repeats * max(1, len(request.shots))
    if many > MOST_ANSWERS:
        raise UserError(
            f"{len(request.queries):,} queries, {request.repeats:,} repeats and {len(request.shots):,} numbers of "
            f"shots make {many:,} answers; at most {MOST_ANSWERS:,} are kept. Ask for fewer of one.",
            "queries",
        )
    for field, text in _texts(request):
        if len(text) > MOST_CHARACTERS:
            raise UserError(
                f"A text has {len(text):,} characters; at most {MOST_CHARACTERS:,} can be read: shorten it.",
                field,
            )
        if any("\ud800" <= one <= "\udfff" for one in text):
            raise UserError(
                f"{_quoted(text)} holds half of a character (a lone surrogate), which cannot be read: delete it.",
                field,
            )


def _texts(request: InContextLearningRequest) -> Iterator[tuple[str, str]]:
    yield "description", request.description
    yield "template", request.template
    for label in request.labels:
        yield "labels", label
    for field, cases in (("examples", request.examples), ("queries", request.queries)):
        for case in cases:
            yield field, case.input
            if case.label is not None:
                yield field, case.label


def _field_of(request: InContextLearningRequest) -> str:
    if any(not example.label.strip() for example in request.examples):
        return "examples"
    if any(query.label is not None and not query.label.strip() for query in request.queries):
        return "queries"
    return "labels"


def _quoted(text: str) -> str:
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return "“" + shown.encode("utf-8", "replace").decode() + "”"
