"""A voice: its vector, where it sings, and how loud each of its bands is. Voices can be mixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model_zoo.errors import ModelError
from model_zoo.voices.pitch import Pitch

Array = NDArray[np.float32]

_QUIET = 40.0 * np.log(10.0) / 20.0
"""A frame so much weaker than the loudest (40 dB, as a natural logarithm) is a pause."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What conversion needs of a target.

    `vector` [speaker]; `log_pitch` and `pitch_spread`: mean and standard deviation of the natural logarithm of hertz;
    `band_mean` and `band_spread` [bands]: of the log mel, pauses left out; `seconds` that were heard.
    """

    vector: Array
    log_pitch: float
    pitch_spread: float
    band_mean: Array
    band_spread: Array
    seconds: float = 0.0


def speaking(mel: Array) -> NDArray[np.bool_]:
    """Frames that are no pause: log mel [frames, bands] -> [frames]."""
    level = np.logaddexp.reduce(mel, axis=1)
    found: NDArray[np.bool_] = level > level.max(initial=-np.inf) - _QUIET
    return found


def measured(vector: Array, mel: Array, pitch: Pitch, seconds: float) -> Voice:
    """The voice of a reference: its vector [speaker], log mel [frames, bands] and pitch."""
    frames = mel[speaking(mel)] if len(mel) else mel
    mean, spread = pitch.statistics()
    return Voice(vector, mean, spread, frames.mean(axis=0), frames.std(axis=0), seconds)


def matched(mel: Array, voice: Voice, strength: float = 1.0) -> Array:
    """Each band of a log mel [frames, bands] moved and stretched to the voice's mean and spread, pauses apart.

    The transfer of means and variances that is the classical baseline of voice conversion, put behind the net: it
    gives back the contrast that a mean absolute error blurs away.
    """
    frames = mel[speaking(mel)]
    mean, spread = frames.mean(axis=0), frames.std(axis=0)
    factor = np.clip(voice.band_spread / np.maximum(spread, 1e-3), 0.5, 2.0)
    moved = (mel - mean) * factor + voice.band_mean
    return (mel + strength * (moved - mel)).astype(np.float32)


def blended(voices: Sequence[Voice], weights: Sequence[float]) -> Voice:
    """A mixture; weights are scaled to a sum of one.

    Raises ModelError if there are no voices, or if the weights are negative, all zero, or not numbers.
    """
    shares = np.asarray(weights, dtype=np.float64)
    if not len(voices) or len(voices) != len(shares):
        raise ModelError("A blend needs at least one voice, and a weight for each.")
    if not np.isfinite(shares).all() or (shares < 0).any() or shares.sum() <= 0:
        raise ModelError("The weights of a blend are 0 or more, and at least one is more than 0.")
    shares = shares / shares.sum()

    def mean(values: Sequence[Array]) -> Array:
        return np.tensordot(shares, np.stack(values), axes=1).astype(np.float32)

    return Voice(
        vector=mean([v.vector for v in voices]),
        log_pitch=float(shares @ [v.log_pitch for v in voices]),
        pitch_spread=float(shares @ [v.pitch_spread for v in voices]),
        band_mean=mean([v.band_mean for v in voices]),
        band_spread=mean([v.band_spread for v in voices]),
        seconds=float(min(v.seconds for v in voices)),
    )


def table(voices: Mapping[str, Voice]) -> dict[str, Array]:
    """Voices as arrays to save, one row each in the mapping's order."""
    rows = list(voices.values())
    return {
        "vectors": np.stack([v.vector for v in rows]),
        "band_means": np.stack([v.band_mean for v in rows]),
        "band_spreads": np.stack([v.band_spread for v in rows]),
        "pitches": np.array([[v.log_pitch, v.pitch_spread, v.seconds] for v in rows], dtype=np.float32),
    }


def of_table(names: Sequence[str], arrays: Mapping[str, Array]) -> dict[str, Voice]:
    """`table` undone. Raises ModelError if names and rows are not as many."""
    if any(len(array) != len(names) for array in arrays.values()):
        raise ModelError("The checkpoint names another number of voices than it holds: it is damaged.")
    return {
        name: Voice(
            arrays["vectors"][k].astype(np.float32),
            float(arrays["pitches"][k][0]),
            float(arrays["pitches"][k][1]),
            arrays["band_means"][k].astype(np.float32),
            arrays["band_spreads"][k].astype(np.float32),
            float(arrays["pitches"][k][2]),
        )
        for k, name in enumerate(names)
    }
