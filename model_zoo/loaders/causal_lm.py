"""Family causal_lm: models that read from left to right and say what comes next, from Hugging Face folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Literal

import torch
from torch import Tensor
from transformers import AutoModelForCausalLM

from model_zoo.cards import Card, Report
from model_zoo.decoding.choosing import Decoders
from model_zoo.decoding.decoder import Decoder
from model_zoo.decoding.matrices import Precision
from model_zoo.errors import ModelError
from model_zoo.loaders.building import assemble, explained, window
from model_zoo.loaders.causal_heads import Heads, agrees, heads

_NEEDED = (
    "is no model that generates text: this demo needs GPT-2, OPT, GPT-NeoX (Pythia), Llama, Qwen, Mistral, SmolLM or "
    "a relative."
)
#: Scores that are computed at once: 128 MB of float32.
_NUMBERS = 32_000_000


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

    def decoder(self, precision: Precision | None = None) -> Decoder:
        """A reader of one text, nothing read yet; `precision` "float32", "bfloat16", "int8" or None: as loaded.

        The first of a precision lays the weights out; one precision beside the loaded one is kept at a time.
        Raises ModelError if this architecture cannot be read so.
        """
        return self.decoders.decoder(precision or self.precision)

    @cached_property
    def decoders(self) -> Decoders:
        """What makes its decoders."""
        return Decoders(self.model, self.precision, self.window)

    @property
    def layers(self) -> int:
        """How many guesses `layer_logits` gives: one for the embedding and one for each layer."""
        return 1 + int(self.model.config.num_hidden_layers)

    @cached_property
    def _heads(self) -> Heads | None:
        found = heads(self.model)
        return found if found is not None and agrees(self.model, found) else None

    def layer_logits(self, ids: Sequence[int]) -> Iterator[Iterator[Tensor]]:
        """What each layer would have said next: for each layer parts [m, vocabulary] over the ids, in order.

        Each layer's output goes through the last norm and the head (the logit lens, nostalgebraist 2020); the last
        layer's is the model's own answer. Float32, a part at a time, because all of them together would not fit
        for a long text. Raises ModelError if the architecture's head cannot be called apart.
        """
        if self._heads is None:
            raise ModelError(
                f"The layers of this {self.model.config.model_type} model cannot be read one by one here: "
                "switch the layer lens off."
            )
        row = torch.tensor([list(ids)], device=self.device)
        out = self._heads.body(input_ids=row, output_hidden_states=True, use_cache=False)
        head, norm = self._heads.head, self._heads.norm
        size = max(1, _NUMBERS // int(self.model.config.vocab_size))
        for hidden in out.hidden_states[:-1]:
            yield (head(norm(part)).float() for part in hidden[0].split(size))
        # The last is taken from the body's own output, which is normed already.
        yield (head(part).float() for part in out[0][0].split(size))


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
