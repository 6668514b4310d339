"""A Progress that remembers what it heard, and can press Stop."""

from __future__ import annotations

from app.core.contract import Cancelled


class Listening:
    """Keeps the shares and the partial results; raises Cancelled at report number `stop_after`."""

    def __init__(self, stop_after: int = 0) -> None:
        self.reports = 0
        self.shares: list[float] = []
        self.values: list[object] = []
        self._stop_after = stop_after

    def report(self, fraction: float | None, note: str = "") -> None:
        self.reports += 1
        if fraction is not None:
            self.shares.append(fraction)
        if self.reports == self._stop_after:
            raise Cancelled

    def partial(self, value: object) -> None:
        self.values.append(value)
