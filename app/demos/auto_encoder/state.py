"""What the page remembers: the mode, what is looked at, and how a net of one's own is trained."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.core.contract import UserError
from app.demos.auto_encoder.contract import (
    FETCHED,
    SMALL_DIGITS,
    AutoEncoderRequest,
    Begin,
    Task,
    Units,
)

_FIRST = AutoEncoderRequest()
OWN = "own"


@dataclass(frozen=True, slots=True)
class AutoEncoderState:
    """The inputs of the page. `hidden` and `seed` are kept as typed: what is typed may not be numbers yet."""

    mode: Task = "sweep"
    data: str = ""  # of sweep and map
    input: str = ""
    width: int = 8  # of sweep
    pictures: int = _FIRST.pictures
    source: str = SMALL_DIGITS  # of train; OWN: the path
    path: str = ""
    start_source: str = ""  # of start; "": as measured
    code: int = 8  # of train and start
    hidden: str = "128, 64"
    units: Units = "gelu"
    begin: Begin = "plain"
    epochs: int = _FIRST.epochs
    batch: int = _FIRST.batch
    rate: float = _FIRST.rate
    noise: float = 0.0
    side: int = _FIRST.side
    most: int = _FIRST.most
    keep: str = ""
    seed: str = ""
    resume: bool = False
    row: int = -1  # of the map: which point is looked at

    def request(self) -> AutoEncoderRequest:
        """Give what is to be asked. Raises UserError for what is not finished."""
        if self.mode == "sweep":
            return AutoEncoderRequest(
                "sweep", self.data, self.width, self.input, self.pictures, seed=self._seed()
            )
        if self.mode == "map":
            return AutoEncoderRequest("map", self.data, 2, pictures=self.pictures, seed=self._seed())
        return AutoEncoderRequest(
            task=self.mode,
            data=self._source(),
            width=self.code,
            pictures=self.pictures,
            hidden=self._hidden(),
            units=self.units,
            begin=self.begin,
            epochs=self.epochs,
            batch=self.batch,
            rate=self.rate,
            noise=self.noise,
            side=self.side,
            most=self.most,
            resume=self.resume and self.mode == "train",
            keep=self.keep if self.mode == "train" else "",
            seed=self._seed(),
        )

    def asking(self, request: AutoEncoderRequest) -> AutoEncoderState:
        """Give the state that asks for what `request` does."""
        found = replace(
            self,
            mode=request.task,
            pictures=request.pictures,
            seed="" if request.seed is None else str(request.seed),
            row=-1,
        )
        if request.task in ("sweep", "map"):
            found = replace(found, data=request.data)
            if request.task == "map":
                return found
            return replace(found, width=request.width, input=request.input)
        known = request.data in (SMALL_DIGITS, *FETCHED, "")
        source, start = request.data if known else OWN, request.task == "start"
        return replace(
            found,
            source=self.source if start else source,
            start_source=source if start else self.start_source,
            path=self.path if known else request.data,
            code=request.width,
            hidden=", ".join(map(str, request.hidden)),
            units=request.units,
            begin=request.begin,
            epochs=request.epochs,
            batch=request.batch,
            rate=request.rate,
            noise=request.noise,
            side=request.side,
            most=request.most,
            keep=request.keep,
            resume=False,
        )

    def _source(self) -> str:
        chosen = self.start_source if self.mode == "start" else self.source
        if chosen != OWN:
            return chosen
        if not self.path.strip():
            raise UserError("Choose a folder of pictures or a CSV file to learn from.", "data")
        return self.path.strip()

    def _hidden(self) -> tuple[int, ...]:
        words = self.hidden.replace(",", " ").replace("–", " ").split()
        if not words or not all(word.isdecimal() and len(word) < 7 for word in words):
            raise UserError(
                f"“{self.hidden[:30]}” are no hidden layers: write whole numbers with commas, such as 128, 64.",
                "hidden",
            )
        return tuple(map(int, words))

    def _seed(self) -> int | None:
        text = self.seed.strip()
        if not text:
            return None
        if not text.isdecimal() or len(text) > 18:
            raise UserError(f"“{text[:20]}” is no seed: write a whole number, or nothing.", "seed")
        return int(text)
