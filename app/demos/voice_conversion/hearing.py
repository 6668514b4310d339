"""What the engine hears: sounds read once, cut where it is quiet, analysed stretch by stretch."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Progress, UserError
from app.core.sounds import read_sound, sound_stamp
from model_zoo.errors import ModelError
from model_zoo.voices.converter import SHORTEST, Converter
from model_zoo.voices.pitch import Pitch
from model_zoo.voices.stretches import cuts
from model_zoo.voices.voice import Voice

Array = NDArray[np.float32]
_Key = tuple[object, ...]
_Kept = TypeVar("_Kept")

_KEPT = 24  # sounds


@dataclass(frozen=True, slots=True)
class Heard:
    """A source: `wave` [samples] at the model's rate, its stretches, and for each what the model read in it.

    `pitch` is that of all, `frames` how many of its frames belong to each stretch.
    """

    wave: Array
    stretches: tuple[slice, ...]  # in samples; all but the last are whole frames
    contents: tuple[Array, ...]
    frames: tuple[int, ...]
    pitch: Pitch


class Hearing:
    """Reads and analyses with one model, and keeps what it heard last: dragging a blend reads nothing anew."""

    def __init__(self, model: Converter) -> None:
        self._model = model
        self._waves: OrderedDict[_Key, Array] = OrderedDict()
        self._heard: OrderedDict[_Key, Heard] = OrderedDict()
        self._voices: OrderedDict[_Key, Voice] = OrderedDict()

    def wave(self, name: str, field: str) -> Array:
        """A file or bundled sample as mono [samples] at the model's rate. Raises UserError for `field`."""
        return self._wave(name, field)[1]

    def source(self, name: str, progress: Progress, field: str = "source") -> Heard:
        """A sound to convert, analysed. Raises UserError for `field`."""
        key, wave = self._wave(name, field)
        if key not in self._heard:
            if len(wave) < SHORTEST * self._model.setup.rate:
                seconds = len(wave) / self._model.setup.rate
                raise UserError(
                    f"The source is {seconds:.2f} s long: choose one of {SHORTEST} s or more.", field
                )
            _keep(self._heard, key, _analysed(self._model, wave, progress))
        return self._heard[key]

    def voice(self, name: str, variant: str, progress: Progress, field: str = "target") -> Voice:
        """The voice of a recording. Raises UserError for `field`."""
        key, wave = self._wave(name, field)
        if (*key, variant) not in self._voices:
            try:
                voice = self._model.voice(
                    wave,
                    variant,
                    lambda share: progress.report(None, f"Listening to the target: {share:.0%}"),
                )
            except ModelError as error:
                raise UserError(str(error), field) from error
            _keep(self._voices, (*key, variant), voice)
        return self._voices[*key, variant]

    def _wave(self, name: str, field: str) -> tuple[_Key, Array]:
        key = (name, *sound_stamp(name, field))
        if key not in self._waves:
            _keep(self._waves, key, read_sound(name, self._model.setup.rate, field).samples)
        return key, self._waves[key]


def _keep(kept: OrderedDict[_Key, _Kept], key: _Key, value: _Kept) -> None:
    kept[key] = value
    while len(kept) > _KEPT:
        kept.popitem(last=False)


def _analysed(model: Converter, wave: Array, progress: Progress) -> Heard:
    hop = model.setup.hop
    stretches = cuts(wave, model.setup.rate, hop)
    contents, lines, guessed = [], [], False
    for number, stretch in enumerate(stretches):
        progress.report(
            None if len(stretches) == 1 else 0.3 * number / len(stretches), "Listening to the source"
        )
        content, pitch = model.listen(wave[stretch])
        last = number == len(stretches) - 1
        frames = len(pitch.hertz) if last else (stretch.stop - stretch.start) // hop
        contents.append(content)
        guessed |= pitch.guessed
        lines.append(pitch.hertz[:frames])
    return Heard(
        wave, stretches, tuple(contents), tuple(map(len, lines)), Pitch(np.concatenate(lines), guessed)
    )
