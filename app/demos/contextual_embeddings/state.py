"""What the page remembers: the sentences, how they are compared, and what is looked at."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Literal

from app.core.contract import UserError
from app.core.schema import decode
from app.demos.contextual_embeddings.contract import (
    Among,
    ContextualEmbeddingsRequest,
    ContextualEmbeddingsResult,
    Correction,
    Projection,
)

Row = tuple[str, str]


@cache
def _first() -> ContextualEmbeddingsRequest:
    """The first example of the demo: what the page opens with."""
    text = (files(__package__) / "examples.json").read_text(encoding="utf-8")
    return decode(ContextualEmbeddingsRequest, json.loads(text)[0]["request"])


@dataclass(frozen=True, slots=True)
class ContextualEmbeddingsState:
    """The inputs of the page. `rows` are sentences with their senses; empty ones are not asked."""

    mode: Literal["sentences", "corpus"] = "sentences"
    rows: tuple[Row, ...] = field(default_factory=lambda: rows_of(_first()))
    word: str = ""
    layers: Literal["all"] | tuple[int, ...] = "all"
    correction: Correction = "none"
    components: int = 0  # 0: as many as the correction takes by itself
    projection: Projection = "pca"
    seed: int | None = None
    raw: bool = False
    grams: bool = False  # two models are compared
    colour: Literal["sense", "sentence", "part"] = "sense"
    layer: int | None = None  # the layer that is looked at; None: the last
    at: int = -1  # the sentence that is looked at
    corpus: str = ""
    column: str = ""
    index_layer: int = -1  # -1: the last
    corpus_word: str = ""
    query: str = ""
    among: Among = "all"
    limit: int = 100
    row: int = -1  # the word of the corpus that is looked at

    def request(self) -> ContextualEmbeddingsRequest:
        """Give what is to be asked. Raises UserError if there are no two sentences, or no corpus is named."""
        if self.mode == "corpus":
            return self._corpus_request()
        kept = [(sentence, sense) for sentence, sense in self.rows if sentence.strip() or sense.strip()]
        if len(kept) < 2:
            raise UserError("Write two sentences or more, each with a *marked* word.", "sentences")
        senses = tuple(sense.strip() for _, sense in kept)
        return ContextualEmbeddingsRequest(
            sentences=tuple(sentence for sentence, _ in kept),
            word=self.word,
            groups=senses if any(senses) else (),
            layers=self.layers,
            correction=self.correction,
            components=self.components if self.components and self.corrects_directions else None,
            projection=self.projection,
            seed=self.seed,
            raw=self.raw and self.correction != "none",
            grams=self.grams,
        )

    def _corpus_request(self) -> ContextualEmbeddingsRequest:
        if not self.corpus.strip():
            raise UserError("Choose a corpus first: a text, CSV or Parquet file.", "corpus")
        return ContextualEmbeddingsRequest(
            corpus=self.corpus,
            column=self.column,
            layers=self.layers,
            layer=self.index_layer if self.index_layer >= 0 else None,
            word=self.corpus_word,
            query=self.query,
            among=self.among,
            limit=self.limit,
        )

    def asks(self, request: ContextualEmbeddingsRequest, result: ContextualEmbeddingsResult) -> bool:
        """Tell whether this state asks the index that answered a request."""
        found = result.corpus
        layer = self.index_layer if self.index_layer >= 0 else result.depth
        return (
            found is not None
            and (self.corpus, self.column) == (request.corpus, request.column)
            and layer in found.layers
        )

    @property
    def corrects_directions(self) -> bool:
        """Tell whether the correction counts directions."""
        return self.correction in ("whitened", "all_but_top")

    def asking(self, request: ContextualEmbeddingsRequest) -> ContextualEmbeddingsState:
        """Give the state that asks for what `request` does; how to look at it stays as it is."""
        if request.corpus.strip():
            return replace(
                self,
                mode="corpus",
                corpus=request.corpus,
                column=request.column,
                layers=request.layers,
                index_layer=-1 if request.layer is None else request.layer,
                corpus_word=request.word,
                query=request.query,
                among=request.among,
                limit=request.limit,
                row=-1,
            )
        return replace(
            self,
            mode="sentences",
            rows=rows_of(request),
            word=request.word,
            layers=request.layers,
            correction=request.correction,
            components=request.components or 0,
            projection=request.projection,
            seed=request.seed,
            raw=request.raw,
            grams=self.grams or request.grams,
            at=-1,
        )


def rows_of(request: ContextualEmbeddingsRequest) -> tuple[Row, ...]:
    """Give a request's sentences with their senses; a sentence without one has ""."""
    senses = (*request.groups, *[""] * len(request.sentences))
    return tuple(zip(request.sentences, senses, strict=False))
