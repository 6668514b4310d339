"""Whether all prompts fit into what the model can see at once, found out before it reads any. No torch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from app.core.contract import UserError


def check_fit(window: int, shots: Sequence[int], lengths: Callable[[int], Iterable[int]]) -> None:
    """Raises UserError saying how many shots fit. `lengths(k)` gives the tokens that each prompt of k shots needs."""
    most = max(shots)
    needed = _too_long(window, lengths(most))
    if needed is None:
        for fewer in sorted(set(shots) - {most}, reverse=True):  # another draw may hold longer examples
            needed = _too_long(window, lengths(fewer))
            if needed is not None:
                most = fewer
                break
    if needed is None:
        return
    low, high = -1, most  # `low` shots fit, `high` do not
    while high - low > 1:
        middle = (low + high) // 2
        fits = _too_long(window, lengths(middle)) is None
        low, high = (middle, high) if fits else (low, middle)
    if low < 0:
        raise UserError(
            f"Even without an example a prompt has {needed:,} tokens or more, and this model sees {window:,} at "
            "once: shorten the description or the queries.",
            "description",
        )
    raise UserError(
        f"With {most:,} shots a prompt has {needed:,} tokens, and this model sees {window:,} at once: at most "
        f"{low:,} shot{'s' if low != 1 else ''} fit{'' if low != 1 else 's'}. Ask for fewer, or shorten examples.",
        "shots",
    )


def _too_long(window: int, lengths: Iterable[int]) -> int | None:
    return next((length for length in lengths if length > window), None)
