"""What the page says of numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.demos.auto_encoder.contract import AutoEncoderResult, Coordinates, CurvePoint, StartCurve


def error(value: float) -> str:
    """Write a mean squared error."""
    return f"{value:.4f}"


def width_words(width: int) -> str:
    """Name a code's size."""
    return "A code of 1 number" if width == 1 else f"A code of {width} numbers"


def sweep_words(result: AutoEncoderResult, width: int) -> str:
    """Say what a width is worth beside principal components."""
    if width not in result.widths:
        return ""
    at = result.widths.index(width)
    mine = result.error[at]
    words = f"Error {error(mine)} over {result.rows:,} held-out rows"
    if not result.pca_error:
        return f"{words}."
    linear = result.pca_error[at]
    ratio = linear / mine if mine > 0 else math.inf
    words += f"; {width} principal components leave {error(linear)}, {ratio:.2f} times that."
    needed = same_error(result.widths, result.pca_error, mine)
    if needed is None:
        return f"{words} PCA needs more than {result.widths[-1]} numbers for the same."
    if needed > width * 1.15:
        return f"{words} PCA needs about {needed:.0f} numbers for the same."
    return words


def same_error(widths: Sequence[int], errors: Sequence[float], wanted: float) -> float | None:
    """The width at which errors over widths fall to `wanted`, between the points along a line in logarithms."""
    if errors[0] <= wanted:
        return float(widths[0])
    for a, b, high, low in zip(widths, widths[1:], errors, errors[1:], strict=False):
        if low <= wanted <= high:
            share = (math.log(high) - math.log(wanted)) / max(1e-12, math.log(high) - math.log(low))
            return math.exp(math.log(a) + share * (math.log(b) - math.log(a)))
    return None


def map_words(one: Coordinates) -> str:
    """Name a map with how far it can be trusted."""
    words = f"{one.title} · trustworthiness {one.trustworthiness:.2f}"
    return words if one.agreement is None else f"{words} · labels agree {one.agreement:.0%}"


def train_words(curve: Sequence[CurvePoint], epochs: int, pca_error: float, width: int) -> str:
    """Say how far a training is."""
    if not curve:
        return ""
    last = curve[-1]
    best = min(point.held_out for point in curve)
    against = "below" if best < pca_error else "above"
    return (
        f"Epoch {last.epoch:.0f} of {epochs}: held-out error {error(last.held_out)}, best {error(best)}, {against} "
        f"the {error(pca_error)} of {width} principal components."
    )


def start_words(starts: Sequence[StartCurve], floor: float | None) -> str:
    """Say what the layer-wise start was worth."""
    done = {one.name: one.curve[-1].held_out for one in starts if one.curve}
    said = [f"{name}: {error(value)}" for name, value in done.items()]
    words = "Held-out error at the end: " + "; ".join(said) + "."
    return words if floor is None else f"{words} Always giving the mean picture: {error(floor)}."
