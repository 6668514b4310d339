"""Every source with every target: the matrix of conversions, each scored by the model's own ear and by its pitch."""

from __future__ import annotations

from collections.abc import Callable

from app.core.contract import Progress, UserError
from app.demos.voice_conversion.contract import Swap, SwapCell, SwapProgress

#: Conversions in one matrix.
MOST = 400

Convert = Callable[[str, str, Progress], SwapCell]


class _Within:
    """Progress of one cell as a part of the whole; its pieces are not told."""

    def __init__(self, inner: Progress, begin: float, share: float, note: str) -> None:
        self._inner, self._begin, self._share, self._note = inner, begin, share, note

    def report(self, fraction: float | None, note: str = "") -> None:
        self._inner.report(self._begin + self._share * (fraction or 0.0), self._note)

    def partial(self, value: object) -> None:
        """Say nothing: a cell is told when it is whole."""


def swap(sources: tuple[str, ...], targets: tuple[str, ...], convert: Convert, progress: Progress) -> Swap:
    """Fill the matrix row by row, each cell handed over as it is there. Raises UserError for an empty one."""
    for names, field in ((sources, "sources"), (targets, "targets")):
        if not names:
            raise UserError(f"“{field}” is empty: choose one sound at least.", field)
    count = len(sources) * len(targets)
    if count > MOST:
        raise UserError(f"{count:,} conversions are too many for a matrix: choose at most {MOST}.", "sources")
    rows = []
    for row, source in enumerate(sources):
        cells = []
        for column, target in enumerate(targets):
            number = row * len(targets) + column
            within = _Within(progress, number / count, 1 / count, f"{number + 1} of {count}")
            within.report(0.0)
            cell = convert(source, target, within)
            progress.partial(SwapProgress(sources, targets, row, column, cell))
            cells.append(cell)
        rows.append(tuple(cells))
    return Swap(sources, targets, tuple(rows))
