"""From a folder's config and weights to a model in memory: what every family of transformers models shares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
from model_zoo.loaders.tokenizers import load_tokenizer
from model_zoo.loaders.weights import Weights


def assemble(
    card: Card,
    auto: Any,
    needed: str,
    dtype: torch.dtype,
    report: Report,
    generates: bool = False,
    spare: tuple[str, ...] = (),
) -> tuple[Any, Any]:
    """The model of a card, in memory, and its tokenizer.

    `auto` is the transformers class that knows the family (AutoModelForMaskedLM); `needed` ends the sentence
    “KIND ...” when the folder holds another kind; `generates` says that the family reads from left to right; names
    that begin with one of `spare` may be missing.
    Everything that can be wrong with the files is found before the weights are read. Raises ModelError.
    """
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    report(0.0, "Reading the configuration")
    weights = Weights(card)
    config = make_config(card, weights, auto, needed, generates)
    tokenizer = load_tokenizer(card.path, config)
    expected, optional, prefix = plan(config, auto)
    optional |= {name for name in expected if name.startswith(spare)} if spare else set()
    rename = renaming(weights.entries, expected, prefix)
    entries: dict[str, Entry] = {rename(name): entry for name, entry in weights.entries.items()}
    check(entries, expected, optional, config.model_type)
    check_vocabulary(tokenizer, config)
    tensors = {rename(name): tensor for name, tensor in weights.tensors(report).items()}
    report(0.7, "Building the model")
    fitting = {name: tensor for name, tensor in tensors.items() if name in expected}
    model = build(config, auto, fitting, dtype)
    check_finite(model)
    return model, tokenizer


@contextmanager
def explained() -> Iterator[None]:
    """Say in a sentence why a model that was built cannot be run. Raises ModelError."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError, ModelError):
        raise
    except (RuntimeError, TypeError, ValueError, IndexError, AttributeError) as error:
        if "memory" in str(error).lower():  # the processor's allocator says so in a plain RuntimeError
            raise
        raise ModelError(
            f"The model cannot be run: {first_line(error)}. Its config.json may be another model's."
        ) from error


def make_config(card: Card, weights: Weights, auto: Any, needed: str, generates: bool) -> Any:
    """The folder's config, fit for `auto` (such as AutoModelForMaskedLM); `needed` ends the sentence if it is not."""
    data = read_config(card.path, looks_like(weights.entries), generates)
    kind = str(data.pop("model_type"))
    try:
        config = AutoConfig.for_model(kind, **data)
        auto._model_mapping[type(config)]
    except KeyError as error:
        raise ModelError(f"“{kind}” {needed}") from error
    except Exception as error:  # transformers checks a config with exceptions of many kinds
        raise ModelError(f"config.json does not describe a {kind} model: {first_line(error)}.") from error
    # The library builds a BERT as a generator if asked; one that was trained to see both sides generates noise.
    both_sides = type(config) in AutoModelForMaskedLM._model_mapping
    if generates and both_sides and not getattr(config, "is_decoder", False):
        raise ModelError(f"“{kind}” {needed}")
    return config


def plan(config: Any, auto: Any) -> tuple[dict[str, tuple[int, ...]], set[str], str]:
    """What the model needs, without memory for it: shapes by name, names that may be missing, the prefix."""
    try:
        with torch.device("meta"):
            model = auto.from_config(config)
    except Exception as error:
        raise ModelError(
            f"config.json describes a {config.model_type} model that cannot be built: {first_line(error)}."
        ) from error
    shapes = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    buffers = {name for name, _ in model.named_buffers()}
    tied = getattr(model, "all_tied_weights_keys", None)
    if tied is None:
        tied = getattr(model, "_tied_weights_keys", None) or {}
    return shapes, buffers | set(tied), str(model.base_model_prefix)


def build(config: Any, auto: Any, tensors: dict[str, Tensor], dtype: torch.dtype) -> nn.Module:
    """Put the tensors in the place that the config describes, ready to answer. Raises ModelError."""
    kind = auto._model_mapping[type(config)]
    kind = kind[0] if isinstance(kind, tuple) else kind
    try:
        model = kind.from_pretrained(None, config=config, state_dict=tensors, dtype=dtype)
    except (torch.OutOfMemoryError, MemoryError):
        raise
    except Exception as error:
        raise ModelError(f"The weights could not be put in place: {first_line(error)}.") from error
    return model.eval()


def check_finite(model: nn.Module) -> None:
    """Raises ModelError if a weight is not a number."""
    for name, tensor in model.named_parameters():
        if not bool(torch.isfinite(tensor.sum(dtype=torch.float64))):
            bad = int((~torch.isfinite(tensor)).sum())
            if bad:
                raise ModelError(
                    f"{bad:,} of {tensor.numel():,} numbers of {name} are no numbers (NaN or infinite): the training "
                    "broke down or the file is damaged. Use another checkpoint."
                )


def check_vocabulary(tokenizer: Any, config: Any) -> None:
    """Raises ModelError if the tokenizer has pieces that the model has no row for."""
    rows = int(config.vocab_size)
    pieces = max(len(tokenizer), 1 + max(tokenizer.get_vocab().values(), default=0))
    if pieces > rows:
        raise ModelError(
            f"The tokenizer knows {pieces:,} pieces and the model {rows:,}: they belong to different models. "
            "Put the tokenizer beside the weights that it was trained with."
        )


def window(model: Any, tokenizer: Any) -> int:
    """How many tokens the model can see at once, special ones included."""
    positions = int(getattr(model.config, "max_position_embeddings", 512) or 512)
    for name, module in model.named_modules():
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            positions -= module.padding_idx + 1  # RoBERTa and its kin count from behind the padding's place
    most = (
        tokenizer.model_max_length
    )  # whatever tokenizer_config.json says, and a "very large integer" if nothing
    return min(positions, int(most)) if most >= 4 else positions


def first_line(error: BaseException) -> str:
    """The first line of an error's message, without its full stop; with the next one if that is only announced."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if not lines:
        return type(error).__name__
    announced = lines[0].endswith(":") and len(lines) > 1
    return (" ".join(lines[:2]) if announced else lines[0])[:240].rstrip(".")
