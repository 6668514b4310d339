"""From tokens to text, one at a time: a character that is not whole yet is kept back, never shown broken."""

from __future__ import annotations

import codecs
from typing import Any

from model_zoo.surfaces import Surfaces


class Spelling:
    """The growing text of one sequence of tokens.

    The texts that `add` gives, joined, are the text; bytes that are no UTF-8 become U+FFFD once that is sure.
    """

    def __init__(self, surfaces: Surfaces) -> None:
        self._surfaces = surfaces
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._begun = False

    def add(self, token_id: int) -> str:
        """The text that this token completes; empty for special tokens and within a character."""
        data = self._surfaces.data(token_id)
        if not self._begun and data:
            self._begun = True
            if self._surfaces.drops_first_space:
                data = data.removeprefix(b" ")
        return self._decoder.decode(data)

    def copy(self) -> Spelling:
        """Another that goes on from here."""
        other = Spelling(self._surfaces)
        other._decoder.setstate(self._decoder.getstate())
        other._begun = self._begun
        return other


def spell(surfaces: Surfaces, ids: Any) -> str:
    """The text of a whole sequence; an unfinished character at its end is left out."""
    spelling = Spelling(surfaces)
    return "".join(spelling.add(one) for one in ids)
