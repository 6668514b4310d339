"""What only speech has: phones, exemplars and the sound's own measures, as its views need them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpeechDetail:
    """A sound's frames: how many a second."""

    frames_per_second: float
