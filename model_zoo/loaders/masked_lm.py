"""Family masked_lm: models that fill in the blank, from Hugging Face folders or bare BERT state dicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForMaskedLM
from transformers.utils import logging

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.loaders.configs import read_config
from model_zoo.loaders.diagnose import check, looks_like, renaming
from model_zoo.loaders.headers import Entry
from model_zoo.loaders.heads import Parts, agrees, parts
from model_zoo.loaders.tokenizers import load_tokenizer
from model_zoo.loaders.weights import Weights

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
        self.window = _window(model, tokenizer)
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
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    report(0.0, "Reading the configuration")
    weights = Weights(card)
    config = _config(card, weights)
    tokenizer = load_tokenizer(card.path, config)
    expected, optional, prefix = _plan(config)
    rename = renaming(weights.entries, expected, prefix)
    entries: dict[str, Entry] = {rename(name): entry for name, entry in weights.entries.items()}
    check(entries, expected, optional, config.model_type)
    _check_vocabulary(tokenizer, config)
    tensors = {rename(name): tensor for name, tensor in weights.tensors(report).items()}
    report(0.7, "Building the model")
    model = _build(config, {name: tensor for name, tensor in tensors.items() if name in expected}, dtype)
    _check_finite(model)
    report(0.9, f"Moving it to {device}")
    try:
        ready = MaskedLM(card, model.to(device), tokenizer)
        _check_answer(ready)
    except (torch.OutOfMemoryError, MemoryError, ModelError):
        raise
    except (RuntimeError, TypeError, ValueError, IndexError, AttributeError) as error:
        if "memory" in str(error).lower():  # the processor's allocator says so in a plain RuntimeError
            raise
        raise ModelError(
            f"The model cannot be run: {_first_line(error)}. Its config.json may be another model's."
        ) from error
    return ready


def _config(card: Card, weights: Weights) -> Any:
    data = read_config(card.path, looks_like(weights.entries))
    kind = str(data.pop("model_type"))
    try:
        config = AutoConfig.for_model(kind, **data)
        AutoModelForMaskedLM._model_mapping[type(config)]
    except KeyError as error:
        raise ModelError(
            f"“{kind}” is no masked language model: this demo needs BERT, RoBERTa, DistilBERT, ALBERT, an ELECTRA "
            "generator, XLM-R, ModernBERT or a relative."
        ) from error
    except Exception as error:  # transformers checks a config with exceptions of many kinds
        raise ModelError(f"config.json does not describe a {kind} model: {_first_line(error)}.") from error
    return config


def _plan(config: Any) -> tuple[dict[str, tuple[int, ...]], set[str], str]:
    """What the model needs, without memory for it: shapes by name, names that may be missing, the prefix."""
    try:
        with torch.device("meta"):
            model = AutoModelForMaskedLM.from_config(config)
    except Exception as error:
        raise ModelError(
            f"config.json describes a {config.model_type} model that cannot be built: {_first_line(error)}."
        ) from error
    shapes = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    buffers = {name for name, _ in model.named_buffers()}
    tied = getattr(model, "all_tied_weights_keys", None) or getattr(model, "_tied_weights_keys", None) or {}
    return shapes, buffers | set(tied), str(model.base_model_prefix)


def _build(config: Any, tensors: dict[str, Tensor], dtype: torch.dtype) -> nn.Module:
    kind = AutoModelForMaskedLM._model_mapping[type(config)]
    kind = kind[0] if isinstance(kind, tuple) else kind
    try:
        model = kind.from_pretrained(None, config=config, state_dict=tensors, dtype=dtype)
    except (torch.OutOfMemoryError, MemoryError):
        raise
    except Exception as error:
        raise ModelError(f"The weights could not be put in place: {_first_line(error)}.") from error
    return model.eval()


def _check_finite(model: nn.Module) -> None:
    for name, tensor in model.named_parameters():
        if not bool(torch.isfinite(tensor.sum(dtype=torch.float64))):
            bad = int((~torch.isfinite(tensor)).sum())
            if bad:
                raise ModelError(
                    f"{bad:,} of {tensor.numel():,} numbers of {name} are no numbers (NaN or infinite): the training "
                    "broke down or the file is damaged. Use another checkpoint."
                )


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


def _check_vocabulary(tokenizer: Any, config: Any) -> None:
    rows = int(config.vocab_size)
    pieces = max(len(tokenizer), 1 + max(tokenizer.get_vocab().values(), default=0))
    if pieces > rows:
        raise ModelError(
            f"The tokenizer knows {pieces:,} pieces and the model {rows:,}: they belong to different models. "
            "Put the tokenizer beside the weights that it was trained with."
        )


def _window(model: Any, tokenizer: Any) -> int:
    positions = int(getattr(model.config, "max_position_embeddings", 512) or 512)
    for name, module in model.named_modules():
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            positions -= module.padding_idx + 1  # RoBERTa and its kin count from behind the padding's place
    most = (
        tokenizer.model_max_length
    )  # whatever tokenizer_config.json says, and a "very large integer" if nothing
    return min(positions, int(most)) if most >= 4 else positions


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:240].rstrip(".")
