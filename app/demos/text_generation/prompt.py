"""From a prompt's text to tokens, as the model was trained to see them."""

from __future__ import annotations

from app.core.contract import UserError
from app.demos.text_generation.contract import TextGenerationRequest
from model_zoo.loaders.causal_lm import CausalLM

MOST_READ = 50_000
"""Tokens: some seconds of reading for a small model, hours for a large one."""


def encode(model: CausalLM, request: TextGenerationRequest) -> list[int]:
    """Ids of the prompt, with the marks that the tokenizer puts around a text, and of the prefix behind it.

    Raises UserError where nothing is left to begin with, or more than is read at once.
    """
    tokenizer = model.tokenizer
    ids = [int(one) for one in tokenizer(request.prompt)["input_ids"]]
    end = tokenizer.eos_token_id
    # Some tokenizers close a text; but this one is to go on.
    if len(ids) > 1 and ids[-1] == end and not request.prompt.endswith(str(tokenizer.eos_token)):
        ids.pop()
    if not ids:
        begin = tokenizer.bos_token_id if tokenizer.bos_token_id is not None else end
        if begin is None:
            raise UserError("This model has no token to begin a text with: type a word.", "prompt")
        ids = [int(begin)]
    ids += request.prefix
    if len(ids) > MOST_READ:
        raise UserError(
            f"The text has {len(ids):,} tokens for this model; at most {MOST_READ:,} are read at once: take a part.",
            "prompt",
        )
    return ids
