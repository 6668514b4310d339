"""The torch side of voice-conversion: one conversion, a matrix of them, or what leaks through the codes."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np
import scipy.signal  # noqa: F401 - reading a sound needs it, and its import of a second is no work on a sound
import torch
from numpy.typing import NDArray

from app.core.contract import Progress, Sound, UserError
from app.demos.voice_conversion import checks, probing
from app.demos.voice_conversion.contract import (
    Piece,
    Pitches,
    PitchRange,
    SwapCell,
    VoiceConversionRequest,
    VoiceConversionResult,
)
from app.demos.voice_conversion.converting import (
    Manner,
    convert,
    likeness,
    pitch_range,
    semitones_between,
    tracked,
    voice_in,
)
from app.demos.voice_conversion.hearing import Hearing
from app.demos.voice_conversion.mapping import Gallery
from app.demos.voice_conversion.swapping import swap
from model_zoo.errors import ModelError
from model_zoo.voices.conversion import VoiceConversion
from model_zoo.voices.converter import Converter
from model_zoo.voices.pitch import Pitch
from model_zoo.voices.voice import Voice, blended

Array = NDArray[np.float32]

_QUOTED = 40  # characters of an unknown voice's name


class VoiceConversionEngine:
    """Answers VoiceConversionRequest with a voice converter. What was heard last is kept."""

    def __init__(self, model: Converter) -> None:
        self._model = model
        self._hearing = Hearing(model)
        self._galleries: dict[str, Gallery] = {}

    def run(self, request: VoiceConversionRequest, progress: Progress) -> VoiceConversionResult:
        """Raises UserError for sounds, voices and numbers that cannot be converted with."""
        if request.task == "leakage":
            if not isinstance(self._model, VoiceConversion):
                raise UserError(self._model.traits.no_leakage, "recordings")
            if request.recordings:
                found = probing.measured(self._model, request.recordings, progress)
            else:
                found = probing.stored(self._model, progress)
            return self._without_sound(leakage=found)
        how = checks.manner(self._model, request)
        seed = torch.initial_seed() if request.seed is None else request.seed
        if request.task == "swap":

            def cell(source: str, target: str, within: Progress) -> SwapCell:
                return self._cell(source, target, how, seed, within)

            return self._without_sound(swap=swap(request.sources, request.targets, cell, progress))
        return self._convert(request, how, seed, progress)

    def _convert(
        self, request: VoiceConversionRequest, how: Manner, seed: int, progress: Progress
    ) -> VoiceConversionResult:
        model, rate = self._model, self._model.setup.rate
        begin = time.perf_counter()
        progress.report(None, "Listening to the target")
        voice, weights, warnings = self._target(request.target, how.content, progress)
        progress.report(None, "Listening to the source")
        heard = self._hearing.source(request.source, progress)
        gallery = self._gallery(how.content)
        warnings += checks.of_source(heard.wave, heard.pitch)

        def hand(samples: Array, seconds: float) -> None:
            progress.partial(Piece(samples, rate, seconds, heard.wave))

        made = convert(model, heard, voice, how, seed, progress, hand)
        took = time.perf_counter() - begin
        progress.report(None, "Measuring")
        heard_back = tracked(model, made.samples, progress)
        own = voice_in(model, made.samples, heard_back, how.content)
        speaker = voice_in(model, heard.wave, heard.pitch, how.content)
        warnings += checks.of_pitch(model, how, made.limited)
        warnings += checks.of_distance(gallery is not None and not weights and gallery.is_far(voice))
        detail = request.detail
        return VoiceConversionResult(
            audio=Sound(made.samples, rate),
            sample_rate=rate,
            seconds=len(made.samples) / rate,
            speaker_vector=tuple(round(float(value), 6) for value in voice.vector),
            f0=Pitches(pitch_range(heard.pitch), pitch_range(heard_back), _of_voice(voice)),
            warnings=tuple(warnings),
            real_time_factor=took * rate / len(made.samples),
            likeness=likeness(model.centre(how.content), own, voice, speaker),
            content=how.content,
            source=Sound(heard.wave, rate) if detail else None,
            source_hertz=_line(heard.pitch) if detail and not heard.pitch.guessed else (),
            converted_hertz=_line(heard_back) if detail else (),
            map=gallery.map(speaker or voice, voice, weights) if detail and gallery is not None else None,
            variants=model.variants if detail else (),
        )

    def _cell(self, source: str, target: str, how: Manner, seed: int, progress: Progress) -> SwapCell:
        heard = self._hearing.source(source, progress, "sources")
        voice, _, _ = self._target(target, how.content, progress, "targets")
        made = convert(self._model, heard, voice, how, seed, progress, lambda samples, begin: None)
        line = tracked(self._model, made.samples, progress)
        own = voice_in(self._model, made.samples, line, how.content)
        speaker = voice_in(self._model, heard.wave, heard.pitch, how.content)
        wanted, got = pitch_range(made.wanted).mean, pitch_range(line).mean
        judged = likeness(self._model.centre(how.content), own, voice, speaker)
        return SwapCell(judged, semitones_between(got, wanted), Sound(made.samples, self._model.setup.rate))

    def _target(
        self, target: str | dict[str, float], variant: str, progress: Progress, field: str = "target"
    ) -> tuple[Voice, Mapping[str, float], list[str]]:
        """The voice, its weights over known ones ({} for a recording), and warnings."""
        known = self._model.speakers(variant)
        if isinstance(target, str) and target in known:
            target = {target: 1.0}
        if isinstance(target, str):
            voice = self._hearing.voice(target, variant, progress, field)
            return (
                voice,
                {},
                checks.of_reference(self._hearing.wave(target, field), voice, self._model.traits),
            )
        if not known:
            raise UserError(self._model.traits.no_blend, field)
        for name in target:
            if name not in known:
                some = ", ".join(list(known)[:6])
                raise UserError(
                    f"The model knows no voice “{name[:_QUOTED]}”: it knows {len(known)}, such as {some}.",
                    field,
                )
        try:
            voice = blended([known[name] for name in target], list(target.values()))
        except ModelError as error:
            raise UserError(str(error), field) from error
        total = sum(target.values())
        return voice, {name: weight / total for name, weight in target.items()}, []

    def _gallery(self, variant: str) -> Gallery | None:
        """The known voices on a map; None for a model that knows none."""
        known = self._model.speakers(variant)
        if known and variant not in self._galleries:
            self._galleries[variant] = Gallery(known)
        return self._galleries.get(variant)

    def _without_sound(self, **found: object) -> VoiceConversionResult:
        rate = self._model.setup.rate
        return VoiceConversionResult(None, rate, 0.0, (), None, (), **found)  # type: ignore[arg-type]


def _line(pitch: Pitch) -> tuple[float, ...]:
    return tuple(round(float(value), 2) for value in pitch.hertz)


def _of_voice(voice: Voice) -> PitchRange:
    """A known voice's pitch: its mean, and where nine tenths of it lie if its logarithm is normally distributed."""
    if not voice.log_pitch:
        return PitchRange(None, None)
    reach = 1.645 * voice.pitch_spread
    low, high = np.exp(voice.log_pitch - reach), np.exp(voice.log_pitch + reach)
    return PitchRange(float(np.exp(voice.log_pitch)), (float(low), float(high)))
