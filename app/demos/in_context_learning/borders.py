"""Where a prompt ends and its label begins, in tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.contract import UserError

Ids = list[int]

_KEPT = 4096
"""Prompts whose tokens are remembered: those that were measured are read soon after."""


@dataclass(frozen=True, slots=True)
class Border:
    """Tokens of a prompt, and for each label the tokens that follow them.

    Usually `context` is the whole prompt. Where a label melts into the prompt's end, the border moves back to the
    last token that is the same with every label, and the endings carry what of the prompt lies behind it: the labels
    stay comparable, as the same text is predicted with each.
    """

    context: Ids
    endings: tuple[Ids, ...]

    @property
    def longest(self) -> int:
        """Tokens that have to be read to score the longest label: its last one is only predicted."""
        return len(self.context) + max(len(ending) for ending in self.endings) - 1


class Borders:
    """Finds borders with one model's tokenizer. What was found lately is kept."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, Border] = {}

    def find(self, prompt: str, endings: Sequence[str]) -> Border:
        """Tokenize the prompt with each ending as a whole, as the model was trained to see text.

        `endings` are the labels with the space before them, the same for all prompts. Raises UserError for a label
        that has no tokens.
        """
        if prompt not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[prompt] = self._find(prompt, endings)
        return self._known[prompt]

    def _find(self, prompt: str, endings: Sequence[str]) -> Border:
        texts = [prompt, *(prompt + ending for ending in endings)]
        known = self._tokenizer(texts, add_special_tokens=True, truncation=False, verbose=False)["input_ids"]
        alone, *wholes = (
            self._opened(text, [int(one) for one in ids]) for text, ids in zip(texts, known, strict=True)
        )
        cut = min(shared(alone, whole) for whole in wholes)
        if cut == 0:
            begin = self._beginning()
            return Border(begin, tuple(wholes))
        endless = next((text for text, whole in zip(endings, wholes, strict=True) if len(whole) == cut), None)
        if endless is not None:
            raise UserError(
                f"The label “{endless.strip()[:40]}” has no tokens in this model's vocabulary: choose another word.",
                "labels",
            )
        return Border(wholes[0][:cut], tuple(whole[cut:] for whole in wholes))

    def _opened(self, text: str, ids: Ids) -> Ids:
        """Without the mark by which some tokenizers close a text: this one goes on."""
        end = self._tokenizer.eos_token_id
        closed = len(ids) > 1 and ids[-1] == end and not text.endswith(str(self._tokenizer.eos_token))
        return ids[:-1] if closed else ids

    def _beginning(self) -> Ids:
        """What to read where nothing stands before the label."""
        tokenizer = self._tokenizer
        begin = tokenizer.bos_token_id if tokenizer.bos_token_id is not None else tokenizer.eos_token_id
        if begin is None:
            raise UserError(
                "This model has no mark to begin a text with: put a word before {input} in the template.",
                "template",
            )
        return [int(begin)]


def shared(one: Ids, other: Ids) -> int:
    """How many tokens two texts have in common at their beginning."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
