"""Numbers as pictures: pixels of rows, and heat where the blame lies. numpy, no Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.demos.anomaly_detection.contract import Blame, Method, Sweep

Pixels = NDArray[np.uint8]


def grey(values: Sequence[float] | NDArray[np.float32], shape: tuple[int, int], white: float) -> Pixels:
    """Values from 0 to `white` as uint8 [height, width]; what lies outside is clipped."""
    scaled = np.clip(np.asarray(values, dtype=np.float64) / max(white, 1e-9), 0.0, 1.0)
    found: Pixels = np.round(scaled * 255).astype(np.uint8).reshape(shape)
    return found


def heat(amounts: Sequence[float], shape: tuple[int, int], colours: NDArray[np.uint8]) -> Pixels:
    """Blame as uint8 [height, width, 3] by a scale of 256 `colours`; the pixel with most has the last one."""
    shares = np.asarray(amounts, dtype=np.float64)
    steps = np.round(shares / max(float(shares.max()), 1e-12) * 255).astype(np.intp)
    found: Pixels = colours[steps].reshape(*shape, 3)
    return found


def portrait(
    blame: Blame, method: Method, shape: tuple[int, int], colours: NDArray[np.uint8]
) -> tuple[list[Pixels], list[str]]:
    """The picture, what a method expected instead (if it expects something), and the blame; with captions."""
    one = next(one for one in blame.methods if one.method == method)
    white = max(blame.values)
    pictures, captions = [grey(blame.values, shape, white)], [f"row {blame.row:,}: {blame.label}"]
    if one.expected is not None:
        pictures.append(grey(one.expected, shape, white))
        captions.append("expected")
    pictures.append(heat(one.amounts, shape, colours))
    captions.append("blame")
    return pictures, captions


def rebuilt(sweep: Sweep, shape: tuple[int, int]) -> tuple[list[Pixels], list[str]]:
    """A row of the examples, then a row of their reconstructions for each width; and the rows' heads."""
    whites = [max(values) for values in sweep.values]
    pictures = [grey(values, shape, white) for values, white in zip(sweep.values, whites, strict=True)]
    for width in sweep.widths:
        pictures += [grey(one, shape, white) for one, white in zip(width.examples, whites, strict=True)]
    return pictures, ["picture", *(f"width {one.width}" for one in sweep.widths)]
