"""Requests that cannot be answered whatever the data are, in sentences. No torch."""

from __future__ import annotations

from app.core.contract import UserError
from app.demos.anomaly_detection.contract import WIDTHS, AnomalyDetectionRequest

MOST_WIDTH = 512
MOST_EPOCHS = 2_000
MOST_WIDTHS = 20
MOST_REPEATS = 10


def check(request: AnomalyDetectionRequest) -> None:
    """Raises UserError for what is wrong with a request itself."""
    if not request.methods:
        raise UserError("No method is chosen: choose at least one.", "methods")
    if len(set(request.methods)) < len(request.methods):
        raise UserError("A method is named twice: name each once.", "methods")
    for name, value, most in (
        ("width", request.width, MOST_WIDTH),
        ("epochs", request.epochs, MOST_EPOCHS),
        ("repeats", request.repeats, MOST_REPEATS),
    ):
        if not 1 <= value <= most:
            raise UserError(f"{name} is {value}; it must lie between 1 and {most:,}.", name)
    if not 0 <= request.quantile <= 1:  # NaN is not
        raise UserError(
            f"quantile is {request.quantile:g}; it is a share of the held-out normal rows, from 0 to 1.",
            "quantile",
        )
    if len(request.widths) > MOST_WIDTHS:
        raise UserError(
            f"{len(request.widths):,} widths are asked for; at most {MOST_WIDTHS} can be.", "widths"
        )
    if len(set(request.widths)) < len(request.widths):
        raise UserError("A width is asked for twice: write each once.", "widths")
    for width in request.widths:
        if not 1 <= width <= MOST_WIDTH:
            raise UserError(f"{width} is no width: each lies between 1 and {MOST_WIDTH}.", "widths")
    if request.seed is not None and not 0 <= request.seed < 2**63:
        raise UserError(f"seed is {request.seed}; it must be a whole number from 0 on.", "seed")


def check_row(row: int | None, rows: int) -> None:
    """Raises UserError for a row that the table does not have."""
    if row is not None and not 1 <= row <= rows:
        raise UserError(f"There is no row {row:,}: the table has rows 1 to {rows:,}.", "row")


def widths_of(request: AnomalyDetectionRequest, features: int) -> tuple[int, ...]:
    """The widths of a sweep, rising: those asked for, else powers of two up to the number of features."""
    if request.widths:
        return tuple(sorted(request.widths))
    return tuple(width for width in WIDTHS if width <= features)
