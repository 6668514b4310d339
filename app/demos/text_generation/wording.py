"""How tokens and numbers of this demo are said and coloured on the page."""

from __future__ import annotations

import math

from app.demos.text_generation.contract import FinishReason, TextGenerationResult, Token
from app.demos.text_generation.reading import Shown
from app.demos.text_generation.state import Colour
from app.widgets.text_paragraphs import Span, SpanKind
from app.widgets.visible import percent, visible

#: What lies at the strong end of each scale.
LEAST_PROBABILITY = 1e-4
WORST_RANK = 10_000
MOST_ENTROPY = 8.0  # nats

LEGENDS: dict[Colour, tuple[str, str, str]] = {
    "probability": ("probability", "100%", "≤ 0.01%"),
    "rank": ("rank", "1", "≥ 10,000"),
    "entropy": ("entropy", "0", "8+ nats"),
}

_REASONS: dict[FinishReason, str] = {
    "length": "as many tokens as asked for",
    "stop": "a stop text came",
    "end": "the model ended the text",
    "window": "the model's window is full",
}


def shade(token: Token, colour: Colour) -> float | None:
    """A token's place on the colour scale, 0 (expected) to 1; None where nothing is known.

    Probability and rank are on logarithmic scales: 10% against 1% is as far as 1% against 0.1%.
    """
    if token.probability is None or token.rank is None or token.entropy is None:
        return None
    if colour == "rank":
        return min(1.0, math.log(max(1, token.rank)) / math.log(WORST_RANK))
    if colour == "entropy":
        return min(1.0, max(0.0, token.entropy) / MOST_ENTROPY)
    chance = max(token.probability, LEAST_PROBABILITY)
    return min(1.0, math.log(chance) / math.log(LEAST_PROBABILITY))


def span(one: Shown, colour: Colour) -> Span:
    """A token as it stands in the running text."""
    token = one.token
    kind: SpanKind = "token"
    if token.special:
        kind = "special"
    elif not token.text and token.id >= 0:
        kind = "part"
    elif not one.told:
        kind = "token" if token.id >= 0 else "plain"
    said = f"{percent(token.probability)}, rank {token.rank}" if token.probability is not None else ""
    return Span(token.text, shade(token, colour), kind, token.piece, one.forks, one.drawn, said)


def label(text: str) -> str:
    """A token's text as a name: a leading space is a dot, what has no shape is a sign."""
    return visible(text) or "∅"


def name(token: Token) -> str:
    """How a token is called in headings."""
    if token.special:
        return token.piece
    if not token.text and token.id >= 0:
        return f"{token.piece or 'a byte'} (a part of a character)"
    return f"“{label(token.text)}”"


def finished(result: TextGenerationResult) -> str:
    """How a run went, in words; empty for one that drew nothing."""
    drawn = len(result.tokens) - result.prompt_tokens
    if not drawn or result.tokens_per_second is None:
        return ""
    count = f"{drawn} token{'s' * (drawn != 1)}"
    speed = f"{result.tokens_per_second:.3g} tokens/s in {result.precision}"
    forgotten = f" · the first {result.forgotten:,} tokens forgotten" if result.forgotten else ""
    return f"{count}, {speed} · ended: {_REASONS[result.finish_reason]}{forgotten}"


def belief(token: Token) -> str:
    """What the model believed of a token, in a line."""
    if token.probability is None or token.rank is None or token.entropy is None:
        return "nothing stands before it, so nothing was expected"
    even = math.exp(token.entropy)
    return (
        f"{percent(token.probability)}, rank {token.rank:,} · entropy {token.entropy:.2f} nats: as undecided as "
        f"among {even:,.{1 if even < 10 else 0}f} equal tokens"
    )
