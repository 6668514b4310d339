"""What the page remembers: a text, the words of it that are masked, and how to look at the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from app.demos.masked_words.blanks import Blank, with_masks
from app.demos.masked_words.contract import MaskedWordsRequest, Order

#: Spellings of a mask that somebody may have typed; a model's own one is known to its engine only.
TYPED_MASKS = ("[MASK]", "<mask>")


@dataclass(frozen=True, slots=True)
class MaskedWordsState:
    """The inputs of the page. `blanks` are the words masked by clicks: a mask typed into the text is text."""

    text: str = "She opened the door and walked into the room."
    blanks: tuple[Blank, ...] = (Blank(15, 19),)
    top_k: int = 10
    order: Order = "best_first"
    targets: tuple[str, ...] = ()
    surprise: bool = True  # colour each word by how little it was expected; only where nothing is masked
    lens: bool = True
    view: Literal["words", "pieces"] = "words"
    at: int | None = None  # the place that the views are looking at, in characters of the request's text

    @property
    def masked(self) -> bool:
        """Tell whether the text has a mask that can be seen without its model."""
        return bool(self.blanks) or any(mask in self.text for mask in TYPED_MASKS)

    def request(self) -> MaskedWordsRequest:
        """Give what is to be asked."""
        return MaskedWordsRequest(
            text=with_masks(self.text, self.blanks),
            top_k=self.top_k,
            order=self.order,
            targets=self.targets,
            score=self.surprise and not self.masked,
            positions=True,
            lens=self.lens,
        )

    def asking(self, request: MaskedWordsRequest) -> MaskedWordsState:
        """Give the state that asks for what `request` does; how to look at it stays as it is."""
        return replace(
            self,
            text=request.text,
            blanks=(),
            top_k=request.top_k,
            order=request.order,
            targets=request.targets,
            surprise=self.surprise or request.score,
            lens=self.lens or request.lens or request.layers,
            at=None,
        )
