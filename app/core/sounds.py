"""Sounds: read from files, measured as ears weigh them, pictured as spectra, and a few voices that are bundled.

No Qt and no torch; soundfile, numpy and scipy come with the first call that needs them.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.contract import Sound, UserError
from app.core.loudness import gain_between, loudness
from app.core.paths import resources
from app.core.spectra import row_hertz, row_of, spectrogram

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "ENDINGS",
    "MOST_SECONDS",
    "Sample",
    "bundled_samples",
    "gain_between",
    "labelled_samples",
    "library",
    "loudness",
    "read_sound",
    "resampled",
    "row_hertz",
    "row_of",
    "sound_path",
    "sound_stamp",
    "spectrogram",
]

#: A longer sound is no example any more, and would fill the memory.
MOST_SECONDS = 30 * 60
#: Endings that a dialog offers; what counts is what is in the file.
ENDINGS = (".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aiff", ".aif")
_QUOTED = 60  # characters of a name that an error quotes


@dataclass(frozen=True, slots=True)
class Sample:
    """A bundled voice. `kind` is "source" (to be converted), "target" (a voice to convert into) or "labelled"."""

    id: str
    title: str
    text: str
    speaker: str
    kind: str
    seconds: float
    licence: str
    path: Path


@cache
def bundled_samples() -> tuple[Sample, ...]:
    """The voices under resources/voices, in the order of their list: sources first, then targets."""
    return _listed("voices")


@cache
def labelled_samples() -> tuple[Sample, ...]:
    """The sounds under resources/phones: beside each lies a .lab file that says when which phone is spoken."""
    return _listed("phones")


def _listed(name: str) -> tuple[Sample, ...]:
    folder = resources() / name
    listed = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))
    licence = listed["licence"]
    return tuple(
        Sample(**{name: value for name, value in entry.items() if name != "file"}, licence=licence,
               path=folder / entry["file"])
        for entry in listed["sample"]
    )  # fmt: skip


def sound_path(value: str, field: str | None = None) -> Path:
    """The file that a request's text names: a bundled sample's id, or a path. Raises UserError for neither."""
    if not value.strip():
        raise UserError("Choose a sound first: a file, one of the samples, or a recording.", field)
    for sample in (*bundled_samples(), *labelled_samples()):
        if sample.id == value:
            return sample.path
    path = Path(value).expanduser()
    if not path.is_file():
        what = f"The sound {value} is not there" if not path.exists() else f"{value} is a folder, not a sound"
        raise UserError(f"{what}. Choose another file, or one of the samples.", field)
    return path


def sound_stamp(value: str, field: str | None = None) -> tuple[int, ...]:
    """Size and time of a file, so that a changed one is read anew; () for a sample, and where nothing is there.

    Raises UserError for what cannot name a file at all.
    """
    if any(sample.id == value for sample in (*bundled_samples(), *labelled_samples())):
        return ()
    try:
        facts = Path(value).expanduser().stat()
    except FileNotFoundError:
        if len(value) <= _QUOTED:
            return ()  # the reader says what is wrong
        raise UserError(
            f"There is no sound {_short(value)}: choose a file, or one of the samples.", field
        ) from None
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: no such user's home
        raise UserError(
            f"{_short(value)} names no file: choose a sound file, or one of the samples.", field
        ) from error
    return facts.st_size, facts.st_mtime_ns


def _short(name: str) -> str:
    shown = "".join(letter if letter.isprintable() else "�" for letter in name)
    return f"“{shown}”" if len(shown) <= _QUOTED else f"“{shown[:20]}…{shown[-30:]}”"


def read_sound(path: Path | str, rate: int | None = None, field: str | None = None) -> Sound:
    """Read a file, or a bundled sample by its id, as mono, resampled to `rate` hertz if one is given.

    WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF and what else libsndfile knows; channels are averaged, and what
    exceeds full scale is scaled down to it. Raises UserError for `field`: no such file, not a sound, empty,
    longer than half an hour, or with samples that are no numbers.
    """
    import numpy as np

    found = sound_path(str(path), field)
    frames, own = _frames(found, field)
    samples = frames.mean(axis=1) if frames.shape[1] > 1 else frames[:, 0]
    if not len(samples):
        raise UserError(f"{found.name} holds no sound: it is 0 seconds long. Choose another one.", field)
    if not np.isfinite(samples).all():
        raise UserError(
            f"{found.name} holds samples that are no numbers. Save it anew from its source.", field
        )
    peak = float(np.abs(samples).max())
    if peak > 1.0:
        samples = samples / peak
    if rate is not None:
        samples = resampled(samples, own, rate)
    return Sound(np.ascontiguousarray(samples, dtype=np.float32), rate or own, str(found))


def _frames(path: Path, field: str | None) -> tuple[NDArray[np.float32], int]:
    """Everything in a file, float32 [frames, channels], and its rate."""
    soundfile = library(field)
    try:
        with soundfile.SoundFile(str(path)) as file:
            most = MOST_SECONDS * file.samplerate
            if file.frames > most:
                raise UserError(
                    f"{path.name} is {file.frames / file.samplerate / 60:.0f} minutes long; "
                    f"choose a part of at most {MOST_SECONDS // 60} minutes.",
                    field,
                )
            return file.read(most, dtype="float32", always_2d=True), int(file.samplerate)
    except (
        soundfile.SoundFileError,
        OSError,
        TypeError,
    ) as error:  # TypeError: headerless data without a format
        raise UserError(
            f"{path.name} cannot be read as a sound. WAV, FLAC, Ogg, Opus, MP3 and AIFF files can.", field
        ) from error


def library(field: str | None = None) -> Any:
    """The module soundfile. Raises UserError where the system lacks libsndfile."""
    try:
        import soundfile
    except (ImportError, OSError) as error:
        raise UserError(
            "Sounds need the library libsndfile, which is missing; on Debian: apt-get install libsndfile1.",
            field,
        ) from error
    return soundfile


def resampled(samples: NDArray[np.float32], rate: int, wanted: int) -> NDArray[np.float32]:
    """Mono samples at another rate, through a polyphase low-pass (Kaiser window, beta 5): nothing aliases."""
    import numpy as np

    if rate == wanted:
        return samples
    from scipy.signal import resample_poly

    common = math.gcd(rate, wanted)
    found = resample_poly(samples.astype(np.float64), wanted // common, rate // common)
    return np.asarray(found, dtype=np.float32)
