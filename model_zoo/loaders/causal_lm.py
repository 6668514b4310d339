"""Family causal_lm: models that read from left to right and say what comes next, from Hugging Face folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import torch
from torch import Tensor
from transformers import AutoModelForCausalLM

from model_zoo.cards import Card, Report
from model_zoo.decoding.decoder import Decoder, PlainDecoder
from model_zoo.errors import ModelError
from model_zoo.loaders.building import assemble, explained, window

_NEEDED = (
    "is no model that generates text: this demo needs GPT-2, OPT, GPT-NeoX (Pythia), Llama, Qwen, Mistral, SmolLM or "
    "a relative."
)


class CausalLM:
    """A ready causal language model.

    `window` is how many tokens it can see at once, special ones included.
    """

    def __init__(self, card: Card, model: Any, tokenizer: Any) -> None:
        self.card = card
        self.model = model
        self.tokenizer = tokenizer
        self.device = next(model.parameters()).device
        self.window = window(model, tokenizer)

    @property
    def precision(self) -> Literal["float32", "bfloat16"]:
        """The numbers its weights were loaded as: "float32" or "bfloat16"."""
        return "bfloat16" if next(self.model.parameters()).dtype == torch.bfloat16 else "float32"

    def decoder(self, precision: str | None = None) -> Decoder:
        """A reader of one text, nothing read yet; `precision` "float32", "bfloat16", "int8" or None: as loaded."""
        return PlainDecoder(self.model)

    @property
    def layers(self) -> int:
        """How many guesses `layer_logits` gives: one for the embedding and one for each layer."""
        return 1 + int(self.model.config.num_hidden_layers)

    def layer_logits(self, ids: Sequence[int]) -> Iterator[Iterator[Tensor]]:
        """What each layer would have said next: for each layer parts [m, vocabulary] over the ids, in order."""
        raise NotImplementedError


def load(card: Card, device: torch.device, dtype: torch.dtype, report: Report) -> CausalLM:
    """Load the checkpoint of `card` onto `device` as `dtype`.

    Everything that can be wrong with a file is found before its weights are loaded. Never runs a file's code
    and never asks the network. Raises ModelError with cause and cure.
    """
    model, tokenizer = assemble(card, AutoModelForCausalLM, _NEEDED, dtype, report, generates=True)
    report(0.9, f"Moving it to {device}")
    with explained():
        ready = CausalLM(card, model.to(device), tokenizer)
        _check_answer(ready)
    return ready


def _check_answer(ready: CausalLM) -> None:
    # A flipped bit can turn a weight into 1e38: a number, but not one to compute with.
    with torch.inference_mode():
        if not bool(torch.isfinite(ready.model(torch.arange(3, device=ready.device)[None]).logits).all()):
            raise ModelError(
                "The model answers with numbers that are none (NaN or infinite): its weights are damaged, or too "
                "large for this number format. Download it again, or use float32."
            )
