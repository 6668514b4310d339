"""The speech that voices are learned from, analysed once and kept as arrays.

Synthetic voices, labelled so: 74 speakers of the Kokoro-82M text-to-speech model (Apache-2.0), four of which are
`unseen` and never read here, and of each shared sentence from `HELD_OUT` on no recording either. Every
recording is also read at other speeds: faster, its voice is higher and its throat shorter, a voice of its own
(Ko et al. 2015, audio augmentation for speech recognition). What `corpora.parallel_speech` made comes behind them.
"""

from __future__ import annotations

import csv
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

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
Arrays = dict[str, NDArray[Any]]


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
    """All of the folder's manifests, in their order."""
    rows: list[dict[str, str]] = []
    for manifest in sorted(folder.glob("manifest*.tsv")):
        with manifest.open(encoding="utf-8", newline="") as lines:
            rows += csv.DictReader(lines, delimiter="\t")
    return [
        Recording(
            folder / row["path"],
            row["speaker"],
            int(Path(row["path"]).stem),
            row["split"],
            float(row["seconds"]),
            row["text"],
        )
        for row in rows
    ]


def read(path: Path, rate: int = SETUP.rate) -> NDArray[np.float32]:
    """A sound as mono [samples] at `rate`."""
    return _at_speed(*_decoded(path), rate, 1.0)


def _decoded(path: Path) -> tuple[NDArray[np.float32], int]:
    """A sound as mono [samples], and its rate."""
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return sound.mean(axis=1), rate


def _at_speed(sound: NDArray[np.float32], had: int, rate: int, speed: float) -> NDArray[np.float32]:
    """A sound [samples] of the rate `had` at `rate`, played `speed` times as fast."""
    ratio = Fraction(rate, had) / Fraction(speed).limit_denominator(100)
    return np.asarray(resample_poly(sound, ratio.numerator, ratio.denominator), dtype=np.float32)


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
    sound, had = _decoded(path)
    speeds = [_at_speed(sound, had, SETUP.rate, speed) for speed in SPEEDS]
    own = analyse(speeds[SPEEDS.index(1.0)], SETUP)
    mels = [log_mel(torch.from_numpy(wave), SETUP).T for wave in speeds]
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
    """Analyse the training recordings (or the held-out ones of training voices), or find that it was done.

    To train on, what lies in the cache's folder `parallel` comes as well.
    """
    chosen = [r for r in recordings(speech_folder()) if r.split == "train" and r.held_out == held_out]
    if held_out:
        return _joined(chosen, [_analysed(chosen, cache / "held_out.npz", processes)])
    more = recordings(cache / "parallel")
    parts = [_analysed(chosen, cache / "train.npz", processes)]
    if more:
        parts.append(_analysed(more, cache / "parallel.npz", processes))
    return _joined(chosen + more, parts)


def _analysed(chosen: list[Recording], file: Path, processes: int) -> Arrays:
    """Features of recordings, one behind the other, and their lengths; kept in `file` for these recordings."""
    names = np.array([f"{r.speaker}/{r.number}" for r in chosen])
    if file.exists():
        with np.load(file) as kept:
            if "names" in kept and np.array_equal(kept["names"], names):
                return dict(kept)
    with ProcessPoolExecutor(processes) as pool:
        found = list(pool.map(features, [r.path for r in chosen], chunksize=16))
    arrays: Arrays = {
        "names": names,
        "envelope": np.concatenate([f.envelope for f in found]),
        "hertz": np.concatenate([f.hertz for f in found]),
        "lengths": np.array([len(f.hertz) for f in found]),
    }
    for k in range(len(SPEEDS)):
        arrays[f"mel{k}"] = np.concatenate([f.mels[k] for f in found])
        arrays[f"lengths{k}"] = np.array([len(f.mels[k]) for f in found])
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new.npz")
    np.savez(new, **arrays)  # type: ignore[arg-type]
    new.replace(file)
    return arrays


def _joined(chosen: list[Recording], parts: list[Arrays]) -> Corpus:
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return Corpus(
        chosen,
        whole["envelope"],
        whole["hertz"],
        _begins(whole["lengths"]),
        [whole[f"mel{k}"] for k in range(len(SPEEDS))],
        [_begins(whole[f"lengths{k}"]) for k in range(len(SPEEDS))],
    )


def _begins(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
