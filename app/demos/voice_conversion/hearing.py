"""What the engine hears: sounds read once, cut where it is quiet, analysed stretch by stretch."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Progress, UserError
from app.core.sounds import bundled_samples, read_sound
from model_zoo.errors import ModelError
from model_zoo.voices.converter import SHORTEST, Converter
from model_zoo.voices.pitch import Pitch
from model_zoo.voices.voice import Voice

Array = NDArray[np.float32]
_Key = tuple[object, ...]
_Kept = TypeVar("_Kept")

#: Seconds that are analysed and decoded at once: so long Stop takes to be heard, on a slow machine.
LONGEST = 20.0
#: A cut is looked for from here on, in seconds, where the sound is weakest.
_EARLIEST = 14.0
_KEPT = 24  # sounds
_NAME = 60  # characters of a name that an error quotes


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
        key = (name, *_stamp(name, field))
        if key not in self._waves:
            _keep(self._waves, key, read_sound(name, self._model.setup.rate, field).samples)
        return key, self._waves[key]


def _stamp(name: str, field: str) -> tuple[int, ...]:
    """Size and time of a file, so that a changed one is read anew; () for a sample, and where nothing is there."""
    if any(sample.id == name for sample in bundled_samples()):
        return ()
    try:
        facts = Path(name).expanduser().stat()
    except FileNotFoundError:
        if len(name) <= _NAME:
            return ()  # the reader says what is wrong
        raise UserError(
            f"There is no sound {_short(name)}: choose a file, or one of the samples.", field
        ) from None
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: no such user's home
        raise UserError(
            f"{_short(name)} names no file: choose a sound file, or one of the samples.", field
        ) from error
    return facts.st_size, facts.st_mtime_ns


def _short(name: str) -> str:
    shown = "".join(letter if letter.isprintable() else "�" for letter in name)
    return f"“{shown}”" if len(shown) <= _NAME else f"“{shown[:20]}…{shown[-30:]}”"


def _keep(kept: OrderedDict[_Key, _Kept], key: _Key, value: _Kept) -> None:
    kept[key] = value
    while len(kept) > _KEPT:
        kept.popitem(last=False)


def _analysed(model: Converter, wave: Array, progress: Progress) -> Heard:
    hop = model.setup.hop
    stretches = cuts(wave, model.setup.rate, hop)
    contents, lines = [], []
    for number, stretch in enumerate(stretches):
        progress.report(
            None if len(stretches) == 1 else 0.3 * number / len(stretches), "Listening to the source"
        )
        content, pitch = model.listen(wave[stretch])
        last = number == len(stretches) - 1
        frames = len(pitch.hertz) if last else (stretch.stop - stretch.start) // hop
        contents.append(content)
        lines.append(pitch.hertz[:frames])
    return Heard(wave, stretches, tuple(contents), tuple(map(len, lines)), Pitch(np.concatenate(lines)))


def cuts(wave: Array, rate: int, hop: int) -> tuple[slice, ...]:
    """Stretches of at most LONGEST seconds that end where the sound is weakest, on whole frames."""
    longest, earliest = (round(seconds * rate) // hop for seconds in (LONGEST, _EARLIEST))
    frames = len(wave) // hop
    power = np.square(wave[: frames * hop], dtype=np.float64).reshape(frames, hop).mean(axis=1)
    smooth = np.convolve(power, np.ones(9) / 9, mode="same") if frames else power
    found, begin = [], 0
    while frames - begin > longest:
        end = begin + earliest + int(smooth[begin + earliest : begin + longest].argmin())
        found.append(slice(begin * hop, end * hop))
        begin = end
    return (*found, slice(begin * hop, len(wave)))
