"""What the page remembers: the picture, the quality, and what is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from app.core.contract import UserError
from app.demos.compression.contract import CompressionRequest

Look = Literal["pictures", "differences"]


@dataclass(frozen=True, slots=True)
class CompressionState:
    """The inputs; `look` says whether pictures are shown or what they are off by."""

    input: str = "coast"
    quality: float = 4.0
    curve: bool = False
    look: Look = "pictures"

    def request(self) -> CompressionRequest:
        """Give what is to be asked. Raises UserError while there is no picture."""
        if not self.input.strip():
            raise UserError("Choose a picture first: a file, one of the samples, or a drop.", "input")
        return CompressionRequest(self.input, round(self.quality * 16) / 16, self.curve)

    def asking(self, request: CompressionRequest) -> CompressionState:
        """Give the state that asks for what `request` does."""
        return replace(self, input=request.input, quality=request.quality, curve=request.curve)
