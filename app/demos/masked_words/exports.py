"""What can be taken away from a masked-words result: tables, arrays and figures, without Qt and without torch."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.core.contract import Table, View
from app.demos.masked_words.contract import Candidate, Guess, MaskedWordsRequest, MaskedWordsResult, Token
from app.demos.masked_words.drawings import draw_candidates, draw_lens, draw_surprise, draw_targets


def views(request: MaskedWordsRequest, result: MaskedWordsResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    found = [_tokens(result)]
    if result.masks:
        found.append(_candidates(result))
    if result.target_scores:
        found.append(_targets(result))
    if result.layers:
        places = [mask.index for mask in result.masks]
        found.append(
            _lens("layers", "What each layer would have said", result, places, _by_layer(result.layers))
        )
    if result.lens:
        every = list(range(len(result.tokens)))
        found.append(_lens("lens", "Layer lens over the whole text", result, every, result.lens))
    if result.pseudo_log_likelihood is not None:
        found.append(_surprise(result, result.pseudo_log_likelihood))
    if result.positions is not None:
        found.append(_positions(result, result.positions))
    return found


def label(token: Token) -> str:
    """How a token is named on an axis: its surface, or the vocabulary's name of a special one."""
    return token.text if token.text and not token.mask else token.piece


def _tokens(result: MaskedWordsResult) -> View:
    columns = ("index", "text", "piece", "id", "start", "end", "word", "special", "mask")
    rows = [
        (place, one.text, one.piece, one.id, one.start, one.end, one.word, int(one.special), int(one.mask))
        for place, one in enumerate(result.tokens)
    ]
    return View("tokens", "Tokens", Table(columns, rows))


def _candidates(result: MaskedWordsResult) -> View:
    rows = [
        (number, mask.index, rank, one.token, one.piece, one.id, one.probability)
        for number, mask in enumerate(result.masks)
        for rank, one in enumerate(mask.candidates, 1)
    ]

    return View(
        "candidates",
        "Candidates",
        Table(("mask", "index", "rank", "token", "piece", "id", "probability"), rows),
        lambda figure: draw_candidates(figure, result.masks),
        {
            "probability": [[one.probability for one in mask.candidates] for mask in result.masks],
            "id": [[one.id for one in mask.candidates] for mask in result.masks],
            "entropy": [mask.entropy for mask in result.masks],
        },
    )


def _targets(result: MaskedWordsResult) -> View:
    scores = result.target_scores
    rows = [
        (one.mask, one.target, one.pieces, one.log_probability, math.exp(one.log_probability))
        for one in scores
    ]
    several = len(result.masks) > 1

    columns = ("mask", "target", "pieces", "log_probability", "probability")
    return View(
        "targets", "Targets", Table(columns, rows), lambda figure: draw_targets(figure, scores, several)
    )


def _by_layer(layers: Sequence[Sequence[Guess]]) -> tuple[tuple[Guess, ...], ...]:
    return tuple(zip(*layers, strict=True))


def _lens(
    name: str, title: str, result: MaskedWordsResult, places: list[int], guesses: Sequence[Sequence[Guess]]
) -> View:
    """`guesses` is [layer][place]."""
    rows = [
        (layer, place, label(result.tokens[place]), guess.token, guess.probability)
        for layer, row in enumerate(guesses)
        for place, guess in zip(places, row, strict=True)
    ]
    values = [[guess.probability for guess in row] for row in guesses]

    names = [label(result.tokens[place]) for place in places]
    columns = ("layer", "index", "token", "guess", "probability")
    return View(
        name,
        title,
        Table(columns, rows),
        lambda figure: draw_lens(figure, names, guesses),
        {"probability": values, "index": places},
    )


def _surprise(result: MaskedWordsResult, scores: Sequence[float | None]) -> View:
    pairs = [
        (place, token, score)
        for place, (token, score) in enumerate(zip(result.tokens, scores, strict=True))
        if score is not None
    ]
    rows = [(place, label(token), token.word, score) for place, token, score in pairs]

    bars = [(label(token), -score) for _, token, score in pairs]
    return View(
        "surprise",
        "Surprise of each token",
        Table(("index", "token", "word", "log_probability"), rows),
        lambda figure: draw_surprise(figure, bars),
        {"index": [place for place, _, _ in pairs], "log_probability": [score for _, _, score in pairs]},
    )


def _positions(result: MaskedWordsResult, positions: Sequence[Sequence[Candidate]]) -> View:
    rows = [
        (place, label(token), rank, one.token, one.piece, one.id, one.probability)
        for place, (token, found) in enumerate(zip(result.tokens, positions, strict=True))
        for rank, one in enumerate(found, 1)
    ]
    columns = ("index", "token", "rank", "candidate", "piece", "id", "probability")
    return View(
        "positions",
        "The model's own prediction at every token",
        Table(columns, rows),
        arrays={"probability": [[one.probability for one in found] for found in positions]},
    )
