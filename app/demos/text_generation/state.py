"""What the page remembers: the tree of texts, the sampling rule, and how to look at them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from app.demos.text_generation.contract import Overflow, Precision, TextGenerationRequest
from app.demos.text_generation.tree import Tree, asked, planted

Colour = Literal["probability", "rank", "entropy"]

BEGINNING = "The old lighthouse keeper opened the door and saw"


@dataclass(frozen=True, slots=True)
class TextGenerationState:
    """The inputs of the page; the tree holds the prompt and everything that was made of it.

    `draft` is the text as it is being edited: with the next run it becomes a branch. None: it is not edited.
    """

    tree: Tree = planted(BEGINNING)  # noqa: RUF009 - immutable
    draft: str | None = None
    max_new_tokens: int = 40
    temperature: float = 0.8
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    repetition_penalty: float = 1.0
    stop: tuple[str, ...] = ()
    seed: int = 1
    alternatives: int = 10
    precision: Precision | None = None
    overflow: Overflow = "stop"
    ignore_end: bool = False
    lens: bool = False
    colour: Colour = "probability"
    at: int | None = None  # the token looked at, counted in the text on show
    compared: int | None = None  # the node whose text stands beside the one on show

    def request(self, model: str | None = None) -> TextGenerationRequest:
        """What is to be asked for the text on show to go on; `model` is the one that will be asked.

        None trusts every token's id; a model's spec gives tokens of other vocabularies as text.
        """
        prompt, prefix = asked(self.tree.path(), model)
        return TextGenerationRequest(
            prompt=prompt,
            max_new_tokens=self.max_new_tokens,
            temperature=self.temperature,
            top_k=self.top_k,
            top_p=self.top_p,
            min_p=self.min_p,
            repetition_penalty=self.repetition_penalty,
            stop=self.stop,
            seed=self.seed,
            alternatives=self.alternatives,
            precision=self.precision,
            prefix=prefix,
            overflow=self.overflow,
            ignore_end=self.ignore_end,
            lens=self.lens,
        )

    def asking(self, request: TextGenerationRequest) -> TextGenerationState:
        """The state that asks for what `request` does: a new tree; how to look at it stays as it is."""
        return replace(
            self,
            tree=planted(request.prompt, request.prefix),
            draft=None,
            max_new_tokens=request.max_new_tokens,
            temperature=request.temperature,
            top_k=request.top_k,
            top_p=request.top_p,
            min_p=request.min_p,
            repetition_penalty=request.repetition_penalty,
            stop=request.stop,
            seed=self.seed if request.seed is None else request.seed,
            alternatives=request.alternatives,
            precision=request.precision,
            overflow=request.overflow,
            ignore_end=request.ignore_end,
            lens=request.lens,
            at=request.distribution,
            compared=None,
        )
