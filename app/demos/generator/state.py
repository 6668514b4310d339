"""What the page remembers: what is drawn, with which net, and where the walk is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.core.contract import UserError
from app.demos.generator.contract import GeneratorRequest, Path, PlainCodes, Task


@dataclass(frozen=True, slots=True)
class GeneratorState:
    """The inputs; the walk's axes and place are kept as four numbers, one for each widget."""

    task: Task = "sample"
    latents: int = 8
    label: str = ""
    count: int = 40
    steps: int = 9
    path: Path = "linear"
    start: str = "sneaker"
    end: str = "dress"
    axis_x: int = 1
    axis_y: int = 2
    x: float = 0.0
    y: float = 0.0
    plain_codes: PlainCodes = "normal"
    seed: int = 0

    def request(self) -> GeneratorRequest:
        """Give what is to be asked. Raises UserError while a picture is missing."""
        ends = self.task == "interpolate"
        for field in ("start", "end") if ends else ():
            if not getattr(self, field).strip():
                raise UserError("Choose both pictures first: a file, or one of the samples.", field)
        return GeneratorRequest(
            task=self.task,
            latents=self.latents,
            label=self.label,
            count=self.count,
            steps=self.steps,
            path=self.path,
            start=self.start if ends else "",
            end=self.end if ends else "",
            axes=(self.axis_x, self.axis_y),
            at=(round(self.x, 3), round(self.y, 3)),
            plain_codes=self.plain_codes,
            seed=self.seed,
        )

    def asking(self, request: GeneratorRequest) -> GeneratorState:
        """Give the state that asks for what `request` does."""
        return replace(
            self,
            task=request.task,
            latents=request.latents,
            label=request.label,
            count=request.count,
            steps=request.steps,
            path=request.path,
            start=request.start or self.start,
            end=request.end or self.end,
            axis_x=request.axes[0],
            axis_y=request.axes[1],
            x=request.at[0],
            y=request.at[1],
            plain_codes=request.plain_codes,
            seed=self.seed if request.seed is None else request.seed,
        )
