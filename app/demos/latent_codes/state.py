"""What the page remembers: the inputs, their edits, and how they are looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from app.core.contract import UserError
from app.demos.latent_codes.choosing import kind_of
from app.demos.latent_codes.contract import Box, Edit, LatentCodesRequest

Medium = Literal["picture", "sound"]
Mode = Literal["codes", "usage", "collapse"]
Tool = Literal["look", "brush", "box"]
SoundMode = Literal["timeline", "phones"]


@dataclass(frozen=True, slots=True)
class LatentCodesState:
    """The inputs of both media. `code` is the one that is chosen, -1 if none is.

    `other` is the picture that regions are taken from; `mode` is what of pictures is seen.
    """

    medium: Medium = "picture"
    input: str = "owl"
    other: str = "thinking"
    quantizer: str = "vq"
    edits: tuple[Edit, ...] = ()
    mode: Mode = "codes"
    tool: Tool = "look"
    code: int = -1
    brush: int = 1  # codes across
    box: Box | None = None  # the region that is chosen in the map
    shade: bool = False  # the map's colours over the picture
    snapshot: int = 0  # of the trainings that are replayed
    sound: str = "nova"
    sound_quantizer: str = ""
    sound_edits: tuple[Edit, ...] = ()
    sound_mode: SoundMode = "timeline"

    def request(self) -> LatentCodesRequest:
        """Give what is to be asked. Raises UserError while there is no input."""
        if self.medium == "sound":
            if not self.sound.strip():
                raise UserError("Choose a sound first: a file, one of the samples, or a recording.", "sound")
            return LatentCodesRequest(self.sound, self.sound_quantizer, self.sound_edits, detail=True)
        if self.mode == "collapse":
            return LatentCodesRequest(task="collapse", detail=True)
        if not self.input.strip():
            raise UserError("Choose a picture first: a file, or one of the samples.", "input")
        return LatentCodesRequest(self.input, self.quantizer, self.edits, detail=True)

    def asking(self, request: LatentCodesRequest) -> LatentCodesState:
        """Give the state that asks for what `request` does."""
        if request.task == "collapse":
            return replace(self, medium="picture", mode="collapse")
        if kind_of(request.input) == "sound":
            return replace(
                self,
                medium="sound",
                sound=request.input,
                sound_quantizer=request.quantizer,
                sound_edits=request.edits,
                code=-1,
            )
        mode: Mode = "codes" if self.mode == "collapse" else self.mode
        return replace(
            self,
            medium="picture",
            input=request.input,
            quantizer=request.quantizer,
            edits=request.edits,
            mode=mode,
            code=-1,
            box=None,
        )
