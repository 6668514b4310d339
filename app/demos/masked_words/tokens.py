"""A result as what stands on the token strip: words or pieces, masks, and everything between them. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from app.demos.masked_words.contract import Candidate, MaskedWordsResult, Order, Token
from app.widgets.token_flow import StripToken
from app.widgets.visible import name_of, percent, visible

#: Surprise, in nats, at the end of the colour scale: a word expected with 1 in 160,000.
MOST_SURPRISE = 12.0


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing on the strip and the places in `result.tokens` that it stands for (none for a gap)."""

    shown: StripToken
    places: tuple[int, ...]


def units(text: str, result: MaskedWordsResult, pieces: bool) -> list[Unit]:
    """Give the text as units: whole words, or every piece and special token as the vocabulary spells it."""
    found: list[Unit] = []
    at = 0
    for places in _groups(result.tokens, pieces):
        first, last = result.tokens[places[0]], result.tokens[places[-1]]
        if first.start > at:
            found += _gap(text[at : first.start], at)
        spaced = first.start > 0 and text[first.start - 1 : first.start] == " " and first.start >= at
        unit = _unit(result, places, pieces)
        found.append(replace(unit, shown=replace(unit.shown, spaced=spaced and bool(found))))
        at = max(at, last.end)
    return found + _gap(text[at:], at)


def word_surprise(result: MaskedWordsResult, places: Sequence[int]) -> float | None:
    """Give −log P of a word's pieces together, in nats; None where it was not asked for."""
    if result.pseudo_log_likelihood is None:
        return None
    scores = [result.pseudo_log_likelihood[place] for place in places]
    known = [score for score in scores if score is not None]
    return -math.fsum(known) if known else None


def pseudo_perplexity(result: MaskedWordsResult) -> float | None:
    """Give exp of the mean surprise per token (Salazar et al. 2020); None where it was not asked for."""
    scores = [score for score in result.pseudo_log_likelihood or () if score is not None]
    return math.exp(min(700.0, -math.fsum(scores) / len(scores))) if scores else None


def shade(surprise: float | None) -> float | None:
    """Give a surprise's place on the colour scale, 0 to 1."""
    return None if surprise is None else min(1.0, max(0.0, surprise / MOST_SURPRISE))


def hint(result: MaskedWordsResult, order: Order) -> str:
    """Give what is to be said of the whole text: its pseudo-perplexity, or how its blanks are filled."""
    perplexity = pseudo_perplexity(result)
    if perplexity is not None:
        count = sum(not token.special for token in result.tokens)
        return f"{count} tokens · pseudo-perplexity {perplexity:.4g}"
    if len(result.masks) > 1 and order != "independent":
        return "Each blank shows its own best word; below, all are filled together, each seeing the others."
    return ""


def predictions(result: MaskedWordsResult, place: int) -> tuple[Candidate, ...]:
    """Give what the model says at a place: a mask's candidates, else its own prediction there."""
    for mask in result.masks:
        if mask.index == place:
            return mask.candidates
    return result.positions[place] if result.positions is not None else ()


def _groups(tokens: Sequence[Token], pieces: bool) -> Iterator[list[int]]:
    """Give the places of tokens that are shown as one: a word, or a single piece."""
    places = range(len(tokens))
    if pieces:
        yield from ([place] for place in places)
        return
    words = [place for place in places if tokens[place].word is not None]
    for _, group in groupby(words, key=lambda place: tokens[place].word):
        yield list(group)


def _unit(result: MaskedWordsResult, places: Sequence[int], pieces: bool) -> Unit:
    tokens = [result.tokens[place] for place in places]
    first, last = tokens[0], tokens[-1]
    start, end = first.start, last.end
    if first.mask:
        guess = predictions(result, places[0])
        text = (guess[0].piece if pieces else guess[0].token) if guess else "?"
        caption = percent(guess[0].probability) if guess else ""
        name = f"blank, best guess {text}" if guess else "blank"
        return Unit(StripToken(text, start, end, "mask", caption=caption, name=name), tuple(places))
    if first.special and first.start == first.end:
        return Unit(StripToken(first.piece, start, end, "special"), tuple(places))
    surprise = word_surprise(result, places)
    text = first.piece if pieces else "".join(token.text for token in tokens)
    shown = StripToken(
        visible(text) if text.strip() != text or not text else text,
        start,
        end,
        "piece" if pieces else "word",
        shade=shade(surprise),
        unknown=any("unk" in token.piece.lower() and token.piece != token.text for token in tokens),
    )
    return Unit(shown, tuple(places))


def _gap(between: str, start: int) -> list[Unit]:
    """Show what no token covers: more than one space, breaks of line, characters that the tokenizer dropped."""
    if between in ("", " "):
        return []
    found: list[Unit] = []
    for line in between.splitlines(keepends=True):
        broken = line.endswith(("\n", "\r"))
        words = visible(line.rstrip("\r\n")) + ("⏎" if broken else "")
        names = ", ".join(dict.fromkeys(name_of(character) for character in line))
        shown = StripToken(words, start, start + len(line), "gap", newline=broken, name=names)
        found.append(Unit(shown, ()))
        start += len(line)
    return found
