"""What the model believed at each place: probability, rank, entropy and alternatives from its scores."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from app.demos.text_generation.contract import Alternative
from model_zoo.surfaces import Surfaces


@dataclass(frozen=True, slots=True)
class Belief:
    """Of one place, about the token that stands there: natural probability, rank from 1, entropy in nats."""

    probability: float | None
    rank: int | None
    entropy: float | None
    alternatives: tuple[Alternative, ...]

    @classmethod
    def nothing(cls) -> Belief:
        """Of a token with nothing before it."""
        return cls(None, None, None, ())


def beliefs(logits: Tensor, chosen: Tensor, count: int, surfaces: Surfaces) -> list[Belief]:
    """logits [n, vocabulary] float32 and the tokens that stand there, chosen [n] -> n beliefs."""
    logs = logits.log_softmax(dim=-1)
    chances = logs.exp()
    own = logs.gather(-1, chosen[:, None])
    # A token that is as probable as the chosen one, and has a smaller id, ranks before it, as in argmax.
    ids = torch.arange(logs.shape[-1], device=logs.device)
    before = (logs > own) | ((logs == own) & (ids < chosen[:, None]))
    entropies = -(chances * logs).nan_to_num(0.0).sum(dim=-1)
    best = chances.topk(min(count, chances.shape[-1]), dim=-1) if count else None
    tops = (
        [()] * len(logs)
        if best is None
        else [
            tuple(Alternative(surfaces.adds(one), one, chance) for one, chance in zip(*pair, strict=True))
            for pair in zip(best.indices.tolist(), best.values.tolist(), strict=True)
        ]
    )
    rows = zip(own[:, 0].exp().tolist(), before.sum(dim=-1).tolist(), entropies.tolist(), tops, strict=True)
    return [Belief(chance, rank + 1, entropy, top) for chance, rank, entropy, top in rows]
