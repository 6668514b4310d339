"""Family masked_lm: models that fill in the blank, from Hugging Face folders or bare BERT state dicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from transformers import AutoModelForMaskedLM

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.loaders.building import assemble, explained, window
from model_zoo.loaders.heads import Parts, agrees, parts
from model_zoo.loaders.stations import visiting
from model_zoo.loaders.tokenizers import check_mask_token

_NEEDED = (
    "is no masked language model: this demo needs BERT, RoBERTa, DistilBERT, ALBERT, an ELECTRA generator, XLM-R, "
    "ModernBERT or a relative."
)
#: Scores that are computed at once: 128 MB of float32.
_NUMBERS = 32_000_000


class MaskedLM:
    """A ready masked language model.

    `window` is how many tokens it can see at once, special ones included.
    """

    def __init__(self, card: Card, model: Any, tokenizer: Any) -> None:
        self.card = card
        self.model = model
        self.tokenizer = tokenizer
        self.device = next(model.parameters()).device
        self.window = window(model, tokenizer)
        found = parts(model)
        self._parts: Parts | None = found if found is not None and agrees(model, found) else None

    @property
    def has_lens(self) -> bool:
        """Whether every layer's own guess can be read."""
        return self._parts is not None

    def logits(self, ids: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
        """Scores at chosen positions: ids [batch, length], rows and columns [n] -> [n, vocabulary], float32."""
        if self._parts is None:
            return self.model(input_ids=ids).logits[rows, columns].float()
        hidden = self._parts.encoder(input_ids=ids)[0]
        return self._parts.head(hidden[rows, columns]).float()

    def logits_in_parts(self, ids: Tensor, columns: Tensor) -> Iterator[Tensor]:
        """Scores at places of one text: ids [1, length], columns [n] -> parts [m, vocabulary], in order, float32.

        The text is encoded once; a part is small enough that a large vocabulary fits in memory.
        """
        rows = torch.zeros_like(columns)
        if self._parts is None:
            yield from self.logits(ids, rows, columns).split(self._at_once)
            return
        hidden = self._parts.encoder(input_ids=ids)[0][0, columns]
        for part in hidden.split(self._at_once):
            yield self._parts.head(part).float()

    @property
    def _at_once(self) -> int:
        return max(1, _NUMBERS // int(self.model.config.vocab_size))

    def layer_logits(self, ids: Tensor, columns: Tensor) -> Iterator[Iterator[Tensor]]:
        """What each layer would have said: ids [1, length], columns [n] -> for each layer parts [m, vocabulary].

        The first layer is the embedding's output, the last the model's own answer; float32, a part at a time,
        because all of them together would not fit for a long text. Raises ModelError if the architecture's head
        cannot be called apart.
        """
        if self._parts is None:
            raise ModelError(
                f"The layers of a {self.model.config.model_type} model cannot be read one by one here: "
                "switch the layer lens off."
            )
        out = self._parts.encoder(input_ids=ids, output_hidden_states=True)
        head, norm, size = self._parts.head, self._parts.norm, self._at_once
        for hidden in out.hidden_states[:-1]:
            yield (head(norm(part)).float() for part in hidden[0, columns].split(size))
        # The last is taken from the encoder's own output, which is normed already.
        yield (head(part).float() for part in out[0][0, columns].split(size))

    def layer_states(self, ids: Tensor, attention: Tensor | None = None) -> list[Tensor]:
        """Each layer's hidden states: ids [batch, length] -> for each layer [batch, length, width], in its own dtype.

        They are read where `logits_with` changes them: the embedding's output first, each layer's output after it,
        before the model's last norm. `attention` [batch, length] is 0 at padding. Raises ModelError as
        `layer_logits` does.
        """
        found: list[Tensor] = []

        def keep(_layer: int, states: Tensor) -> Tensor:
            found.append(states)
            return states

        encoder = self._told_apart().encoder
        with visiting(self._told_apart().stations, range(self.layers), keep):
            encoder(input_ids=ids, attention_mask=attention)
        return found

    def logits_with(
        self,
        ids: Tensor,
        layer: int,
        shift: Tensor,
        rows: Tensor,
        columns: Tensor,
        attention: Tensor | None = None,
    ) -> Iterator[Tensor]:
        """Scores at chosen places when `shift` is added to the states that leave `layer` (0: the embedding).

        ids [batch, length]; shift is added to [batch, length, width] and broadcasts to it; rows, columns [n] ->
        parts [m, vocabulary], in order, float32. `attention` [batch, length] is 0 at padding. The rest of the
        network runs on the shifted states (Libovický et al. 2020). Raises ModelError as `layer_logits` does.
        """
        parts = self._told_apart()
        with visiting(parts.stations, (layer,), lambda _layer, states: states + shift.to(states.dtype)):
            hidden = parts.encoder(input_ids=ids, attention_mask=attention)[0][rows, columns]
        for part in hidden.split(self._at_once):
            yield parts.head(part).float()

    def _told_apart(self) -> Parts:
        if self._parts is None:
            raise ModelError(
                f"The layers of a {self.model.config.model_type} model cannot be reached here: choose a BERT, "
                "RoBERTa, DistilBERT, ALBERT, ELECTRA, XLM-R or ModernBERT model."
            )
        return self._parts

    @property
    def layers(self) -> int:
        """How many guesses `layer_logits` gives: one for the embedding and one for each layer."""
        config = self.model.config
        return 1 + int(getattr(config, "num_hidden_layers", 0) or getattr(config, "n_layers", 0))


def load(card: Card, device: torch.device, dtype: torch.dtype, report: Report) -> MaskedLM:
    """Load the checkpoint of `card` onto `device` as `dtype`.

    Everything that can be wrong with a file is found before its weights are loaded. Never runs a file's code
    and never asks the network. Raises ModelError with cause and cure.
    """
    model, tokenizer = assemble(card, AutoModelForMaskedLM, _NEEDED, dtype, report)
    check_mask_token(tokenizer, card.path)
    report(0.9, f"Moving it to {device}")
    with explained():
        ready = MaskedLM(card, model.to(device), tokenizer)
        _check_answer(ready)
    return ready


def _check_answer(ready: MaskedLM) -> None:
    # A flipped bit can turn a weight into 1e38: a number, but not one to compute with.
    ids = torch.tensor([[ready.tokenizer.mask_token_id] * 3], device=ready.device)
    rows, columns = torch.zeros_like(ids[0]), torch.arange(3, device=ready.device)
    with torch.inference_mode():
        if not bool(torch.isfinite(ready.logits(ids, rows, columns)).all()):
            raise ModelError(
                "The model answers with numbers that are none (NaN or infinite): its weights are damaged, or too "
                "large for this number format. Download it again, or use float32."
            )
