"""One conversion: the voice put into the words, stretch by stretch, and what was measured of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Progress
from app.demos.voice_conversion.contract import F0, Likeness, PitchRange
from app.demos.voice_conversion.hearing import Heard
from model_zoo.voices.converter import Converter
from model_zoo.voices.pitch import Pitch, track
from model_zoo.voices.tuning import lost, tuned, within
from model_zoo.voices.voice import Voice

Array = NDArray[np.float32]
#: Seconds of a sound that are judged at once.
_JUDGED = 20
Hand = Callable[[Array, float], None]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a source is said: the request's fields of the same names."""

    f0: F0 = "match"
    semitones: float = 0.0
    melody: float = 1.0
    content: str = ""


@dataclass(frozen=True, slots=True)
class Converted:
    """`samples` at the model's rate, the pitch that was wanted, and the share of it beyond the model's range."""

    samples: Array
    wanted: Pitch
    limited: float


def convert(
    model: Converter, heard: Heard, voice: Voice, how: Manner, seed: int, progress: Progress, hand: Hand
) -> Converted:
    """Make the sound; `hand(samples, begin)` gets each piece and the second at which it begins."""
    asked = tuned(heard.pitch, voice, how.f0, how.semitones, how.melody)
    wanted = within(asked, model.setup)
    pieces: list[Array] = []
    total, frame = len(heard.wave), 0
    parts = zip(heard.stretches, heard.contents, heard.frames, strict=True)
    for number, (stretch, content, frames) in enumerate(parts):
        progress.report(stretch.start / total, "Saying it anew")
        line = Pitch(wanted.hertz[frame : frame + frames])
        frame += frames
        plan = model.say(content, line, voice, stretch.stop - stretch.start, how.content)

        def report(share: float, stretch: slice = stretch) -> None:
            done = (stretch.start + share * (stretch.stop - stretch.start)) / total
            progress.report(
                done, f"{done * total / model.setup.rate:.0f} s of {total / model.setup.rate:.0f} s"
            )

        for piece in model.render(plan, (seed + number) % 2**63, report):
            hand(piece, sum(map(len, pieces)) / model.setup.rate)
            pieces.append(piece)
    return Converted(np.concatenate(pieces), wanted, lost(asked, model.setup))


def pitch_range(pitch: Pitch) -> PitchRange:
    """Mean and range in hertz; of a pitch that was guessed there is nothing to say."""
    voiced = pitch.hertz[pitch.voiced]
    if pitch.guessed or not len(voiced):
        return PitchRange(None, None)
    low, high = np.percentile(voiced, (5, 95))
    return PitchRange(float(np.exp(np.log(voiced).mean())), (float(low), float(high)))


def semitones_between(hertz: float | None, other: float | None) -> float | None:
    """From `other` to `hertz`; None where one of them is not there."""
    return None if not hertz or not other else float(12.0 * np.log2(hertz / other))


def likeness(mean: Array, converted: Voice | None, target: Voice, source: Voice | None) -> Likeness:
    """Cosines with target and source, the mean of all known voices taken off; 0 where nothing is heard."""
    if converted is None:
        return Likeness(0.0, 0.0)
    own = converted.vector - mean
    there = _cosine(own, target.vector - mean)
    return Likeness(there, 0.0 if source is None else _cosine(own, source.vector - mean))


def voice_in(model: Converter, wave: Array, pitch: Pitch, variant: str) -> Voice | None:
    """The voice in a sound whose pitch is known; None where nothing can be heard."""
    wave = wave[: _JUDGED * model.setup.rate]
    if float(np.abs(wave).max(initial=0.0)) < 1e-4:
        return None
    return model.recognised(wave, pitch, variant)


def tracked(model: Converter, samples: Array, progress: Progress) -> Pitch:
    """The pitch that is really in a sound: a vocoder may miss what it was asked for."""
    setup, lines = model.setup, []
    step = _JUDGED * setup.rate
    for begin in range(0, len(samples), step):
        progress.report(None, "Measuring the pitch")
        part = samples[begin : begin + step]
        line = track(part, setup.rate, setup.hop, setup.pitch_floor, setup.pitch_ceiling)
        lines.append(line.hertz[: len(part) // setup.hop + (begin + step >= len(samples))])
    return Pitch(np.concatenate(lines))


def _cosine(one: Array, other: Array) -> float:
    size = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / size if size > 1e-9 else 0.0
