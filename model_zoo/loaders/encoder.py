"""Family encoder: models that read a text and give a vector for every token, with or without a head on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from transformers import AutoModel, AutoModelForMaskedLM

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.loaders.building import assemble, explained, window

_NEEDED = (
    "is no encoder that this demo can read: it needs BERT, RoBERTa, DistilBERT, ALBERT, ELECTRA, XLM-R, MPNet, "
    "ModernBERT or a relative, also one that sentence-transformers saved."
)
#: What sits on top of some encoders and is not asked here: it may be missing, and what is left over is not missed.
_SPARE = ("pooler.",)


class Encoder:
    """A ready encoder. `layers` counts the embedding's output as layer 0; `width` is a vector's length.

    `window` is how many tokens it can see at once, special ones included.
    """

    def __init__(self, card: Card, model: Any, tokenizer: Any) -> None:
        self.card = card
        self.model = model
        self.tokenizer = tokenizer
        self.device = next(model.parameters()).device
        self.window = window(model, tokenizer)
        config = model.config
        self.layers = 1 + int(getattr(config, "num_hidden_layers", 0) or getattr(config, "n_layers", 0))
        self.width = int(getattr(config, "hidden_size", 0) or config.dim)

    def hidden(self, ids: Tensor, mask: Tensor | None, layers: Sequence[int]) -> list[Tensor]:
        """Vectors of every token: ids and mask [batch, length] -> for each layer [batch, length, width].

        The last layer is the encoder's own output, with the norm that some architectures end in.
        """
        last = self.layers - 1
        if all(layer == last for layer in layers):
            out = self.model(input_ids=ids, attention_mask=mask)[0]
            return [out for _ in layers]
        found = self.model(input_ids=ids, attention_mask=mask, output_hidden_states=True)
        return [found[0] if layer == last else found.hidden_states[layer] for layer in layers]


def load(card: Card, device: torch.device, dtype: torch.dtype, report: Report) -> Encoder:
    """Load the checkpoint of `card` onto `device` as `dtype`; of a model with a head, what is below it.

    Never runs a file's code and never asks the network. Raises ModelError with cause and cure.
    """
    try:
        whole, tokenizer = assemble(card, AutoModelForMaskedLM, _NEEDED, dtype, report)
        model = whole.base_model
    except ModelError as first:
        try:
            model, tokenizer = assemble(card, AutoModel, _NEEDED, dtype, report, spare=_SPARE)
        except ModelError as second:
            # The second sentence is about the encoder that the folder should hold; the first about a head as well.
            raise (second if "missing" in str(second) or _NEEDED in str(second) else first) from None
    report(0.9, f"Moving it to {device}")
    with explained():
        ready = Encoder(card, model.to(device), tokenizer)
        _check_answer(ready)
    return ready


def _check_answer(ready: Encoder) -> None:
    ids = torch.tensor([[0, 1, 2]], device=ready.device) % ready.model.config.vocab_size
    with torch.inference_mode():
        found = ready.hidden(ids, None, range(ready.layers))
        if len(found) != ready.layers or found[0].shape[-1] != found[-1].shape[-1]:
            raise ModelError(
                "The layers of this model have vectors of different length: they cannot be compared."
            )
        if not all(bool(torch.isfinite(layer).all()) for layer in found):
            raise ModelError(
                "The model answers with numbers that are none (NaN or infinite): its weights are damaged, or too "
                "large for this number format. Download it again, or use float32."
            )
