"""What speech codes are taken from: a sound, saved codes, or a folder of sounds, each read and taken apart once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Progress, UserError
from app.core.sounds import ENDINGS, read_sound, sound_path, sound_stamp
from app.demos.latent_codes.choosing import SAVED_CODES
from model_zoo.errors import ModelError
from model_zoo.latent.phones import Labels, labels_beside
from model_zoo.latent.sound_codec import Coded, Rebuilt, SoundCodec, read_coded

Array = NDArray[np.float32]

MOST_SECONDS = 120.0
"""A longer sound has more codes than anybody reads, and more than decodes while one waits."""
MOST_FILES = 200
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Taken:
    """A sound taken apart: samples at the model's rate (None of saved codes), labels, what the codes give back."""

    name: str
    wave: Array | None
    labels: Labels | None
    rebuilt: Rebuilt


class SpeechInput:
    """Keeps what was taken apart last, so that an edit reads and encodes nothing."""

    def __init__(self, model: SoundCodec) -> None:
        self._model = model
        self._kept: OrderedDict[tuple[object, ...], Taken] = OrderedDict()

    def take(self, value: str, progress: Progress, field: str = "input") -> Taken:
        """A file, a sample's id, or codes that were saved. Raises UserError for `field`."""
        key = (value, *sound_stamp(value, field))
        if key not in self._kept:
            self._kept[key] = self._take(value, progress, field)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _take(self, value: str, progress: Progress, field: str) -> Taken:
        model, rate = self._model, self._model.sample_rate
        try:
            if Path(value).suffix.lower() == SAVED_CODES:
                path = sound_path(value, field)
                progress.report(None, "Putting the sound together")
                return Taken(path.stem, None, None, model.decode(read_coded(path)))
            path = sound_path(value, field)
            wave = read_sound(value, rate, field).samples
            if len(wave) > MOST_SECONDS * rate:
                raise UserError(
                    f"The sound is {len(wave) / rate:.0f} seconds long: choose a part of at most "
                    f"{MOST_SECONDS:.0f} seconds.",
                    field,
                )
            progress.report(None, "Taking the sound apart")
            coded = model.encode(wave, lambda share: progress.report(0.5 * share, "Taking the sound apart"))
            progress.report(0.5, "Putting it together")
            made = model.decode(
                coded, lambda share: progress.report(0.5 + 0.5 * share, "Putting it together")
            )
            return Taken(value, wave, labels_beside(path), made)
        except ModelError as error:
            raise UserError(str(error), field) from error

    def coded(self, path: Path, progress: Progress) -> tuple[Coded, Labels | None, Array]:
        """Codes, labels and samples of one file of a folder; nothing is put together. Raises UserError."""
        wave = read_sound(path, self._model.sample_rate, "input").samples
        wave = wave[: int(MOST_SECONDS * self._model.sample_rate)]
        try:
            return self._model.encode(wave), labels_beside(path), wave
        except ModelError as error:
            raise UserError(f"{path.name}: {error}", "input") from error


def sounds_in(folder: Path) -> list[Path]:
    """The sounds of a folder, by name. Raises UserError if there are none, or too many."""
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file())
    if not found:
        raise UserError(
            f"{folder.name} holds no sounds: choose a folder with WAV, FLAC or Opus files.", "input"
        )
    if len(found) > MOST_FILES:
        raise UserError(
            f"{folder.name} holds {len(found)} sounds: choose a folder of at most {MOST_FILES}.", "input"
        )
    return found


def is_folder(value: str) -> bool:
    """Tell whether a request names a folder."""
    try:
        return bool(value.strip()) and Path(value).expanduser().is_dir()
    except (OSError, ValueError, RuntimeError):
        return False
