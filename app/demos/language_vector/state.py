"""What the page remembers: sentences, two languages, and how far along the vector."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from app.demos.language_vector.contract import LanguageVectorRequest

Measure = Literal["conversion", "accuracy", "kept"]


@dataclass(frozen=True, slots=True)
class LanguageVectorState:
    """The inputs of the page. `text` holds one sentence a line; `measure` is what the map shows."""

    text: str = (
        "Open the file in a new window.\nThe king has lost the battle.\nClick the button to save the page."
    )
    source: str = "en"
    target: str = "de"
    layer: int = 0
    alpha: float = 3.5
    pairs: str = ""
    sweep: bool = True
    others: int = 8
    measure: Measure = "conversion"

    def request(self) -> LanguageVectorRequest:
        """Give what is to be asked."""
        return LanguageVectorRequest(
            source=self.source,
            target=self.target,
            sentences=tuple(line for line in self.text.split("\n") if line.strip()),
            layer=self.layer,
            alpha=self.alpha,
            pairs=self.pairs,
            sweep=self.sweep,
            others=self.others,
        )

    def asking(self, request: LanguageVectorRequest) -> LanguageVectorState:
        """Give the state that asks for what `request` does; of several alphas, the last one."""
        alphas = request.alpha if isinstance(request.alpha, tuple) else (request.alpha,)
        return replace(
            self,
            text="\n".join(request.sentences),
            source=request.source,
            target=request.target,
            layer=request.layer,
            alpha=float(alphas[-1]) if alphas else self.alpha,
            pairs=request.pairs,
            sweep=request.sweep,
            others=request.others,
        )
