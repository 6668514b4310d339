"""What a request may ask; sentences for what it may not."""

from __future__ import annotations

import math

from app.core.contract import UserError
from app.demos.auto_encoder.contract import AutoEncoderRequest

MOST_PICTURES = 24
MOST_WIDTH, MOST_UNITS, MOST_LAYERS = 512, 4096, 8
MOST_EPOCHS, MOST_ROWS = 1000, 100_000
LEAST_SIDE, MOST_SIDE = 8, 64


def check(request: AutoEncoderRequest) -> None:
    """Raise UserError for the first field that asks for what cannot be."""
    _whole(request.width, 1, MOST_WIDTH, "width", "The code’s width")
    _whole(request.pictures, 1, MOST_PICTURES, "pictures", "The number of pictures shown")
    if request.task in ("train", "start"):
        _check_training(request)


def _check_training(request: AutoEncoderRequest) -> None:
    if not 1 <= len(request.hidden) <= MOST_LAYERS or not all(1 <= n <= MOST_UNITS for n in request.hidden):
        raise UserError(
            f"Hidden layers are 1 to {MOST_LAYERS} whole numbers of 1 to {MOST_UNITS:,} units, such as 128, 64.",
            "hidden",
        )
    _whole(request.epochs, 1, MOST_EPOCHS, "epochs", "The number of epochs")
    _whole(request.batch, 1, 4096, "batch", "The batch")
    _whole(request.side, LEAST_SIDE, MOST_SIDE, "side", "The side of a picture in pixels")
    _whole(request.most, 50, MOST_ROWS, "most", "The number of rows to learn from")
    if not (math.isfinite(request.rate) and 0 < request.rate <= 1):
        raise UserError("The learning rate is a number above 0 and at most 1, such as 0.003.", "rate")
    if not (math.isfinite(request.noise) and 0 <= request.noise <= 2):
        raise UserError("The noise is a standard deviation from 0 (none) to 2.", "noise")
    if request.begin == "rbm" and request.units != "logistic":
        raise UserError(
            "Restricted Boltzmann machines begin nets of logistic units only: choose those, or the plain start.",
            "begin",
        )


def _whole(value: int, low: int, high: int, field: str, what: str) -> None:
    if not low <= value <= high:
        raise UserError(f"{what} is a whole number from {low:,} to {high:,}, not {value:,}.", field)
