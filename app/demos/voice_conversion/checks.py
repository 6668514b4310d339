"""What a user should know of a conversion before trusting it, in sentences."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from app.core.contract import UserError
from app.demos.voice_conversion.contract import VoiceConversionRequest
from app.demos.voice_conversion.converting import Manner
from model_zoo.voices.converter import Converter, Traits
from model_zoo.voices.pitch import Pitch
from model_zoo.voices.voice import Voice

Array = NDArray[np.float32]

#: Peak amplitude below which a recording is quiet (-40 dB of full scale).
QUIET = 0.01
#: Share of samples at full scale from which a recording counts as clipped.
CLIPPED = 5e-4
#: Share of voiced frames that may lie beyond the pitch's limits unremarked: a deep voice ends a sentence there.
LIMITED = 0.02
#: Semitones either way.
MOST_SEMITONES = 36.0
MOST_MELODY = 4.0


def manner(model: Converter, request: VoiceConversionRequest) -> Manner:
    """The request's way of saying it. Raises UserError for a number or a content code that cannot be."""
    if not math.isfinite(request.semitones) or abs(request.semitones) > MOST_SEMITONES:
        raise UserError(
            f"“semitones” goes from −{MOST_SEMITONES:.0f} to {MOST_SEMITONES:.0f}: 12 are an octave.",
            "semitones",
        )
    if not math.isfinite(request.melody) or not 0 <= request.melody <= MOST_MELODY:
        raise UserError(
            f"“melody” goes from 0 (no melody) to {MOST_MELODY:.0f} times the source's.", "melody"
        )
    if len(request.content) > 100 or not request.content.isprintable():
        raise UserError(
            f"There is no such content code: this model has {', '.join(model.variants)}.", "content"
        )
    if request.content and request.content not in model.variants:
        raise UserError(
            f"There is no content code “{request.content}”: this model has {', '.join(model.variants)}.",
            "content",
        )
    return Manner(request.f0, request.semitones, request.melody, request.content or model.variants[0])


def of_reference(wave: Array, voice: Voice, traits: Traits) -> list[str]:
    """What is wrong with the recording of a target."""
    found = []
    if voice.seconds < traits.enough:
        found.append(f"The target's recording is {voice.seconds:.1f} s long: {traits.short}.")
    peak = float(np.abs(wave).max(initial=0.0))
    if peak < QUIET:
        found.append(
            "The target's recording is very quiet: its noise becomes part of the voice. Record it louder."
        )
    elif float(np.mean(np.abs(wave) >= 0.999)) > CLIPPED:
        found.append("The target's recording is clipped: its distortion becomes part of the voice.")
    if not voice.log_pitch:
        found.append("In the target's recording no voice with a pitch was found: the source's pitch is kept.")
    return found


def of_source(wave: Array, pitch: Pitch) -> list[str]:
    """What is wrong with the source."""
    if float(np.abs(wave).max(initial=0.0)) < 1e-4:
        return ["The source is silent: there is nothing to say anew."]
    if not pitch.voiced.any():
        return ["In the source no voice with a pitch was found: it is whispered, or it is no speech."]
    if pitch.guessed:
        return [
            "The source is whispered: where a voice would sound is guessed, and its melody is almost flat."
        ]
    return []


def of_pitch(model: Converter, how: Manner, limited: float) -> list[str]:
    """Whether the pitch was cut off, or not followed at all."""
    if model.traits.no_pitch:
        return [model.traits.no_pitch] if (how.f0, how.semitones, how.melody) != ("match", 0.0, 1.0) else []
    if limited <= LIMITED:
        return []
    low, high = model.setup.pitch_floor, model.setup.pitch_ceiling
    where = f"outside of {low:.0f} to {high:.0f} Hz"
    return [
        f"{limited:.0%} of the pitch would lie {where} and was held at that limit: choose fewer semitones."
    ]


def of_distance(far: bool) -> list[str]:
    """Whether the model never met such a voice."""
    if not far:
        return []
    return ["The target's voice is far from all voices that the model knows: expect less likeness."]
