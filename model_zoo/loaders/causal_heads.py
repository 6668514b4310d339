"""Where a causal model keeps its body, its last norm and its word-predicting head, called apart from each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Heads:
    """`body(input_ids, ...)`, `head`: [..., width] -> [..., vocabulary], and `norm`.

    `norm` is what the body does to its last layer's output before the head sees it; other layers get the same.
    """

    body: Any
    head: Callable[[Tensor], Tensor]
    norm: Callable[[Tensor], Tensor]


#: Names that architectures give their last norm.
_NORMS = ("norm", "ln_f", "final_layer_norm", "final_layernorm")


def heads(model: Any) -> Heads | None:
    """The parts of a causal language model; None if they are not where they usually are."""
    body, head = model.base_model, model.get_output_embeddings()
    inner = getattr(body, "decoder", body)  # OPT keeps its layers one floor down
    if body is model or head is None:
        return None
    found = [getattr(inner, name) for name in _NORMS if getattr(inner, name, None) is not None]
    norm = found[0] if found else None  # OPT-350m has none
    out = getattr(inner, "project_out", None)

    def normed(hidden: Tensor) -> Tensor:
        hidden = hidden if norm is None else norm(hidden)
        return hidden if out is None else out(hidden)

    return Heads(body, head, normed)


@torch.inference_mode()
def agrees(model: Any, found: Heads) -> bool:
    """Whether body, norm and head, called apart, give the whole model's scores (a check on a few tokens)."""
    ids = torch.arange(5, 9, device=model.device)[None] % model.config.vocab_size
    whole = model(input_ids=ids).logits.float()
    out = found.body(input_ids=ids, output_hidden_states=True, use_cache=False)
    apart = found.head(out[0]).float()
    close = torch.allclose(whole, apart, atol=1e-4, rtol=1e-3)
    # A layer's states must be of the width that norm and head take.
    shapes = all(found.head(found.norm(hidden)).shape == whole.shape for hidden in out.hidden_states[:-1])
    return close and shapes and len(out.hidden_states) == 1 + int(model.config.num_hidden_layers)
