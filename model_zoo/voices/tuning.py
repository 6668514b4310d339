"""The pitch that a converted sound is to have, and what of it a model can sing."""

from __future__ import annotations

from typing import Literal

import numpy as np

from model_zoo.voices.features import FeatureSetup
from model_zoo.voices.pitch import Pitch, moved
from model_zoo.voices.voice import Voice

F0 = Literal["match", "keep", "flat"]

_HEARD = 0.5
"""Semitones: what a note may be off without being another one."""


def tuned(pitch: Pitch, voice: Voice, f0: F0 = "match", semitones: float = 0.0, melody: float = 1.0) -> Pitch:
    """The source's melody around the target's pitch (`match`), where it was (`keep`), or on one note (`flat`).

    `melody` widens it; what is asked for need not be within a model's range.
    """
    here, spread = pitch.statistics()
    # A reference without any voiced frame has no pitch to match.
    mean = voice.log_pitch if f0 != "keep" and voice.log_pitch else here
    width = 0.0 if f0 == "flat" else None if melody == 1.0 else spread * melody
    return moved(pitch, mean, width, semitones)


def within(pitch: Pitch, setup: FeatureSetup) -> Pitch:
    """A pitch held at the limits of what a model has learned."""
    limits = setup.pitch_floor, setup.pitch_ceiling
    return Pitch(np.where(pitch.voiced, pitch.hertz.clip(*limits), 0.0).astype(np.float32))


def lost(pitch: Pitch, setup: FeatureSetup) -> float:
    """Share of the voiced frames that `within` moves by half a semitone or more; 0 if none is voiced."""
    off = np.abs(12.0 * np.log2(pitch.hertz[pitch.voiced] / within(pitch, setup).hertz[pitch.voiced]))
    return float(np.mean(off >= _HEARD)) if len(off) else 0.0
