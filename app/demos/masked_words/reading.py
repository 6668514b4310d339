"""From the user's text to tokens that know where they stand in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from app.core.contract import UserError
from app.demos.masked_words.contract import Token
from model_zoo.surfaces import BEGINNINGS, Surfaces, clinging, unspaced

#: Every model understands these spellings, whatever its own mask token is called.
SPELLINGS = ("[MASK]", "<mask>")
#: Marks that stand right behind a word.
_CLOSING = (".", ",", ";", ":", "!", "?", ")", "]", "}", "%", "’", "”", "...", "…")
#: Longer texts are refused unread: no window is that wide, and a megabyte must not hold anyone up.
MOST_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the model sees it: `ids` with specials; `masks` are places in `tokens`, left to right."""

    text: str
    tokens: tuple[Token, ...]
    masks: tuple[int, ...]

    @property
    def ids(self) -> list[int]:
        return [token.id for token in self.tokens]


class Reader:
    """Reads texts with one model's tokenizer."""

    def __init__(self, tokenizer: Any, window: int) -> None:
        self.tokenizer = tokenizer
        self.window = window
        self.surfaces = Surfaces(tokenizer)
        spellings = sorted({*SPELLINGS, tokenizer.mask_token}, key=len, reverse=True)
        self._spelling = re.compile("|".join(re.escape(one) for one in spellings))

    def read(self, text: str) -> Reading:
        """Tokenize `text`. Raises UserError: empty, too long for the window, or not valid Unicode."""
        return self._read(text, self.window)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens of `text`, even of one that the model could not see whole. Raises UserError as `read` does."""
        return self._read(text, len(text) + MOST_CHARACTERS).tokens

    def _read(self, text: str, most: int) -> Reading:
        self._check(text)
        inner, back = self._translate(text)
        encoding = self.tokenizer(
            inner, return_offsets_mapping=True, add_special_tokens=True, truncation=False, verbose=False
        )
        ids: list[int] = encoding["input_ids"]
        if len(ids) > most:
            raise UserError(
                f"The text has {len(ids):,} tokens, and this model sees {most:,} at once: shorten it.",
                "text",
            )
        return self._reading(text, inner, ids, encoding, back)

    def _check(self, text: str) -> None:
        if not text.strip():
            raise UserError("Write a sentence, and [MASK] where a word is to be guessed.", "text")
        if len(text) > MOST_CHARACTERS:
            raise UserError(
                f"The text has {len(text):,} characters, and this model sees {self.window:,} tokens at once, about "
                f"{self.window * 4:,} characters: shorten it.",
                "text",
            )
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise UserError(
                f"Character {error.start + 1} of the text is half a character (a lone surrogate): delete it, "
                "or copy the text again.",
                "text",
            ) from None

    def _translate(self, text: str) -> tuple[str, list[int]]:
        """The text with masks in the model's own spelling, and for each place in it the place in `text`."""
        mask = self.tokenizer.mask_token
        parts: list[str] = []
        back: list[int] = []
        at = 0
        for found in self._spelling.finditer(text):
            parts += [text[at : found.start()], mask]
            back += range(at, found.start())
            back += [found.start()] * len(mask)
            at = found.end()
        parts.append(text[at:])
        back += range(at, len(text) + 1)
        return "".join(parts), back

    def _reading(self, text: str, inner: str, ids: list[int], encoding: Any, back: list[int]) -> Reading:
        words = encoding.word_ids()
        spans = [_trim(inner, *span) for span in encoding["offset_mapping"]]
        specials = set(self.tokenizer.all_special_ids)
        tokens: list[Token] = []
        masks: list[int] = []
        word, before = -1, None
        written = {found.start(): found for found in self._spelling.finditer(text)}
        reached = 0
        for place, (token_id, (start, end)) in enumerate(zip(ids, spans, strict=True)):
            piece = self.surfaces.piece(token_id)
            found = written.get(back[start]) if end > start else None
            if token_id == self.tokenizer.mask_token_id and found is not None:
                masks.append(place)
                word += 1
                tokens.append(
                    Token(found.group(), token_id, found.start(), found.end(), True, piece, word, mask=True)
                )
                before, reached = None, found.end()
                continue
            if piece in BEGINNINGS:  # the mark of a word's beginning, standing alone: it covers nothing
                start = end = end if inner[start:end].isspace() else start
            # The bytes of one character are several pieces, and each claims it whole: the first shall have it.
            shared = back[end] > back[start] and back[start] < reached
            begin = max(back[start], reached) if shared else back[start]
            stop = max(begin, back[end])
            reached = max(reached, stop)
            if token_id in specials and (end == start or words[place] is None):
                tokens.append(Token("", token_id, begin, begin, True, piece, None))
                before = None
                continue
            surface = text[begin:stop]
            here = (words[place], stop, _is_mark(surface))
            apart = (
                self.surfaces.kind != "wordpiece"
                and stop > begin > 0
                and unspaced(text[begin - 1 : begin + 1])
            )
            clings = before is not None and bool(surface) and clinging(text, begin)
            if not (shared or clings) and (apart or not _same_word(before, here, begin)):
                word += 1
            before = before if (shared and not surface) or clings else here
            tokens.append(Token(surface, token_id, begin, stop, False, piece, word))
        return Reading(text, _without_empty_words(tokens), tuple(masks))

    def fill(self, reading: Reading, choices: dict[int, int]) -> str:
        """The text with masks replaced: `choices` gives a piece's id for places in `tokens`.

        A piece that continues a word swallows the space before it; one that begins a word keeps or gets one.
        """
        text = reading.text
        for place in sorted(choices, reverse=True):
            token = reading.tokens[place]
            piece = self.surfaces.piece(choices[place])
            word = self.surfaces.plain(piece)
            left = text[: token.start]
            continues = self.surfaces.joins_left(piece) and _is_wordlike(word)
            if left.endswith(" ") and (continues or word in _CLOSING):
                left = left[:-1]
            elif word.startswith(" ") and (not left or left[-1].isspace()):
                word = word[1:]
            text = left + word + text[token.end :]
        return text


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the spaces around it, unless it is nothing but spaces."""
    inner = text[start:end]
    if not inner.strip():
        return start, end
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def _same_word(
    before: tuple[int | None, int, bool] | None, here: tuple[int | None, int, bool], begin: int
) -> bool:
    if before is None or before[0] != here[0] or before[2] or here[2]:
        return False
    return begin <= before[1]  # a gap between two pieces is a space: two words


def _without_empty_words(tokens: list[Token]) -> tuple[Token, ...]:
    """A piece that covers nothing (a space before a word) belongs to the word it stands before, or to none."""
    found: list[Token] = []
    after: Token | None = None
    covered = {token.word for token in tokens if token.start < token.end}
    for token in reversed(tokens):
        if token.word is not None and token.word not in covered:
            joins = after is not None and not after.special and after.start == token.end
            token = replace(token, word=after.word if joins and after is not None else None)
        found.append(token)
        after = token
    numbers: dict[int, int] = {}
    return tuple(
        token if token.word is None else replace(token, word=numbers.setdefault(token.word, len(numbers)))
        for token in reversed(found)
    )


def _is_mark(surface: str) -> bool:
    return bool(surface) and all(unicodedata.category(one)[0] in "PSZ" for one in surface)


def _is_wordlike(word: str) -> bool:
    return bool(word) and not _is_mark(word[0])
