"""Fill several masks together: one joint choice, not the best word for each on its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from app.core.contract import Progress
from app.demos.masked_words.contract import Order

#: Fillings that are kept alive from left to right.
BEAM = 5

#: Log-probabilities at places of a batch: (ids [batch, length], rows [n], columns [n]) -> [n, vocabulary].
Predict = Callable[[Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Filling:
    """A piece for every mask, by its place, and the natural log-probability of them all together."""

    choices: dict[int, int]
    log_probability: float


def fill(
    predict: Predict, ids: Tensor, known: dict[int, tuple[int, float]], order: Order, progress: Progress
) -> Filling:
    """The best filling of the masks that `order` finds.

    `known` gives, for each mask's place in `ids` [length], from the left, the best piece with all masks open, and
    its log-probability.

    independent: each mask's best piece; the sum of their log-probabilities.
    left_to_right: the chain rule from the left, with a beam of five fillings.
    best_first: the surest mask is filled first and seen by the rest (mask-predict with one word at a time:
    Ghazvininejad et al. 2019).
    """
    if order == "independent" or len(known) == 1:
        choices = {place: piece for place, (piece, _) in known.items()}
        return Filling(choices, math.fsum(value for _, value in known.values()))
    if order == "left_to_right":
        return _left_to_right(predict, ids, list(known), progress)
    return _best_first(predict, ids, known, progress)


def _best_first(
    predict: Predict, ids: Tensor, known: dict[int, tuple[int, float]], progress: Progress
) -> Filling:
    ids = ids.clone()
    open_masks = list(known)
    place = max(open_masks, key=lambda one: known[one][1])
    piece, value = known[place]
    choices: dict[int, int] = {}
    total = 0.0
    while True:
        open_masks.remove(place)
        choices[place] = piece
        total += value
        ids[place] = piece
        if not open_masks:
            return Filling(choices, total)
        progress.report(len(choices) / len(known), f"Filling mask {len(choices) + 1} of {len(known)}")
        best = predict(ids[None], *_places([0] * len(open_masks), open_masks, ids)).max(dim=-1)
        surest = int(best.values.argmax())
        place, piece, value = open_masks[surest], int(best.indices[surest]), float(best.values[surest])


def _left_to_right(predict: Predict, ids: Tensor, masks: list[int], progress: Progress) -> Filling:
    beams = ids[None].clone()
    totals = torch.zeros(1, dtype=torch.float64, device=ids.device)
    for number, place in enumerate(masks):
        progress.report(number / len(masks), f"Filling mask {number + 1} of {len(masks)}")
        rows = list(range(len(beams)))
        scores = predict(beams, *_places(rows, [place] * len(rows), ids)).double()
        grown = totals[:, None] + scores
        best = grown.flatten().topk(min(BEAM, grown.numel()))
        row = best.indices // grown.shape[1]
        beams = beams[row]
        beams[:, place] = best.indices % grown.shape[1]
        totals = best.values
    winner = beams[0]
    return Filling({place: int(winner[place]) for place in masks}, float(totals[0]))


def _places(rows: list[int], columns: list[int], like: Tensor) -> tuple[Tensor, Tensor]:
    return torch.tensor(rows, device=like.device), torch.tensor(columns, device=like.device)
