"""What every voice converter offers, whoever made it and however it converts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model_zoo.cards import Card
from model_zoo.errors import ModelError
from model_zoo.voices.features import FeatureSetup
from model_zoo.voices.pitch import Pitch
from model_zoo.voices.voice import Voice

Array = NDArray[np.float32]
Share = Callable[[float], None]
"""Takes the share that is done. May raise to stop the work."""

SHORTEST = 0.3
"""Seconds: less of a source holds no speech to convert, and less of a reference no voice."""


ONLY_RECORDINGS = (
    "This model takes a voice from a recording and knows none by itself: there is nothing to blend or to put on a "
    "map. Choose a recording as the target, or the bundled model for blends."
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A conversion before it sounds: log mel [frames, bands], the pitch it will have, and the source's."""

    mel: Array
    pitch: Pitch
    source_pitch: Pitch
    code: Array
    """[code channels, code frames]"""
    samples: int


@dataclass(frozen=True, slots=True)
class Traits:
    """What a converter asks for, and what it cannot do: sentences for its user, "" where it can."""

    enough: float = 1.5
    """Seconds of a reference."""
    short: str = "from 1.5 s on, better 5 s, its voice is heard and not only its words"
    """What is to be known of a shorter one; stands behind its length and a colon."""
    no_blend: str = ""
    no_leakage: str = ""
    no_pitch: str = ""


class Converter(Protocol):
    """Ready model of the family `voice_conversion`.

    Sounds are mono float32 [samples] at `setup.rate`; pitch has a frame every `setup.hop` samples. A `variant` left
    out is the first.
    """

    card: Card
    setup: FeatureSetup
    traits: Traits

    @property
    def variants(self) -> tuple[str, ...]:
        """Names of the content codes; the first is the one that conversion uses."""

    def speakers(self, variant: str = "") -> Mapping[str, Voice]:
        """Voices that it knows, by id: they can be spoken with and blended."""

    def centre(self, variant: str = "") -> Array:
        """The mean of all voices' vectors [speaker], which cosines take off; zeros where none is known."""

    def listen(self, wave: Array) -> tuple[Array, Pitch]:
        """A source as the content is read from it [steps, channels], and its pitch."""

    def voice(self, wave: Array, variant: str = "", report: Share = lambda share: None) -> Voice:
        """The voice of a reference. ModelError if nothing can be heard."""

    def recognised(self, wave: Array, pitch: Pitch, variant: str = "") -> Voice:
        """The voice in a sound whose pitch is known, to be compared: it need not be fit to be spoken with."""

    def say(self, content: Array, line: Pitch, voice: Voice, samples: int, variant: str = "") -> Plan:
        """What was listened to, with a pitch of [frames] and another voice: `samples` of sound."""

    def render(self, plan: Plan, seed: int, report: Share) -> Iterator[Array]:
        """The sound of a plan, in pieces that follow each other."""


def reference(wave: Array, rate: int, longest: float) -> Array:
    """The first `longest` seconds of a target's recording. ModelError if it is too short or silent."""
    wave = wave[: int(longest * rate)]
    seconds = len(wave) / rate
    if seconds < SHORTEST:
        raise ModelError(f"The recording of the target is {seconds:.2f} s long: choose one of 2 s or more.")
    if float(np.abs(wave).max()) < 1e-4:
        raise ModelError("The recording of the target is silent: choose one in which somebody speaks.")
    return wave
