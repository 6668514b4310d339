"""From sentences to tokens: a batch for the model, and how a piece is spelt for counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.core.contract import UserError
from app.demos.language_vector.contract import SourceToken
from model_zoo.surfaces import Surfaces, unspaced

MOST_SENTENCES = 2000
_MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Reading:
    """`ids` with the model's marks; `places` are the positions in `ids` of `tokens`, which have none of them."""

    ids: tuple[int, ...]
    places: tuple[int, ...]
    tokens: tuple[SourceToken, ...]


class Reader:
    """Reads sentences with one model's tokenizer."""

    def __init__(self, tokenizer: Any, window: int) -> None:
        self.surfaces = Surfaces(tokenizer)
        self._tokenizer = tokenizer
        self._window = window
        # A piece that stands for an unknown character is a piece of the text all the same.
        self._marks = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
        self.key = lru_cache(maxsize=65_536)(self._key)

    def read(self, sentences: Sequence[str]) -> list[Reading]:
        """Read the user's sentences. Raises UserError (field "sentences") for one that cannot be read."""
        if not any(sentence.strip() for sentence in sentences):
            raise UserError("Write a sentence in the source language.", "sentences")
        if len(sentences) > MOST_SENTENCES:
            raise UserError(
                f"There are {len(sentences):,} sentences; at most {MOST_SENTENCES:,} are read at once: leave some "
                "out.",
                "sentences",
            )
        for number, sentence in enumerate(sentences, 1):
            self._check(number, sentence)
        found = self._encode(sentences)
        for number, reading in enumerate(found, 1):
            if len(reading.ids) > self._window:
                raise UserError(
                    f"Sentence {number:,} has {len(reading.ids):,} tokens, and this model sees {self._window:,} at "
                    "once: shorten it.",
                    "sentences",
                )
            if not reading.tokens:
                raise UserError(f"Sentence {number:,} has no word to turn: write one.", "sentences")
        return found

    def corpus(self, texts: Sequence[str]) -> list[Reading]:
        """Read other texts, as far as the window goes; those without a token are left out."""
        kept = self._encode([text[:_MOST_CHARACTERS] for text in texts], truncate=True)
        return [reading for reading in kept if reading.tokens]

    def _check(self, number: int, sentence: str) -> None:
        if not sentence.strip():
            raise UserError(f"Sentence {number:,} is empty: write one, or take the line away.", "sentences")
        if len(sentence) > _MOST_CHARACTERS:
            raise UserError(
                f"Sentence {number:,} has {len(sentence):,} characters, and this model sees {self._window:,} tokens "
                "at once: shorten it.",
                "sentences",
            )
        try:
            sentence.encode("utf-8")
        except UnicodeEncodeError as error:
            raise UserError(
                f"Character {error.start + 1} of sentence {number:,} is half a character (a lone surrogate): delete "
                "it, or copy the text again.",
                "sentences",
            ) from None

    def _encode(self, texts: Sequence[str], truncate: bool = False) -> list[Reading]:
        if not texts:
            return []
        made = self._tokenizer(
            list(texts),
            return_offsets_mapping=True,
            truncation=truncate,
            max_length=self._window if truncate else None,
            verbose=False,
        )
        rows = zip(texts, made["input_ids"], made["offset_mapping"], strict=True)
        return [self._reading(text, ids, spans) for text, ids, spans in rows]

    def _reading(self, text: str, ids: list[int], spans: list[tuple[int, int]]) -> Reading:
        places = tuple(place for place, one in enumerate(ids) if one not in self._marks)
        tokens = []
        for place in places:
            start, end = spans[place]
            while start < end and text[start].isspace():
                start += 1
            shown = text[start:end] or self.surfaces.of(ids[place])
            tokens.append(SourceToken(shown, ids[place], start, end))
        return Reading(tuple(ids), places, tuple(tokens))

    def _key(self, token_id: int) -> str:
        """A piece without case; one that begins a word has a space before it, in scripts that write spaces."""
        if self.surfaces.special(token_id):
            return ""
        piece = self.surfaces.piece(token_id)
        text = self.surfaces.plain(piece).strip().casefold()
        if not text or unspaced(text) or self.surfaces.joins_left(piece):
            return text
        return f" {text}"
