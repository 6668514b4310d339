"""Request and result of the text-generation demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Precision = Literal["float32", "bfloat16", "int8"]
Overflow = Literal["stop", "slide"]
FinishReason = Literal["length", "stop", "end", "window"]


@dataclass(frozen=True, slots=True)
class TextGenerationRequest:
    """A text to go on from, and the rule by which the next tokens are drawn.

    The rule is applied in this order: repetition penalty, temperature, top_k, top_p, min_p.
    """

    prompt: str
    max_new_tokens: int = 40  # 0 only scores the prompt
    temperature: float = 0.8  # 0 is greedy: always the most probable token
    top_k: int = 0  # only the k most probable; 0 is off
    top_p: float = (
        1.0  # only the fewest tokens that hold this share together (Holtzman et al. 2020); 1 is off
    )
    min_p: float = (
        0.0  # only tokens at least this share as probable as the best (Nguyen et al. 2024); 0 is off
    )
    repetition_penalty: float = (
        1.0  # divides the scores of tokens that were there (Keskar et al. 2019); 1 is off
    )
    stop: tuple[str, ...] = ()  # the text ends before the first of these
    #: Each place of the text has its own random number, made of the seed and the place: a branch that keeps
    #: the seed goes on as the whole would have. None: the run's seed.
    seed: int | None = None
    alternatives: int = 10  # the most probable tokens told for each place; 0 is allowed
    #: The numbers that the weights are kept in; None: as the model was loaded (--dtype).
    precision: Precision | None = None
    #: Ids of tokens that follow the prompt: a branch is a prompt, the tokens kept, and one chosen otherwise.
    prefix: tuple[int, ...] = ()
    ignore_end: bool = False  # the mark that ends a text is never drawn, so that the text goes on
    overflow: Overflow = "stop"  # at the window's end: stop, or forget the older half and go on
    lens: bool = False  # what every layer would have said next, at every token (nostalgebraist 2020)
    distribution: int | None = None  # number of a token: the whole distribution that it was drawn from


@dataclass(frozen=True, slots=True)
class Alternative:
    """A token that could have stood here.

    `token` is the text it would add, with a leading space where it begins a word; a part of a character is told as
    its bytes (‹E2 80›), a mark by its name (<|endoftext|>).
    """

    token: str
    id: int
    probability: float


@dataclass(frozen=True, slots=True)
class Token:
    """One token of the prompt or of the new text, with what the model thought before it was chosen.

    The texts of all tokens together are the result's text: a token that ends inside a character has "" and the
    one that completes the character has all of it. `probability`, `rank`, `entropy` and `alternatives` tell the
    model's own distribution, before the sampling rule; they are None (and empty) for a token with nothing before it.
    """

    text: str
    id: int
    probability: float | None
    rank: int | None  # 1: the most probable token
    entropy: float | None  # of the distribution, in nats
    alternatives: tuple[Alternative, ...]  # by falling probability
    piece: str = ""  # the vocabulary's spelling ("Ġthe")
    special: bool = False  # a mark such as <|endoftext|>; its text is ""
    new: bool = False  # drawn by this run
    sampled_probability: float | None = (
        None  # under the sampling rule, by which it was drawn; new tokens only
    )


@dataclass(frozen=True, slots=True)
class Guess:
    """A layer's best guess of the next token and its probability; "" and 0 for what had left the window."""

    token: str
    probability: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """Every token's natural probability at one place, falling: probabilities and ids, each [vocabulary].

    `seen` marks those that the repetition penalty touches there, [vocabulary]; `logits` are the model's own
    scores in the same order, so that a sampling rule can be tried on them (-inf for a mark that may not be drawn).
    """

    index: int
    ids: Any  # NDArray[np.int32]; named so only here: listing the demos must not import numpy
    logits: Any  # NDArray[np.float32]
    probabilities: Any  # NDArray[np.float32]
    seen: Any  # NDArray[np.bool_]
    tokens: tuple[str, ...]  # the texts that the first hundred would add


@dataclass(frozen=True, slots=True)
class TextGenerationResult:
    """The text with every choice that made it."""

    text: str  # prompt and continuation
    tokens: tuple[Token, ...]  # the prompt's and the new ones
    #: New tokens over the time from the prompt's end; the reading of the prompt is not counted. None without any.
    tokens_per_second: float | None = field(metadata={"measured": True})
    finish_reason: FinishReason
    prompt_tokens: int  # how many of `tokens` were given: the prompt's and the prefix's
    continuation: str  # the new text alone
    precision: Precision
    window: int  # tokens the model can see at once
    forgotten: int = 0  # tokens at the beginning that had left the window at the end
    lens: tuple[tuple[Guess, ...], ...] | None = None  # [layer][token]; layer 0 is the embedding
    distribution: Distribution | None = None
