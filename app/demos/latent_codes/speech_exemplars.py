"""What a code sounds like: the places where it stands, one after the other, with a little around each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Sound
from app.core.sounds import read_sound
from app.demos.latent_codes.speech_contract import Exemplar
from app.demos.latent_codes.speech_reading import runs

Array = NDArray[np.float32]

AROUND = 0.07
"""Seconds to either side of a code: twenty milliseconds alone are a click."""
_BETWEEN, _EDGE = 0.22, 0.012
MOST = 6


def medley(exemplars: Sequence[Exemplar], rate: int) -> Array:
    """The exemplars of a code in the bundled samples, as one sound."""
    return joined([snippet(read_sound(one.sound, rate), one.start, one.stop) for one in exemplars], rate)


def places(codes: Sequence[int], code: int, frames_per_second: float) -> list[tuple[float, float]]:
    """Where a code stands longest in a sound: seconds, at most MOST."""
    found = sorted((run for run in runs(codes) if run.code == code), key=lambda run: run.start - run.stop)
    return sorted((run.start / frames_per_second, run.stop / frames_per_second) for run in found[:MOST])


def snippet(sound: Sound, start: float, stop: float, around: float = AROUND) -> Array:
    """A part of a sound with faded ends."""
    rate = sound.rate
    begin, end = max(0, round((start - around) * rate)), round((stop + around) * rate)
    part = sound.samples[begin:end].copy()
    edge = min(round(_EDGE * rate), len(part) // 2)
    if edge:
        slope = np.linspace(0.0, 1.0, edge, dtype=np.float32)
        part[:edge] *= slope
        part[-edge:] *= slope[::-1]
    return part


def joined(parts: Sequence[Array], rate: int) -> Array:
    """Parts with silence between them; no parts are no sound."""
    quiet = np.zeros(round(_BETWEEN * rate), dtype=np.float32)
    pieces: list[Array] = []
    for part in parts:
        pieces += [part, quiet]
    return np.concatenate(pieces[:-1]) if pieces else np.zeros(0, dtype=np.float32)
