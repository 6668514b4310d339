"""What can be taken away from a masked-words result: tables, arrays and figures, without Qt and without torch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.contract import Table, View
from app.demos.masked_words.contract import Candidate, Guess, MaskedWordsRequest, MaskedWordsResult, Token

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: More than these do not fit a page legibly; tables and arrays hold everything.
MOST_BARS = 20
MOST_PANELS = 6
MOST_COLUMNS = 40


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

    def draw(figure: Figure) -> None:
        shown = result.masks[:MOST_PANELS]
        columns = min(3, len(shown))
        grid = figure.subplots(math.ceil(len(shown) / columns), columns, squeeze=False)
        for number, axes in enumerate(grid.flat):
            if number >= len(shown):
                axes.set_axis_off()
                continue
            _bars(axes, shown[number].candidates[:MOST_BARS])
            axes.set_xlabel("probability")
            axes.set_title(f"mask {number + 1}, entropy {shown[number].entropy:.2f} nats")

    return View(
        "candidates",
        "Candidates",
        Table(("mask", "index", "rank", "token", "piece", "id", "probability"), rows),
        draw,
        {
            "probability": [[one.probability for one in mask.candidates] for mask in result.masks],
            "id": [[one.id for one in mask.candidates] for mask in result.masks],
            "entropy": [mask.entropy for mask in result.masks],
        },
    )


def _bars(axes: Axes, candidates: Sequence[Candidate]) -> None:
    places = range(len(candidates))
    bars = axes.barh(places, [one.probability for one in candidates])
    axes.bar_label(bars, [f"{one.probability:.1%}" for one in candidates], padding=2)
    axes.set_yticks(places, [one.token for one in candidates])
    axes.invert_yaxis()
    axes.margins(x=0.18)
    axes.tick_params(axis="y", length=0)


def _targets(result: MaskedWordsResult) -> View:
    scores = result.target_scores
    rows = [
        (one.mask, one.target, one.pieces, one.log_probability, math.exp(one.log_probability))
        for one in scores
    ]
    several = len(result.masks) > 1

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        names = [f"{one.target} (mask {one.mask + 1})" if several else one.target for one in scores]
        bars = axes.barh(range(len(scores)), [one.log_probability for one in scores])
        axes.bar_label(bars, [f"{one.log_probability:.2f}" for one in scores], padding=3)
        axes.set_yticks(range(len(scores)), names)
        axes.invert_yaxis()
        axes.margins(x=0.15)
        axes.set_xlabel("log-probability of the whole word (nats)")

    columns = ("mask", "target", "pieces", "log_probability", "probability")
    return View("targets", "Targets", Table(columns, rows), draw)


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

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        width = min(len(places), MOST_COLUMNS)
        mesh = axes.pcolormesh(
            [row[:width] for row in values], vmin=0, vmax=1, cmap="viridis", edgecolors="face", linewidth=0.1
        )
        size = max(4.0, min(8.0, 90 / max(1, width)))
        for layer, row in enumerate(guesses):
            for column, guess in enumerate(row[:width]):
                ink = "black" if guess.probability > 0.6 else "white"  # on viridis, not on the paper
                axes.text(
                    column + 0.5,
                    layer + 0.5,
                    guess.token[:12],
                    ha="center",
                    va="center",
                    color=ink,
                    fontsize=size,
                )
        names = [label(result.tokens[place])[:14] for place in places[:width]]
        axes.set_xticks([column + 0.5 for column in range(width)], names, rotation=60 if width > 6 else 0)
        axes.set_yticks(
            [layer + 0.5 for layer in range(len(values))], ["embedding", *map(str, range(1, len(values)))]
        )
        axes.set_ylabel("layer")
        axes.tick_params(length=0)
        figure.colorbar(mesh, ax=axes, label="probability of the best guess")
        if width < len(places):
            axes.set_xlabel(f"the first {width} of {len(places)} tokens")

    columns = ("layer", "index", "token", "guess", "probability")
    return View(name, title, Table(columns, rows), draw, {"probability": values, "index": places})


def _surprise(result: MaskedWordsResult, scores: Sequence[float | None]) -> View:
    pairs = [
        (place, token, score)
        for place, (token, score) in enumerate(zip(result.tokens, scores, strict=True))
        if score is not None
    ]
    rows = [(place, label(token), token.word, score) for place, token, score in pairs]

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        shown = pairs[:MOST_COLUMNS]
        axes.bar(range(len(shown)), [-score for _, _, score in shown])
        axes.set_xticks(
            range(len(shown)), [label(token) for _, token, _ in shown], rotation=60 if len(shown) > 8 else 0
        )
        axes.tick_params(axis="x", length=0)
        axes.set_ylabel("surprise, −log P (nats)")
        if len(shown) < len(pairs):
            axes.set_xlabel(f"the first {len(shown)} of {len(pairs)} tokens")

    return View(
        "surprise",
        "Surprise of each token",
        Table(("index", "token", "word", "log_probability"), rows),
        draw,
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
