"""The speech that voices are learned from, analysed once and kept as arrays.

Synthetic voices, labelled so: 74 speakers of the Kokoro-82M text-to-speech model (Apache-2.0), four of which are
`unseen` and never read here, and of each shared sentence from `HELD_OUT` on no recording either. Every
recording is also read at other speeds: faster, its voice is higher and its throat shorter, a voice of its own
(Ko et al. 2015, audio augmentation for speech recognition).
"""

from __future__ import annotations

import csv
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile
import torch
from numpy.typing import NDArray
from scipy.signal import resample_poly

from model_zoo.voices.features import FeatureSetup, analyse, log_mel

HELD_OUT = range(14, 20)
"""Numbers of the shared sentences that no model hears: conversions of them are measured."""
SPEEDS = (0.86, 0.93, 1.0, 1.08, 1.17)
SETUP = FeatureSetup()


@dataclass(frozen=True, slots=True)
class Recording:
    path: Path
    speaker: str
    number: int
    """Of the sentence; below 20, every English voice speaks it."""
    split: str
    seconds: float
    text: str

    @property
    def held_out(self) -> bool:
        return self.split == "unseen" or self.number in HELD_OUT


def speech_folder() -> Path:
    """`$INKLING_DATA/speech/synthetic`, which its own script makes. FileNotFoundError if it is not there."""
    folder = Path(os.environ.get("INKLING_DATA", "data")).expanduser() / "speech" / "synthetic"
    if not (folder / "manifest.tsv").is_file():
        raise FileNotFoundError(
            f"{folder} holds no manifest.tsv: set INKLING_DATA to the folder whose speech/synthetic holds the "
            "synthetic voices."
        )
    return folder


def recordings(folder: Path) -> list[Recording]:
    """All of the manifest, in its order."""
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as lines:
        return [
            Recording(
                folder / row["path"],
                row["speaker"],
                int(Path(row["path"]).stem),
                row["split"],
                float(row["seconds"]),
                row["text"],
            )
            for row in csv.DictReader(lines, delimiter="\t")
        ]


def read(path: Path, rate: int = SETUP.rate, speed: float = 1.0) -> NDArray[np.float32]:
    """A sound as mono [samples] at `rate`, played `speed` times as fast."""
    sound, had = soundfile.read(path, dtype="float32", always_2d=True)
    ratio = Fraction(rate, had) / Fraction(speed).limit_denominator(100)
    resampled = resample_poly(sound.mean(axis=1), ratio.numerator, ratio.denominator)
    return np.asarray(resampled, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Features:
    """One recording: at its own speed what the encoder reads and the tune, and the mels at every speed."""

    envelope: NDArray[np.float16]
    """[frames, bands]"""
    hertz: NDArray[np.float32]
    mels: tuple[NDArray[np.float16], ...]
    """One for each of SPEEDS, [frames / speed, bands]."""


def features(path: Path) -> Features:
    torch.set_num_threads(1)
    own = analyse(read(path), SETUP)
    mels = [log_mel(torch.from_numpy(read(path, speed=speed)), SETUP).T for speed in SPEEDS]
    return Features(
        own.envelope.astype(np.float16), own.pitch.hertz, tuple(mel.half().numpy() for mel in mels)
    )


@dataclass(frozen=True, slots=True)
class Corpus:
    """What training reads. `envelope` and each of `mels` hold all recordings, one behind the other."""

    recordings: list[Recording]
    envelope: NDArray[np.float16]
    hertz: NDArray[np.float32]
    begins: NDArray[np.int64]
    """[recordings + 1] into envelope and hertz."""
    mels: list[NDArray[np.float16]]
    mel_begins: list[NDArray[np.int64]]


def corpus(cache: Path, held_out: bool = False, processes: int = 2) -> Corpus:
    """Analyse the training recordings (or the held-out ones of training voices), or find that it was done."""
    chosen = [r for r in recordings(speech_folder()) if r.split == "train" and r.held_out == held_out]
    file = cache / ("held_out.npz" if held_out else "train.npz")
    if not file.exists():
        with ProcessPoolExecutor(processes) as pool:
            found = list(pool.map(features, [r.path for r in chosen], chunksize=16))
        arrays = {
            "envelope": np.concatenate([f.envelope for f in found]),
            "hertz": np.concatenate([f.hertz for f in found]),
            "lengths": np.array([len(f.hertz) for f in found]),
        }
        for k in range(len(SPEEDS)):
            arrays[f"mel{k}"] = np.concatenate([f.mels[k] for f in found])
            arrays[f"lengths{k}"] = np.array([len(f.mels[k]) for f in found])
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / "new.npz").open("wb") as out:
            np.savez(out, **arrays)  # type: ignore[arg-type]
        (cache / "new.npz").replace(file)
    with np.load(file) as kept:
        return Corpus(
            chosen,
            kept["envelope"],
            kept["hertz"],
            _begins(kept["lengths"]),
            [kept[f"mel{k}"] for k in range(len(SPEEDS))],
            [_begins(kept[f"lengths{k}"]) for k in range(len(SPEEDS))],
        )


def _begins(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
