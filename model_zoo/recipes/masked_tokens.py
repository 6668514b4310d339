"""How often a masked language model finds tokens hidden at random: the figure that all masked models report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from model_zoo.recipes.bootstrap import share
from model_zoo.recipes.mlm_judge import MaskedModel, Question
from model_zoo.recipes.wordpieces import SPECIALS

Figures = dict[str, float]
HIDDEN = 0.15


def guesses(model: MaskedModel, texts: Sequence[str], seed: int, longest: int) -> tuple[Figures, list[int]]:
    """15 % of the tokens masked one by one at random (not by words), in texts cut to `longest` tokens.

    Gives the figures, and the hidden tokens' ids.
    """
    draw = np.random.default_rng(seed)
    questions: list[Question] = []
    for text in texts:
        ids = model.tokenizer.encode(text).ids[:longest]
        open_places = [i for i, token in enumerate(ids) if token >= len(SPECIALS)]
        places = [i for i in open_places if draw.random() < HIDDEN]
        if places:
            masked = [model.mask if i in set(places) else token for i, token in enumerate(ids)]
            questions.append(Question(masked, places, [ids[i] for i in places]))
    first: list[bool] = []
    five: list[bool] = []
    truths: list[int] = []
    nats = 0.0
    for number, scores in model.answers(questions):
        truth = torch.tensor(questions[number].truth)
        hits = scores.topk(5, dim=-1).indices == truth[:, None]
        first += hits[:, 0].tolist()
        five += hits.any(-1).tolist()
        truths += questions[number].truth
        nats -= float(scores.gather(1, truth[:, None]).sum())
    figures = {
        "tokens_top1": share(first),
        "tokens_top5": share(five),
        "tokens_loss_nats": nats / max(1, len(first)),
        "tokens_count": float(len(first)),
    }
    return figures, truths
