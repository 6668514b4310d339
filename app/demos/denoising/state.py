"""What the page remembers: the picture, its noise, the strokes, and the brush in the hand."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.core.contract import UserError
from app.demos.denoising.contract import DenoisingRequest, Kind, Noise, Stroke


@dataclass(frozen=True, slots=True)
class DenoisingState:
    """The inputs of the page; `seed` is kept as typed, `brush`, `radius` and `strength` wait for the next stroke."""

    input: str = "sneaker"
    noise: Noise = "gaussian"
    amount: float = 0.3
    square: int = 4
    strokes: tuple[Stroke, ...] = ()
    told: bool = False
    seed: str = ""
    brush: Kind = "squares"
    radius: float = 2.0
    strength: float = 0.5

    def request(self) -> DenoisingRequest:
        """Give what is to be asked. Raises UserError for what is not finished."""
        return DenoisingRequest(
            input=self.input,
            noise=self.noise,
            amount=round(self.amount, 4),
            square=self.square,
            strokes=self.strokes,
            told=self.told,
            seed=self._seed(),
        )

    def asking(self, request: DenoisingRequest) -> DenoisingState:
        """Give the state that asks for what `request` does."""
        return replace(
            self,
            input=request.input,
            noise=request.noise,
            amount=request.amount,
            square=request.square,
            strokes=request.strokes,
            told=request.told,
            seed="" if request.seed is None else str(request.seed),
        )

    def _seed(self) -> int | None:
        text = self.seed.strip()
        if not text:
            return None
        if not text.isdecimal() or len(text) > 18:
            raise UserError(f"“{text[:20]}” is no seed: write a whole number, or nothing.", "seed")
        return int(text)
