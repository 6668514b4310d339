"""Asks one model the same queries with more and more examples in the prompt. Nothing is trained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.contract import Progress, SilentProgress
from app.demos.in_context_learning import calibration, counts, draws
from app.demos.in_context_learning.borders import Border, Borders
from app.demos.in_context_learning.checks import check, labels_of, shots_of
from app.demos.in_context_learning.contract import (
    SHOTS,
    Answer,
    Example,
    InContextLearningRequest,
    InContextLearningResult,
    Query,
    ShotCount,
)
from app.demos.in_context_learning.fitting import check_fit
from app.demos.in_context_learning.scoring import Scorer
from app.demos.in_context_learning.template import parse
from app.demos.in_context_learning.words import left_out, shots_words, warnings
from model_zoo.loaders.causal_lm import CausalLM


class InContextLearning:
    """The engine of the demo; `model` is what model_zoo.loaders.causal_lm gives."""

    def __init__(self, model: CausalLM) -> None:
        self._model = model

    def warm(self) -> None:
        """Pay for first use now: choosing kernels, laying out weights."""
        request = InContextLearningRequest(queries=(Query("a"),), labels=("b", "c"), shots=(0,))
        self.run(request, SilentProgress())

    @torch.inference_mode()
    def run(self, request: InContextLearningRequest, progress: Progress) -> InContextLearningResult:
        """Answer one request; hands over the result so far after each number of shots.

        Raises UserError for a request that cannot be answered, Cancelled on Stop.
        """
        check(request)
        return _Run(self._model, request, progress).run()


@dataclass(frozen=True, slots=True)
class _Asked:
    """One prompt: which examples stand in it, and where its label begins."""

    text: str
    examples: tuple[int, ...]
    border: Border


class _Run:
    """One request being answered."""

    def __init__(self, model: CausalLM, request: InContextLearningRequest, progress: Progress) -> None:
        self._model, self._request, self._progress = model, request, progress
        self._template = parse(request.template)
        self._labels = labels_of(request)
        self._shots = shots_of(request)
        self._endings = tuple(self._template.gap + label for label in self._labels)
        self._borders = Borders(model.tokenizer)
        self._scorer = Scorer(model)
        seed = torch.initial_seed() if request.seed is None else request.seed
        self._drawn = [
            draws.order(request.examples, self._labels, seed % 2**63, repeat)
            for repeat in range(request.repeats)
        ]
        self._done = 0
        each = len(request.queries) + (len(calibration.CONTENT_FREE) if request.calibrate else 0)
        self._total = each * sum(len(self._repeats(shots)) for shots in self._shots)

    def run(self) -> InContextLearningResult:
        check_fit(self._model.window, self._shots, self._lengths)
        done: list[ShotCount] = []
        for shots in self._shots:
            done.append(self._count(shots))
            self._progress.partial(self._result(done))
        return self._result(done)

    def _repeats(self, shots: int) -> range:
        """Without examples there is nothing to draw, and one answer to each query is all there is."""
        return range(1 if shots == 0 else self._request.repeats)

    def _ask(self, repeat: int, shots: int, text: str) -> _Asked:
        request = self._request
        chosen = draws.shown(request.examples, self._drawn[repeat], shots, text)
        cases: list[Example] = [request.examples[place] for place in chosen]
        prompt = self._template.prompt(request.description, cases, text)
        return _Asked(prompt, chosen, self._borders.find(prompt, self._endings))

    def _lengths(self, shots: int) -> Iterator[int]:
        """How many tokens each prompt with so many shots needs, one of the longest inputs first."""
        texts = {query.input for query in self._request.queries}
        if self._request.calibrate:
            texts |= set(calibration.CONTENT_FREE)
        for text in sorted(texts, key=lambda text: (-len(text), text)):
            for repeat in self._repeats(shots):
                self._progress.report(0.0, "Measuring the prompts")
                yield self._ask(repeat, shots, text).border.longest

    def _count(self, shots: int) -> ShotCount:
        answers: list[Answer] = []
        free: list[NDArray[np.float64]] = []
        lengths: list[tuple[int, ...]] = []
        empty = calibration.CONTENT_FREE if self._request.calibrate else ()
        texts = [*empty, *(query.input for query in self._request.queries)]
        for repeat in self._repeats(shots):
            asked = []
            for text in texts:
                self._tell(shots, 0)
                asked.append(self._ask(repeat, shots, text))
            scores = self._score(shots, asked)
            if empty:
                free.append(calibration.bias(scores[: len(empty)]))
            pairs = zip(asked[len(empty) :], scores[len(empty) :], self._request.queries, strict=True)
            for number, (one, row, query) in enumerate(pairs):
                answers.append(self._answer(one, row, repeat, number, query, free[-1] if free else None))
                lengths.append(tuple(map(len, one.border.endings)))
        mean = None if not free else dict(zip(self._labels, np.mean(free, axis=0).tolist(), strict=True))
        return counts.count(shots, answers, lengths, self._labels, mean)

    def _score(self, shots: int, asked: Sequence[_Asked]) -> list[list[float]]:
        """Log-probabilities of the labels behind each prompt; those with the same examples are read together."""
        groups: dict[tuple[int, ...], list[int]] = {}
        for place, one in enumerate(asked):
            groups.setdefault(one.examples, []).append(place)
        found: dict[int, list[float]] = {}
        for places in groups.values():
            rows = self._scorer.score([asked[place].border for place in places], partial(self._tell, shots))
            found |= dict(zip(places, rows, strict=True))
            self._done += len(places)
        return [found[place] for place in range(len(asked))]

    def _tell(self, shots: int, finished: int) -> None:
        done = self._done + finished
        self._progress.report(
            done / self._total, f"{shots_words(shots)}: answer {done + 1:,} of {self._total:,}"
        )

    def _answer(
        self,
        asked: _Asked,
        scores: Sequence[float],
        repeat: int,
        number: int,
        query: Query,
        free: NDArray[np.float64] | None,
    ) -> Answer:
        fair = None if free is None else calibration.calibrated(scores, free)
        predicted = self._labels[int(np.argmax(scores if fair is None else fair))]
        return Answer(
            repeat=repeat,
            query=number,
            input=query.input,
            label=query.label,
            predicted=predicted,
            correct=None if query.label is None else predicted == query.label,
            log_probabilities=dict(zip(self._labels, scores, strict=True)),
            calibrated=None if fair is None else dict(zip(self._labels, fair, strict=True)),
            prompt=asked.text,
            tokens=len(asked.border.context),
            examples=asked.examples,
        )

    def _result(self, done: Sequence[ShotCount]) -> InContextLearningResult:
        request = self._request
        first = self._ask(0, self._shots[0], request.queries[0].input).border
        tokens = {label: len(ids) for label, ids in zip(self._labels, first.endings, strict=True)}
        seen = dict(zip(self._labels, first.endings, strict=True))
        told = warnings(self._labels, tokens, seen, request.calibrate)
        if request.shots == SHOTS and len(self._shots) < len(SHOTS):
            told.append(left_out(SHOTS[len(self._shots) :]))
        return InContextLearningResult(
            shots=tuple(done),
            chance=1 / len(self._labels),
            majority=counts.majority(request.queries),
            labels=self._labels,
            label_tokens=tokens,
            repeats=request.repeats,
            calibrated=request.calibrate,
            window=self._model.window,
            warnings=tuple(told),
        )
