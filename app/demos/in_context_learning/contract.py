"""Request and result of the in-context-learning demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: `{description}` with what stands up to the line breaks behind it comes once, the rest for each example.
TEMPLATE = "{description}\n\nInput: {input}\nLabel: {label}\n\n"
SHOTS = (0, 1, 2, 4, 8)

Verdict = Literal["above", "at", "below"]


@dataclass(frozen=True, slots=True)
class Example:
    """A solved case: it may stand in a prompt."""

    input: str
    label: str


@dataclass(frozen=True, slots=True)
class Query:
    """A case to solve; without a label it is answered, but counts for no accuracy."""

    input: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class InContextLearningRequest:
    """A task told by examples, and how many of them a prompt may hold."""

    description: str = ""  # what is asked, in words; may be empty
    examples: tuple[Example, ...] = ()  # the pool that prompts draw from
    queries: tuple[Query, ...] = ()
    labels: tuple[str, ...] = ()  # the answers to choose from; empty: all that examples and queries name
    #: Numbers of examples in a prompt. Of the default those are left out that there are not enough examples for.
    shots: tuple[int, ...] = SHOTS
    repeats: int = 3  # how many times examples are drawn anew; 0 shots are asked once
    calibrate: bool = False  # contextual calibration (Zhao et al. 2021, sec. 4)
    template: str = TEMPLATE  # one case, with {input} and behind it {label}
    seed: int | None = None  # of the draws; None: the run's seed


@dataclass(frozen=True, slots=True)
class Answer:
    """One query in one prompt."""

    repeat: int  # which draw of examples, from 0
    query: int  # which query, from 0
    input: str
    label: str | None
    predicted: str  # the label that counts: the most probable, calibrated where that was asked
    correct: bool | None  # None without a label to compare with
    #: Natural log of the probability that the label, all of its tokens, follows the prompt.
    log_probabilities: dict[str, float]
    #: Log of the calibrated probabilities, which sum to 1 over the labels; None where not asked.
    calibrated: dict[str, float] | None
    prompt: str  # exactly what the model read; the label, with the space before it, comes next
    tokens: int  # in the prompt, the mark at its beginning included
    examples: tuple[int, ...]  # which examples stand in it, in order


@dataclass(frozen=True, slots=True)
class ShotCount:
    """All answers with one number of examples in the prompt."""

    shots: int
    accuracy: float | None  # None where no query has a label
    #: 95%: Wilson's interval, its sample size reduced for queries that share draws and draws that share queries.
    interval: tuple[float, float] | None
    correct: int
    total: int  # answers with a label to compare with
    #: Where the interval lies against the better of the two baselines.
    verdict: Verdict | None
    statement: str  # the same as a sentence
    by_repeat: tuple[float, ...]  # accuracy of each draw
    accuracy_plain: float | None  # by log-probability as it is
    accuracy_per_token: float | None  # by log-probability divided by the label's number of tokens
    predicted: dict[str, int]  # how often each label was the answer
    #: What the model says where there is nothing to say: probabilities of the labels after content-free inputs, mean
    #: over the draws; None where calibration was not asked.
    bias: dict[str, float] | None
    queries: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class InContextLearningResult:
    """What examples in the prompt were worth."""

    shots: tuple[ShotCount, ...]  # in the order asked
    chance: float  # 1 / number of labels
    majority: float | None  # share of the most frequent label among the queries; None without labels
    labels: tuple[str, ...]
    label_tokens: dict[str, int]  # how many tokens each label is, as it follows the first prompt
    repeats: int
    calibrated: bool
    window: int  # tokens the model can see at once
    warnings: tuple[str, ...] = ()  # what makes the figures worth less
