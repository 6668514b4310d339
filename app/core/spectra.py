"""Sounds as pictures: short-time spectra in decibels, with rows as the ear spaces them or in equal steps."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Spacing = Literal["mel", "linear"]

#: Quieter than this is shown as nothing, in decibels below a full-scale sine.
FLOOR = -90.0
#: Frames that are transformed at once: their windows stay in the processor's cache.
_AT_ONCE = 256


def spectrogram(
    samples: NDArray[np.float32],
    rate: int,
    *,
    rows: int = 128,
    spacing: Spacing = "mel",
    hop: float = 0.01,
    window: float = 0.032,
    highest: float | None = None,
    floor: float = FLOOR,
) -> NDArray[np.float32]:
    """Decibels [rows, frames]; row 0 is the lowest frequency, 0 dB a full-scale sine, `floor` the least.

    `hop` and `window` (Hann) are in seconds. Frame n is centred at n * hop; there are as many as begin within the
    sound, and one more. Rows go from 0 to `highest` hertz (half the rate if left out) and hold the mean power
    under triangles, evenly spaced in hertz or in mel (O'Shaughnessy 1987: 2595 log10(1 + f / 700)).
    """
    import numpy as np

    step, wide = max(1, round(hop * rate)), max(16, round(window * rate))
    size = 1 << max(
        9, (2 * wide - 1).bit_length()
    )  # zeros behind: low rows are narrower than a window's bins
    filters = _filters(rows, rate, size, spacing, highest or rate / 2)
    count = len(samples) // step + 1
    padded = np.zeros((count - 1) * step + wide, dtype=np.float32)
    half = wide // 2
    padded[half : half + len(samples)] = samples[: len(padded) - half]
    framed = np.lib.stride_tricks.sliding_window_view(padded, wide)[::step]
    shape = np.hanning(wide).astype(np.float32)
    shape *= 2.0 / shape.sum()
    found = np.empty((rows, count), dtype=np.float32)
    for begin in range(0, count, _AT_ONCE):
        part = np.fft.rfft(framed[begin : begin + _AT_ONCE] * shape, size)
        power = part.real**2 + part.imag**2
        found[:, begin : begin + _AT_ONCE] = filters @ power.T.astype(np.float32)
    return np.maximum(10.0 * np.log10(np.maximum(found, 1e-12)), floor).astype(np.float32)


def row_hertz(rows: int, highest: float, spacing: Spacing = "mel") -> NDArray[np.float64]:
    """The centre frequencies of a spectrogram's rows."""
    return _corners(rows, highest, spacing)[1:-1]


def row_of(hertz: float, rows: int, highest: float, spacing: Spacing = "mel") -> float:
    """The row, with a fraction, that a frequency falls on: where a picture's axis has its tick."""
    import math

    if spacing == "linear":
        return hertz / highest * (rows + 1) - 1.0
    return math.log1p(hertz / 700.0) / math.log1p(highest / 700.0) * (rows + 1) - 1.0


def _corners(rows: int, highest: float, spacing: Spacing) -> NDArray[np.float64]:
    import numpy as np

    if spacing == "linear":
        return np.linspace(0.0, highest, rows + 2)
    return 700.0 * np.expm1(np.linspace(0.0, np.log1p(highest / 700.0), rows + 2))


@lru_cache(maxsize=8)
def _filters(rows: int, rate: int, size: int, spacing: Spacing, highest: float) -> NDArray[np.float32]:
    """Triangles that sum to one: [rows, size // 2 + 1]; a row above half the rate has nothing below it."""
    import numpy as np

    corners = _corners(rows, highest, spacing)
    bins = np.linspace(0.0, rate / 2, size // 2 + 1)
    rising = (bins[None] - corners[:-2, None]) / (corners[1:-1] - corners[:-2])[:, None]
    falling = (corners[2:, None] - bins[None]) / (corners[2:] - corners[1:-1])[:, None]
    triangles = np.clip(np.minimum(rising, falling), 0.0, None)
    for row in np.flatnonzero(triangles.sum(axis=1) < 1e-9):  # narrower than a bin: its nearest one
        if corners[row + 1] <= rate / 2:
            triangles[row, np.abs(bins - corners[row + 1]).argmin()] = 1.0
    sums = np.maximum(triangles.sum(axis=1, keepdims=True), 1e-9)
    return (triangles / sums).astype(np.float32)
