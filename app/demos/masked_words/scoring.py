"""How probable given words are: whole words in a mask's place, and every piece of a finished sentence."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor

from app.core.contract import Progress, UserError
from app.demos.masked_words.contract import Order, TargetScore
from app.demos.masked_words.filling import Predict
from app.demos.masked_words.reading import Reader, Reading

#: Tokens in one batch: large enough to keep a processor busy, small enough that Stop works at once.
_BATCH_TOKENS = 2048


def score_target(
    predict: Predict,
    reader: Reader,
    reading: Reading,
    number: int,
    target: str,
    order: Order,
    device: torch.device,
) -> TargetScore:
    """Log-probability of all of `target`'s pieces in place of mask `number`; other masks stay masked.

    independent: the pieces' own log-probabilities, all of them masked. left_to_right: the chain rule within the
    word (Kauf and Ivanova 2023 for the reason: a piece is easy to guess once its neighbours are seen).
    best_first: the chain rule, the surest of the open pieces first. One piece: the same number for all three.
    Raises UserError if the vocabulary cannot spell the target.
    """
    if not target.strip():
        raise UserError("A target is empty: write a word to score, or take it out.", "targets")
    token = reading.tokens[reading.masks[number]]
    text = reading.text[: token.start] + target + reading.text[token.end :]
    filled = reader.read(text)
    stop = token.start + len(target)
    pieces = [
        place
        for place, one in enumerate(filled.tokens)
        if not one.mask and one.end > one.start and one.start < stop and one.end > token.start
    ]
    unknown = reader.tokenizer.unk_token_id
    if not pieces or any(filled.tokens[place].id == unknown for place in pieces):
        shown = target if len(target) <= 40 else f"{target[:40]}…"
        raise UserError(
            f"“{shown}” cannot be spelled with this model's vocabulary: try another word.", "targets"
        )
    ids = torch.tensor(filled.ids, device=device)
    total = _chain(predict, ids, pieces, order, reader.tokenizer.mask_token_id)
    return TargetScore(target, total, number, len(pieces))


def _chain(predict: Predict, ids: Tensor, pieces: list[int], order: Order, mask: int) -> float:
    true = ids[pieces].clone()
    columns = torch.tensor(pieces, device=ids.device)
    if order == "best_first":
        return _surest_first(predict, ids, pieces, mask)
    rows = ids.repeat(1 if order == "independent" else len(pieces), 1)
    for number, row in enumerate(rows):
        row[columns[number:]] = mask
    which = (
        torch.zeros_like(columns) if order == "independent" else torch.arange(len(pieces), device=ids.device)
    )
    scores = predict(rows, which, columns)
    return float(scores.gather(1, true[:, None]).double().sum())


def _surest_first(predict: Predict, ids: Tensor, pieces: list[int], mask: int) -> float:
    row = ids.clone()
    row[pieces] = mask
    left = list(pieces)
    total = 0.0
    while left:
        columns = torch.tensor(left, device=ids.device)
        scores = predict(row[None], torch.zeros_like(columns), columns)
        own = scores.gather(1, ids[columns][:, None])[:, 0]
        surest = int(own.argmax())
        place = left.pop(surest)
        total += float(own[surest])
        row[place] = ids[place]
    return total


def pseudo_log_likelihood(
    predict: Predict, reading: Reading, mask: int, device: torch.device, progress: Progress
) -> tuple[float | None, ...]:
    """log P(token | all the others) of each token, None for specials (Salazar et al. 2020, equation 1)."""
    ids = torch.tensor(reading.ids, device=device)
    places = [place for place, token in enumerate(reading.tokens) if token.word is not None]
    scores: list[float | None] = [None] * len(ids)
    size = max(1, _BATCH_TOKENS // len(ids))
    edges = [*range(0, len(places), size), len(places)]
    for begin, end in pairwise(edges):
        progress.report(begin / max(1, len(places)), f"Scoring token {begin + 1} of {len(places)}")
        columns = torch.tensor(places[begin:end], device=device)
        batch = ids.repeat(len(columns), 1)
        which = torch.arange(len(columns), device=device)
        batch[which, columns] = mask
        found = predict(batch, which, columns).gather(1, ids[columns][:, None])[:, 0]
        for place, value in zip(places[begin:end], found.tolist(), strict=True):
            scores[place] = value
    return tuple(scores)
