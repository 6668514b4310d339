"""The fast way for models whose plan is known and right; the model's own way for all others."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor

from model_zoo.decoding.architectures import plan_of
from model_zoo.decoding.decoder import Decoder, PlainDecoder
from model_zoo.decoding.fast import FastDecoder
from model_zoo.decoding.matrices import Precision
from model_zoo.decoding.packing import Packed, pack
from model_zoo.errors import ModelError

_TOLERANCE = {"float32": 1e-3, "bfloat16": 0.2, "int8": 1.0}
"""How far scores may be from the model's own, as a part of their spread: more than rounding, less than a mistake."""


class Decoders:
    """Makes the decoders of one model. Of other precisions than its own it keeps one at a time ready.

    `refused` says why texts are read by the model's own forward pass, None if they are not.
    """

    def __init__(self, model: Any, loaded: Precision, window: int) -> None:
        self._model, self._loaded = model, loaded
        self._plan = plan_of(model, window)
        self._ready: dict[Precision, Packed | Any] = {}
        self.refused: str | None = None if self._plan is not None else "its architecture has no plan here"

    def fast(self, precision: Precision) -> bool:
        """Whether texts are read the fast way in this precision."""
        return isinstance(self._prepared(precision), Packed)

    def ready(self, precision: Precision) -> bool:
        """Whether the next decoder of this precision is there at once."""
        return precision in self._ready

    def decoder(self, precision: Precision) -> Decoder:
        """A reader of one text. Raises ModelError if this model cannot be read in this precision."""
        prepared = self._prepared(precision)
        return FastDecoder(prepared) if isinstance(prepared, Packed) else PlainDecoder(prepared)

    def _prepared(self, precision: Precision) -> Packed | Any:
        if precision not in self._ready:
            for other in [one for one in self._ready if one != self._loaded]:
                del self._ready[other]  # before the new one is made: memory holds one
            # The model's parameters may become views of what is made here: tensors of the same mode as theirs.
            mode = next(self._model.parameters()).is_inference()
            with torch.inference_mode(mode), torch.no_grad():
                self._ready[precision] = self._prepare(precision)
        return self._ready[precision]

    def _prepare(self, precision: Precision) -> Packed | Any:
        if self._plan is not None:
            # A plan that is wrong in the numbers of the model itself is wrong in all.
            if precision != self._loaded and not self.fast(self._loaded):
                self._plan = None
                return self._prepare(precision)
            packed = pack(self._plan, precision)
            away = distance(self._model, FastDecoder(packed))
            if away <= _TOLERANCE[precision]:
                return packed
            self.refused = f"read by its plan in {precision}, its scores are {away:.1g} of their spread away"
        if precision == self._loaded:
            return self._model
        if precision == "int8":
            raise ModelError(
                f"This {self._model.config.model_type} model cannot be read with int8 weights here: "
                "choose float32 or bfloat16."
            )
        return copy.deepcopy(self._model).to(getattr(torch, precision))


@torch.inference_mode()
def distance(model: Any, decoder: FastDecoder) -> float:
    """How far a decoder's scores are from the model's own on a few tokens, as a part of the scores' spread.

    Reads several tokens, one, forgets, and reads on, as a session does.
    """
    count = min(9, int(model.config.vocab_size))
    ids = [(7 * place + 3) % int(model.config.vocab_size) for place in range(count)]
    own = model(input_ids=torch.tensor([ids], device=model.device)).logits[0].float()
    parts = [decoder.read(ids[:3]), decoder.step(ids[3])[None].clone(), decoder.step(ids[4])[None].clone()]
    decoder.rewind(4)
    parts[-1] = decoder.step(ids[4])[None].clone()
    parts.append(decoder.read(ids[5:]))
    return _apart(own, torch.cat(parts)[: len(ids)])


def _apart(own: Tensor, other: Tensor) -> float:
    own = own - own.mean(dim=-1, keepdim=True)
    other = other - other.mean(dim=-1, keepdim=True)
    away = (own - other).abs().amax(dim=-1) / own.std(dim=-1).clamp_min(1e-6)
    return float(away.max())
