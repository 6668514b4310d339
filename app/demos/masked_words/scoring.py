"""How probable given words are: whole words in a mask's place, and every piece of a finished sentence."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor

from app.core.contract import Progress, UserError
from app.demos.masked_words.contract import Order, TargetScore, Token
from app.demos.masked_words.filling import Predict
from app.demos.masked_words.reading import MOST_CHARACTERS, Reader, Reading
from model_zoo.surfaces import BEGINNINGS

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
    progress: Progress,
) -> TargetScore:
    """Log-probability of all of `target`'s pieces in place of mask `number`; other masks stay masked.

    independent: the pieces' own log-probabilities, all of them masked. left_to_right: the chain rule within the
    word (Kauf and Ivanova 2023 for the reason: a piece is easy to guess once its neighbours are seen).
    best_first: the chain rule, the surest of the open pieces first. One piece: the same number for all three.
    Raises UserError if the vocabulary cannot spell the target, or the text has no room for its pieces.
    """
    shown = f"“{target if len(target) <= 40 else target[:40] + '…'}”"
    if not target.strip():
        raise UserError("A target is empty: write a word to score, or take it out.", "targets")
    try:
        pieces = spelling(reader, reading, number, target)
    except UserError as error:
        raise UserError(f"The target {shown} cannot be read: {error}", "targets") from error
    tokenizer = reader.tokenizer
    if not pieces or tokenizer.unk_token_id in pieces or tokenizer.mask_token_id in pieces:
        raise UserError(
            f"{shown} cannot be spelled with this model's vocabulary: try another word.", "targets"
        )
    place = reading.masks[number]
    whole = reading.ids[:place] + pieces + reading.ids[place + 1 :]
    if len(whole) > reader.window:
        raise UserError(
            f"With the {len(pieces):,} pieces of {shown} the text has {len(whole):,} tokens, and this model sees "
            f"{reader.window:,} at once: shorten one of them.",
            "targets",
        )
    places = list(range(place, place + len(pieces)))
    ids = torch.tensor(whole, device=device)
    total = _chain(predict, ids, places, order, tokenizer.mask_token_id, progress)
    return TargetScore(target, total, number, len(pieces))


def spelling(reader: Reader, reading: Reading, number: int, target: str) -> list[int]:
    """The ids of the pieces that spell `target` in place of mask `number`. Raises UserError as reading does.

    The word is spelled where it stands (a space before it may be a part of its first piece). Where it would melt
    into a neighbour ("[MASK]s"), it is spelled on its own: what stands beside the mask keeps its own pieces.
    """
    token = reading.tokens[reading.masks[number]]
    text = reading.text[: token.start] + target + reading.text[token.end :]
    stop = token.start + len(target)
    for attempt, start, end in ((text, token.start, stop), (target, 0, len(target))):
        if len(attempt) > MOST_CHARACTERS:
            continue
        inside = [one for one in reader.tokens(attempt) if _touches(one, start, end)]
        if any(one.special for one in inside):
            return []  # a mask spells nothing
        if inside and inside[0].start >= start and inside[-1].end <= end:
            return [one.id for one in inside]
    return []


def _touches(token: Token, start: int, end: int) -> bool:
    """Whether a piece spells a part of text[start:end].

    Pieces that cover nothing stand before a word (a lone mark of its beginning) or after a character (the rest of
    its bytes).
    """
    if token.special and not token.mask:
        return False
    if token.start < token.end:
        return token.start < end and start < token.end
    return start <= token.start < end if token.piece in BEGINNINGS else start < token.start <= end


def _chain(
    predict: Predict, ids: Tensor, pieces: list[int], order: Order, mask: int, progress: Progress
) -> float:
    true = ids[pieces].clone()
    columns = torch.tensor(pieces, device=ids.device)
    if order == "best_first" and len(pieces) > 1:
        return _surest_first(predict, ids, pieces, mask, progress)
    if order == "independent" or len(pieces) == 1:
        row = ids.clone()
        row[columns] = mask
        scores = predict(row[None], torch.zeros_like(columns), columns)
        return float(scores.gather(1, true[:, None]).double().sum())
    total = 0.0
    for begin, end in batches(len(pieces), len(ids)):
        progress.report(None, f"Scoring piece {begin + 1} of {len(pieces)}")
        rows = ids.repeat(end - begin, 1)
        for number, row in enumerate(rows, begin):
            row[columns[number:]] = mask
        which = torch.arange(end - begin, device=ids.device)
        scores = predict(rows, which, columns[begin:end])
        total += float(scores.gather(1, true[begin:end, None]).double().sum())
    return total


def batches(many: int, length: int) -> list[tuple[int, int]]:
    """How `many` rows of `length` tokens are cut into batches: (begin, end) of each."""
    size = max(1, _BATCH_TOKENS // length)
    return list(pairwise([*range(0, many, size), many]))


def _surest_first(predict: Predict, ids: Tensor, pieces: list[int], mask: int, progress: Progress) -> float:
    row = ids.clone()
    row[pieces] = mask
    left = list(pieces)
    total = 0.0
    while left:
        progress.report(None, f"Scoring piece {len(pieces) - len(left) + 1} of {len(pieces)}")
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
    places = [place for place, token in enumerate(reading.tokens) if not token.special]
    scores: list[float | None] = [None] * len(ids)
    for begin, end in batches(len(places), len(ids)):
        progress.report(begin / max(1, len(places)), f"Scoring token {begin + 1} of {len(places)}")
        columns = torch.tensor(places[begin:end], device=device)
        batch = ids.repeat(len(columns), 1)
        which = torch.arange(len(columns), device=device)
        batch[which, columns] = mask
        found = predict(batch, which, columns).gather(1, ids[columns][:, None])[:, 0]
        for place, value in zip(places[begin:end], found.tolist(), strict=True):
            scores[place] = value
    return tuple(scores)
