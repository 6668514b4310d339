"""The pitch of a voice: tracked, filled where there is none, measured, and moved to another voice's."""

from __future__ import annotations

import itertools
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_LONGEST_GAP = 4
"""Frames: so short a gap inside voiced speech is the tracker's mistake."""
_RAPT_LATE = 0.008
"""Seconds: by 6 ms it follows rising tones late, by 10 ms its voiced stretches lie beside other trackers'."""
_RAPT_LEAST = 0.05
"""Seconds that are added in the end: of less than 30 ms the library finds nothing to analyse."""
_QUIET = 60.0
"""Decibels below the loudest frame: what trackers follow there, nobody hears."""
_LEVEL_SECONDS = 0.04
"""Over which a frame's level is measured."""
_OUTLIER = 0.25
"""Natural logarithm: a frame this far from its neighbours' median (four semitones) is an octave error."""


@dataclass(frozen=True, slots=True)
class Pitch:
    """`hertz` [frames], 0 where nothing is voiced.

    `guessed`: the sound was whispered, and this is where it would be voiced, not where it was.
    """

    hertz: Array
    guessed: bool = False

    @property
    def voiced(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.hertz > 0
        return found

    @property
    def log(self) -> Array:
        """Natural logarithm [frames], drawn straight through what is not voiced; all zeros if nothing is."""
        places = np.flatnonzero(self.voiced)
        if not len(places):
            return np.zeros_like(self.hertz)
        filled = np.interp(np.arange(len(self.hertz)), places, np.log(self.hertz[places]))
        return filled.astype(np.float32)

    def statistics(self) -> tuple[float, float]:
        """Mean and standard deviation of the logarithm over voiced frames; (0, 0) if there are none."""
        if not self.voiced.any():
            return 0.0, 0.0
        values = np.log(self.hertz[self.voiced])
        return float(values.mean()), float(values.std())


def world() -> Any:
    """The module pyworld. Its import of pkg_resources warns since setuptools 80; that is not the user's matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyworld
    return pyworld


def track(wave: Array, rate: int, hop: int, floor: float, ceiling: float) -> Pitch:
    """Follow the pitch of a mono sound [samples]: a frame every `hop` samples, the first at its beginning.

    DIO and StoneMask (Morise et al. 2009, 2016), where they hear none RAPT (Talkin 1995), then small mistakes mended;
    what is 60 dB below the loudest moment has none.
    Each alone misses one voiced frame in twenty, mostly where a voice creaks, and they miss different ones.
    """
    pyworld = world()
    sound = np.ascontiguousarray(wave, dtype=np.float64)
    options = {"f0_floor": floor, "f0_ceil": ceiling, "frame_period": 1000.0 * hop / rate}
    rough, times = pyworld.dio(sound, rate, **options)
    fine = pyworld.stonemask(sound, rough, times, rate)
    followed = _rapt(sound, rate, hop, floor, ceiling, len(fine))
    heard = np.where(fine > 0, fine, followed)
    heard[_quiet(sound, rate, hop, len(fine))] = 0.0
    return Pitch(mended(heard.astype(np.float32)))


def _quiet(sound: NDArray[np.float64], rate: int, hop: int, frames: int) -> NDArray[np.bool_]:
    """Frames too far below the loudest one to have a pitch that matters: [frames]."""
    sums = np.concatenate([[0.0], np.cumsum(sound**2)])
    half, middles = round(_LEVEL_SECONDS * rate / 2), np.arange(frames) * hop
    power = sums[np.minimum(middles + half, len(sound))] - sums[np.clip(middles - half, 0, len(sound))]
    found: NDArray[np.bool_] = power < power.max(initial=0.0) * 10 ** (-_QUIET / 10)
    return found


def _rapt(
    sound: NDArray[np.float64], rate: int, hop: int, floor: float, ceiling: float, frames: int
) -> NDArray[np.float64]:
    """Hertz [frames]. Frames of the library lie later than its numbers say, so that the sound is led in."""
    import pysptk  # a third of a second, which only voices pay

    lead, least = round(_RAPT_LATE * rate), round(_RAPT_LEAST * rate)
    # As 16-bit samples at full level: the algorithm adds a little noise of a fixed level.
    level = 30_000.0 / max(float(np.abs(sound).max(initial=0.0)), 1e-5)
    padded = np.pad(sound * level, (lead, max(0, (frames + 1) * hop - len(sound)) + least))
    hertz = pysptk.rapt(padded.astype(np.float32), rate, hop, floor, ceiling, 0.0, otype="f0")
    found: NDArray[np.float64] = hertz[:frames].astype(np.float64)
    return found


def mended(hertz: Array) -> Array:
    """Octave errors removed and short gaps closed: [frames] -> [frames]."""
    hertz = hertz.copy()
    places = np.flatnonzero(hertz > 0)
    if len(places) < 3:
        return np.zeros_like(hertz)
    values = np.log(hertz[places])
    padded = np.pad(values, 5, mode="edge")
    around = np.median(np.lib.stride_tricks.sliding_window_view(padded, 11), axis=1)
    hertz[places[np.abs(values - around) > _OUTLIER]] = 0.0
    places = np.flatnonzero(hertz > 0)
    for left, right in itertools.pairwise(places):
        if 1 < right - left <= _LONGEST_GAP + 1:
            between = np.arange(left + 1, right)
            line = np.interp(between, [left, right], np.log(hertz[[left, right]]))
            hertz[between] = np.exp(line)
    return hertz


def moved(pitch: Pitch, mean: float, spread: float | None = None, semitones: float = 0.0) -> Pitch:
    """The same melody around another mean (of the natural logarithm), wider or narrower if `spread` is given."""
    here, width = pitch.statistics()
    if not pitch.voiced.any():
        return pitch
    factor = 1.0 if spread is None or width < 1e-3 else spread / width
    line = (pitch.log - here) * factor + mean + semitones * np.log(2.0) / 12.0
    return Pitch(np.where(pitch.voiced, np.exp(line), 0.0).astype(np.float32))
