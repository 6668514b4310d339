"""Where each architecture keeps its encoder and its word-predicting head, called apart from each other.

Calling them apart saves the head's work at positions nobody asked for, and gives every layer's own guess
(the logit lens: nostalgebraist 2020).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

#: A module, and which of its calls in one pass (ALBERT calls one layer again and again).
Station = tuple[Any, int]


@dataclass(frozen=True, slots=True)
class Parts:
    """`encoder(input_ids, attention_mask, ...)`, `head`: [..., width] -> [..., vocabulary], and `norm`.

    `norm` is what the encoder does to its last layer's output before the head sees it; other layers get the
    same, so that they can be read by the same head.
    """

    encoder: Any
    head: Callable[[Tensor], Tensor]
    norm: Callable[[Tensor], Tensor]
    stations: tuple[Station, ...] = ()  # where each layer's states come out; the first is the embedding


def _same(hidden: Tensor) -> Tensor:
    return hidden


def parts(model: Any) -> Parts | None:
    """The parts of a masked language model; None for architectures that are not told apart here."""
    maker = _MAKERS.get(model.config.model_type)
    return None if maker is None else maker(model)


def _in_row(embedding: Any, layers: Any) -> tuple[Station, ...]:
    return ((embedding, 0), *((layer, 0) for layer in layers))


def _bert(model: Any) -> Parts:
    return Parts(model.bert, model.cls, _same, _in_row(model.bert.embeddings, model.bert.encoder.layer))


def _roberta(model: Any) -> Parts:
    body = model.roberta
    return Parts(body, model.lm_head, _same, _in_row(body.embeddings, body.encoder.layer))


def _distilbert(model: Any) -> Parts:
    def head(hidden: Tensor) -> Tensor:
        hidden = model.activation(model.vocab_transform(hidden))
        out: Tensor = model.vocab_projector(model.vocab_layer_norm(hidden))
        return out

    body = model.distilbert
    return Parts(body, head, _same, _in_row(body.embeddings, body.transformer.layer))


def _albert(model: Any) -> Parts:
    inner, count = model.albert.encoder, model.config.num_hidden_layers
    groups = inner.albert_layer_groups
    used = [groups[int(layer / (count / len(groups)))] for layer in range(count)]
    calls = tuple((group, used[:layer].count(group)) for layer, group in enumerate(used))
    return Parts(model.albert, model.predictions, _same, ((inner.embedding_hidden_mapping_in, 0), *calls))


def _electra(model: Any) -> Parts:
    def head(hidden: Tensor) -> Tensor:
        out: Tensor = model.generator_lm_head(model.generator_predictions(hidden))
        return out

    body = model.electra
    first = getattr(body, "embeddings_project", body.embeddings)
    return Parts(body, head, _same, _in_row(first, body.encoder.layer))


def _modernbert(model: Any) -> Parts:
    def head(hidden: Tensor) -> Tensor:
        out: Tensor = model.decoder(model.head(hidden))
        return out

    body = model.model
    return Parts(body, head, body.final_norm, _in_row(body.embeddings, body.layers))


_MAKERS: dict[str, Callable[[Any], Parts]] = {
    "bert": _bert,
    "roberta": _roberta,
    "xlm-roberta": _roberta,
    "camembert": _roberta,
    "distilbert": _distilbert,
    "albert": _albert,
    "electra": _electra,
    "modernbert": _modernbert,
}


def agrees(model: Any, found: Parts) -> bool:
    """Whether encoder and head, called apart, give the whole model's logits (a check on a few tokens)."""
    ids = torch.arange(5, 9, device=model.device)[None] % model.config.vocab_size
    with torch.inference_mode():
        whole = model(input_ids=ids).logits
        apart = found.head(found.encoder(input_ids=ids)[0])
    return bool(torch.allclose(whole, apart, atol=1e-4, rtol=1e-3))
