"""Long sounds, cut where they are quiet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LONGEST = 20.0
"""Seconds that are analysed and decoded at once: so long Stop takes to be heard, on a slow machine."""
_EARLIEST = 14.0
"""A cut is looked for from here on, in seconds, where the sound is weakest."""


def cuts(wave: NDArray[np.float32], rate: int, hop: int) -> tuple[slice, ...]:
    """Stretches of at most LONGEST seconds that end where the sound is weakest, on whole frames."""
    longest, earliest = (round(seconds * rate) // hop for seconds in (LONGEST, _EARLIEST))
    frames = len(wave) // hop
    power = np.square(wave[: frames * hop], dtype=np.float64).reshape(frames, hop).mean(axis=1)
    smooth = np.convolve(power, np.ones(9) / 9, mode="same") if frames else power
    found, begin = [], 0
    while frames - begin > longest:
        end = begin + earliest + int(smooth[begin + earliest : begin + longest].argmin())
        found.append(slice(begin * hop, end * hop))
        begin = end
    return (*found, slice(begin * hop, len(wave)))
