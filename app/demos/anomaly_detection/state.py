"""What the page remembers: the data, what is normal, how it is learned, and what is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.core.contract import UserError
from app.demos.anomaly_detection.contract import METHODS, AnomalyDetectionRequest, Method, Task


@dataclass(frozen=True, slots=True)
class AnomalyDetectionState:
    """The inputs of the page. `seed` and `widths` are kept as typed: what is typed may not be a number yet."""

    task: Task = "detect"
    data: str = "breast-cancer"
    label: str = ""
    normal: tuple[str, ...] = ()
    methods: tuple[Method, ...] = METHODS
    width: int = 4
    epochs: int = 40
    quantile: float = 0.95
    row: int | None = None
    widths: str = ""
    repeats: int = 1
    seed: str = ""
    by: Method = "autoencoder"  # the method whose scores, flags and blame are looked at
    at: int | None = None  # the width of the sweep that is looked at

    def request(self) -> AnomalyDetectionRequest:
        """Give what is to be asked. Raises UserError for what is not finished."""
        asked = AnomalyDetectionRequest(
            task=self.task,
            data=self.data,
            label=self.label,
            normal=self.normal,
            epochs=self.epochs,
            seed=self._seed(),
        )
        if self.task == "sweep":
            return replace(asked, widths=self._widths(), repeats=self.repeats)
        if not self.methods:
            raise UserError("No method is chosen: choose at least one.", "methods")
        return replace(
            asked, methods=self.methods, width=self.width, quantile=round(self.quantile, 4), row=self.row
        )

    def asking(self, request: AnomalyDetectionRequest) -> AnomalyDetectionState:
        """Give the state that asks for what `request` does."""
        found = replace(
            self,
            task=request.task,
            data=request.data,
            label=request.label,
            normal=request.normal,
            epochs=request.epochs,
            seed="" if request.seed is None else str(request.seed),
            at=None,
        )
        if request.task == "sweep":
            return replace(found, widths=", ".join(map(str, request.widths)), repeats=request.repeats)
        by = self.by if self.by in request.methods or not request.methods else request.methods[0]
        return replace(
            found,
            methods=request.methods,
            width=request.width,
            quantile=request.quantile,
            row=request.row,
            by=by,
        )

    def _widths(self) -> tuple[int, ...]:
        found = []
        for word in self.widths.replace(",", " ").split():
            if not word.isdecimal() or len(word) > 9:
                raise UserError(
                    f"“{word[:20]}” is no width: write whole numbers with commas between them, such as 1, 4, 16, 64.",
                    "widths",
                )
            found.append(int(word))
        return tuple(found)

    def _seed(self) -> int | None:
        text = self.seed.strip()
        if not text:
            return None
        if not text.isdecimal() or len(text) > 18:
            raise UserError(f"“{text[:20]}” is no seed: write a whole number, or nothing.", "seed")
        return int(text)
