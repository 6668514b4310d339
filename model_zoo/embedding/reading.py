"""Texts as an encoder sees them: token ids, where each token stands in the text, which words are where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model_zoo.cards import Report
from model_zoo.errors import ModelError
from model_zoo.loaders.encoder import Encoder

_AT_ONCE = 512


class TextError(ModelError):
    """A text that cannot be read; the sentence names it by its number."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in tokens: `spans` are characters [start, end) of the text, `words` number its words (None: special).

    `cut` says that the text goes on beyond the model's window.
    """

    text: str
    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    words: tuple[int | None, ...]
    cut: bool

    @property
    def inner(self) -> list[int]:
        """Places of the tokens that stand for text: no special ones."""
        return [place for place, word in enumerate(self.words) if word is not None]

    def places(self, start: int, end: int) -> list[int]:
        """Places of the tokens that cover characters [start, end) or a part of them."""
        return [
            place
            for place in self.inner
            if self.spans[place][0] < end and self.spans[place][1] > start and self.spans[place][1] > 0
        ]


def read(encoder: Encoder, texts: Sequence[str], report: Report) -> list[Reading]:
    """Tokenize texts. Raises TextError, naming the text by its number, for what is empty or no valid Unicode."""
    for number, text in enumerate(texts, 1):
        _check(number, text)
    found: list[Reading] = []
    for begin in range(0, len(texts), _AT_ONCE):
        report(begin / len(texts), "Reading the texts")
        part = list(texts[begin : begin + _AT_ONCE])
        encoded = encoder.tokenizer(
            part,
            return_offsets_mapping=True,
            truncation=True,
            max_length=encoder.window,
            verbose=False,
        )
        for row, text in enumerate(part):
            encoding = encoded.encodings[row]
            spans = tuple(_trimmed(text, start, end) for start, end in encoding.offsets)
            found.append(
                Reading(
                    text, tuple(encoding.ids), spans, tuple(encoding.word_ids), bool(encoding.overflowing)
                )
            )
    return found


def _check(number: int, text: str) -> None:
    if not text.strip():
        raise TextError(f"Text {number} is empty: write something in it, or take it out.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise TextError(
            f"Text {number} has half a character (a lone surrogate) at place {error.start + 1}: delete it, or copy "
            "the text again."
        ) from None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the spaces before and after it, unless it is nothing else."""
    inner = text[start:end]
    if not inner.strip():
        return start, end
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
