"""Requests that cannot be answered, in sentences."""

from __future__ import annotations

import math

from app.core.contract import UserError
from app.demos.text_generation.contract import TextGenerationRequest
from model_zoo.loaders.causal_lm import CausalLM

MOST_TOKENS = 100_000
MOST_ALTERNATIVES = 1000
MOST_CHARACTERS = 4_000_000


def check(request: TextGenerationRequest, model: CausalLM) -> None:
    """Raises UserError naming the field, what is wrong with it, and what it may be."""
    _between(request.max_new_tokens, "max_new_tokens", 0, MOST_TOKENS)
    _between(request.alternatives, "alternatives", 0, MOST_ALTERNATIVES)
    _between(request.temperature, "temperature", 0, 100)
    _between(request.top_k, "top_k", 0, 10_000_000)
    _between(request.top_p, "top_p", 0, 1)
    _between(request.min_p, "min_p", 0, 1)
    if not (math.isfinite(request.repetition_penalty) and 0 < request.repetition_penalty <= 100):
        raise UserError(
            f"repetition_penalty is {request.repetition_penalty:g}; it must be above 0 and at most 100 (1 is off).",
            "repetition_penalty",
        )
    if request.seed is not None and not 0 <= request.seed < 2**63:
        raise UserError(f"seed is {request.seed}; it must be a whole number from 0 on.", "seed")
    if len(request.prompt) > MOST_CHARACTERS:
        raise UserError(
            f"The text has {len(request.prompt):,} characters; at most {MOST_CHARACTERS:,} can be read at once.",
            "prompt",
        )
    if any("\ud800" <= one <= "\udfff" for one in request.prompt):
        raise UserError(
            "The text holds half of a character (a lone surrogate), which no tokenizer can read: delete it.",
            "prompt",
        )
    if "" in request.stop:
        raise UserError("A stop text is empty, which would stop at once: write one or take it away.", "stop")
    rows = int(model.model.config.vocab_size)
    wrong = next((one for one in request.prefix if not 0 <= one < rows), None)
    if wrong is not None:
        raise UserError(
            f"prefix holds the token {wrong}; this model's ids go from 0 to {rows - 1:,}.", "prefix"
        )
    if request.distribution is not None and request.distribution < 1:
        raise UserError(
            f"distribution is {request.distribution}; tokens are counted from 0, and the first is drawn from none.",
            "distribution",
        )


def _between(value: float, field: str, low: float, high: float) -> None:
    if not low <= value <= high:  # NaN is refused too
        raise UserError(f"{field} is {value:g}; it must lie between {low:,} and {high:,}.", field)
