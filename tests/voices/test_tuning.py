"""What is asked of a pitch, and what a model must leave out of it."""

from __future__ import annotations

import numpy as np
import pytest

from model_zoo.voices.features import FeatureSetup
from model_zoo.voices.pitch import Pitch
from model_zoo.voices.tuning import lost, tuned, within
from model_zoo.voices.voice import measured

SETUP = FeatureSetup()
FLOOR = SETUP.pitch_floor
RISING = Pitch(np.array([0.0, 100.0, 110.0, 0.0, 120.0], np.float32))


def semitones(*steps: float) -> Pitch:
    """A pitch so many semitones above the floor, then a frame without one."""
    return Pitch(np.array([*(FLOOR * 2 ** (step / 12) for step in steps), 0.0], np.float32))


def test_what_nobody_hears_is_not_lost() -> None:
    asked = semitones(-0.4, -0.1, 0.0, 5.0)
    assert lost(asked, SETUP) == 0.0
    assert within(asked, SETUP).hertz == pytest.approx(semitones(0.0, 0.0, 0.0, 5.0).hertz)


def test_what_becomes_another_note_is_lost() -> None:
    assert lost(semitones(-0.6, -12.0, 0.0, 5.0), SETUP) == 0.5
    assert lost(Pitch(np.array([SETUP.pitch_ceiling * 1.1], np.float32)), SETUP) == 1.0


def test_without_a_voice_there_is_nothing_to_lose() -> None:
    silent = Pitch(np.zeros(3, np.float32))
    assert lost(silent, SETUP) == 0.0
    assert not within(silent, SETUP).voiced.any()


def test_a_wider_melody_stays_around_the_target() -> None:
    high = Pitch(np.full(5, 200.0, np.float32))
    target = measured(np.zeros(4, np.float32), np.zeros((5, 3), np.float32), high, 1.0)
    usual, wide = tuned(RISING, target), tuned(RISING, target, melody=2.0)
    mean, spread = wide.statistics()
    assert np.exp(mean) == pytest.approx(200.0, rel=1e-4)
    assert spread == pytest.approx(2.0 * usual.statistics()[1], rel=1e-4)
    assert np.ptp(tuned(RISING, target, "flat").hertz[RISING.voiced]) < 1e-3
    assert tuned(RISING, target, "keep", 12.0).hertz == pytest.approx(RISING.hertz * 2.0, rel=1e-4)
