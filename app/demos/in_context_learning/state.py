"""What the page remembers: the task, how it is asked, and which answer is looked at."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from app.core.contract import UserError
from app.core.schema import decode
from app.demos.in_context_learning.contract import (
    SHOTS,
    Example,
    InContextLearningRequest,
    Query,
)


@cache
def _first() -> InContextLearningRequest:
    """The first example of the demo: what the page opens with."""
    text = (files(__package__) / "examples.json").read_text(encoding="utf-8")
    return decode(InContextLearningRequest, json.loads(text)[0]["request"])


@dataclass(frozen=True, slots=True)
class InContextLearningState:
    """The inputs of the page. `shots` and `seed` are kept as typed: what is typed may not be a number yet."""

    description: str = field(default_factory=lambda: _first().description)
    examples: tuple[Example, ...] = field(default_factory=lambda: _first().examples)
    queries: tuple[Query, ...] = field(default_factory=lambda: _first().queries)
    labels: tuple[str, ...] = field(default_factory=lambda: _first().labels)
    shots: str = field(default_factory=lambda: _listed(_first().shots))
    repeats: int = field(default_factory=lambda: _first().repeats)
    calibrate: bool = field(default_factory=lambda: _first().calibrate)
    template: str = field(default_factory=lambda: _first().template)
    seed: str = ""
    template_shown: bool = False
    at: int | None = None  # the number of shots that is looked at
    row: int = 0  # which of its answers

    def request(self) -> InContextLearningRequest:
        """Give what is to be asked, without empty rows. Raises UserError for what is not finished."""
        for number, example in enumerate(self.examples, 1):
            if example.input and not example.label.strip():
                raise UserError(
                    f"Example {number:,} (“{example.input[:30]}”) has no label: write one, or remove the row.",
                    "examples",
                )
        return InContextLearningRequest(
            description=self.description,
            examples=tuple(one for one in self.examples if one.input or one.label),
            queries=tuple(one for one in self.queries if one.input or one.label),
            labels=self.labels,
            shots=self._shots(),
            repeats=self.repeats,
            calibrate=self.calibrate,
            template=self.template,
            seed=self._seed(),
        )

    def asking(self, request: InContextLearningRequest) -> InContextLearningState:
        """Give the state that asks for what `request` does."""
        return replace(
            self,
            description=request.description,
            examples=request.examples,
            queries=request.queries,
            labels=request.labels,
            shots=_listed(request.shots),
            repeats=request.repeats,
            calibrate=request.calibrate,
            template=request.template,
            seed="" if request.seed is None else str(request.seed),
            at=None,
            row=0,
        )

    def _shots(self) -> tuple[int, ...]:
        found = []
        for word in self.shots.replace(",", " ").split():
            if not word.isdecimal() or len(word) > 9:
                raise UserError(
                    f"“{word[:20]}” is no number of shots: write whole numbers with commas between them, such as "
                    f"{_listed(SHOTS)}.",
                    "shots",
                )
            found.append(int(word))
        return tuple(found)

    def _seed(self) -> int | None:
        text = self.seed.strip()
        if not text:
            return None
        if not text.isdecimal() or len(text) > 18:
            raise UserError(f"“{text[:20]}” is no seed: write a whole number, or nothing.", "seed")
        return int(text)


def _listed(shots: tuple[int, ...]) -> str:
    return ", ".join(map(str, shots))
