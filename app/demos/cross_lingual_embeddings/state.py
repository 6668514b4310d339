"""What the page remembers: pairs as text, how they are compared, and where one looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from app.core.contract import UserError
from app.demos.cross_lingual_embeddings.contract import (
    Correction,
    CrossLingualEmbeddingsRequest,
    Method,
    Pair,
    Pooling,
)


@dataclass(frozen=True, slots=True)
class CrossLingualEmbeddingsState:
    """`source` says where the pairs are from; `text` holds pairs a line each, `file` a path."""

    source: Literal["bundled", "own", "file"] = "bundled"
    text: str = ""
    file: str = ""
    first: str = "en"
    second: str = "de"
    pooling: Pooling = "mean"
    correction: Correction = "centred"
    gold: str = ""
    transfer: str = ""
    seed: int | None = None
    pair: int = 0
    layer: int | None = None  # None: the best one
    method: Method = "itermax"
    threshold: float = 0.0  # links of a lower cosine are not drawn; 0: all are

    def request(self) -> CrossLingualEmbeddingsRequest:
        """Give what is to be asked. Raises UserError for a line that is no pair."""
        return CrossLingualEmbeddingsRequest(
            pairs=self._pairs(),
            languages=(self.first, self.second),
            pooling=self.pooling,
            correction=self.correction,
            align=self.pair,
            align_layer=self.layer,
            gold=self.gold,
            transfer=self.transfer.strip(),
            seed=self.seed,
            detail=True,
        )

    def _pairs(self) -> str | tuple[Pair, ...]:
        if self.source == "bundled":
            return ""
        if self.source == "file":
            if not self.file:
                raise UserError(
                    "Choose a TSV file with a sentence and its translation in each line.", "pairs"
                )
            return self.file
        found = []
        for number, line in enumerate(self.text.splitlines(), 1):
            if not line.strip():
                continue
            first, mark, second = line.partition("\t" if "\t" in line else " | ")
            if not mark or not first.strip() or not second.strip():
                raise UserError(
                    f"Line {number} is no pair: write a sentence, a tab or “ | ”, and its translation.",
                    "pairs",
                )
            found.append((first.strip(), second.strip()))
        if not found:
            raise UserError("Write a sentence, “ | ” and its translation; a pair a line.", "pairs")
        return tuple(found)

    def asking(self, request: CrossLingualEmbeddingsRequest) -> CrossLingualEmbeddingsState:
        """Give the state that asks for what `request` does; how to look at it stays as it is."""
        given = request.pairs
        own = not isinstance(given, str)
        return replace(
            self,
            source="own" if own else "file" if given else "bundled",
            text="\n".join(" | ".join(pair) for pair in given) if own else self.text,
            file=given if isinstance(given, str) and given else self.file,
            first=request.languages[0],
            second=request.languages[1],
            pooling=request.pooling,
            correction=request.correction,
            gold=request.gold,
            transfer=request.transfer,
            seed=request.seed,
            pair=request.align or 0,
            layer=request.align_layer,
        )
