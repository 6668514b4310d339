"""What the model believed at each place: probability, rank, entropy and alternatives from its scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.demos.text_generation.contract import Alternative
from model_zoo.decoding.decoder import Summary
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


def belief(logits: Tensor, token: int, count: int, surfaces: Surfaces) -> Belief:
    """logits [vocabulary] float32 and the token that stands there -> what `beliefs` says, in a third of the time.

    A token is told between two steps of the model, which take a small one less than a thousandth of a second.
    """
    logs = logits.log_softmax(dim=-1)
    chances = logs.exp()
    entropy = -float(torch.dot(chances, logs))
    if entropy != entropy:  # a token that cannot be is minus infinity, and zero times that is no number
        entropy = -float((chances * logs).nan_to_num(0.0).sum())
    values = logs.cpu().numpy()
    own = values[token]
    before = int(np.count_nonzero(values > own)) + int(np.count_nonzero(values[:token] == own))
    best = chances.topk(min(count, len(values))) if count else None
    pairs = () if best is None else zip(best.indices.tolist(), best.values.tolist(), strict=True)
    told = tuple(Alternative(surfaces.adds(one), one, chance) for one, chance in pairs)
    return Belief(float(np.exp(own)), before + 1, entropy, told)


def summed(summary: Summary, surfaces: Surfaces) -> Belief:
    """Tell what a decoder has summed up itself."""
    told = tuple(map(Alternative, map(surfaces.adds, summary.ids), summary.ids, summary.chances))
    return Belief(summary.probability, summary.rank, summary.entropy, told)


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
