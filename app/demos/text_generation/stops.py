"""Texts at which to stop, wherever their characters fall among the tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.demos.text_generation.contract import Token


class Stops:
    """Watches the new text as it grows."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stops)
        self._longest = max(map(len, self._stops), default=0)
        self._text = ""

    def found(self, more: str) -> bool:
        """Whether one of them is there, now that `more` has come."""
        if not self._stops:
            return False
        begin = max(0, len(self._text) - self._longest)
        self._text += more
        return any(stop in self._text[begin:] for stop in self._stops)

    def cut(self, tokens: list[Token]) -> list[Token]:
        """The tokens before the first stop; one that only begins before it keeps that part of its text."""
        first = min(place for stop in self._stops if (place := self._text.find(stop)) >= 0)
        kept = [token for token in tokens if not token.new]
        length = 0
        for token in (token for token in tokens if token.new):
            if length >= first:
                break
            kept.append(replace(token, text=token.text[: first - length]))
            length += len(token.text)
        return kept
