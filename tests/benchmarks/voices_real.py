"""Real people as sources, held against the same judges, without a threshold: who, how clean, which tune.

    INKLING_DATA=... INKLING_JUDGES_PYTHON=.../bin/python python -m tests.benchmarks.voices_real STAMPS [--many 96]

STAMPS is the Debian package tuxpaint-stamps-default, unpacked: volunteers read captions, one for each language. Words
are not asked for: the judge of words knows English, and the English captions are a word or two long.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import torch

from model_zoo import cards
from model_zoo.loaders import voice_conversion
from model_zoo.recipes.voice_corpus import read
from model_zoo.voices.conversion import VoiceConversion
from tests.benchmarks.judging import Heard, judge
from tests.benchmarks.report import finish, table
from tests.benchmarks.voice_cases import UNSEEN, Speech, save, sounded, without_network
from tests.benchmarks.voice_scores import interval, semitones_apart, tune_agreement

SPEAKERS = ("fr", "es", "ca", "ro", "bg", "ru", "el", "da")
TARGETS = ("af_heart", "am_fenrir", *UNSEEN[:2])
SECONDS = (2.0, 8.0)
"""Shorter captions hold no voice to compare with."""
OWN = 8
"""Other captions of the same person, which the judge compares with."""


@dataclass(frozen=True, slots=True)
class Caption:
    path: Path
    speaker: str


def captions(stamps: Path, speaker: str) -> list[Caption]:
    """What one volunteer read, of a length that can be judged, in an order that no result had a part in."""
    found = [
        Caption(path, speaker)
        for path in sorted(stamps.rglob(f"*_desc_{speaker}.ogg"))
        if SECONDS[0] <= len(read(path)) / 16_000 <= SECONDS[1]
    ]
    return found[:: max(1, len(found) // 40)]


@dataclass(frozen=True, slots=True)
class Row:
    """A caption, whom it was converted to, and the files: as it was, converted, converted without a network."""

    caption: Caption
    target: str
    natural: str
    made: str
    base: str


def person(heard: Heard, files: list[str]) -> np.ndarray:
    mean: np.ndarray = np.mean([heard[file]["who"] for file in files], axis=0)
    return mean / np.linalg.norm(mean)


def measure(
    model: VoiceConversion, speech: Speech, stamps: Path, many: int, folder: Path
) -> dict[str, float]:
    """Convert, have it judged, print a row for each person, give the figures."""
    voices = {target: model.voice(speech.reference(target)) for target in TARGETS}
    each = many // len(SPEAKERS)
    own: dict[str, list[str]] = {}
    rows: list[Row] = []
    for speaker in SPEAKERS:
        read_aloud = captions(stamps, speaker)
        own[speaker] = [
            save(folder / f"{speaker}-own-{k}.wav", read(one.path), 16_000)
            for k, one in enumerate(read_aloud[-OWN:])
        ]
        for k, (caption, target) in enumerate(list(product(read_aloud[:-OWN], TARGETS))[:each]):
            wave = read(caption.path)
            stem = folder / f"{speaker}-{k}"
            natural = save(stem.with_suffix(".wav"), wave, 16_000)
            made = save(Path(f"{stem}-net.wav"), sounded(model, model.plan(wave, voices[target])), 16_000)
            plan = without_network(model, wave, voices[target])
            base = save(Path(f"{stem}-base.wav"), sounded(model, plan), 16_000)
            rows.append(Row(caption, target, natural, made, base))
    theirs = {
        t: [save(folder / f"{t}-{n}.wav", read(speech.recording(t, n).path), 16_000) for n in range(6, 14)]
        for t in TARGETS
    }
    listed = {file: ["who", "tune"] for files in (*own.values(), *theirs.values()) for file in files}
    for row in rows:
        listed |= {file: ["who", "clean", "tune"] for file in (row.natural, row.made, row.base)}
    heard = judge(listed, folder)
    return _told(heard, rows, own, theirs)


def _told(
    heard: Heard,
    rows: list[Row],
    own: dict[str, list[str]],
    theirs: dict[str, list[str]],
) -> dict[str, float]:
    people = {name: person(heard, files) for name, files in (own | theirs).items()}
    pitches = {t: _log_mean(np.concatenate([heard[f]["tune"] for f in files])) for t, files in theirs.items()}
    same = {t: float(np.mean([_near(heard, f, people[t]) for f in files])) for t, files in theirs.items()}
    printed, figures = [], {"conversions": float(len(rows))}
    for speaker in (*SPEAKERS, "all"):
        of = [row for row in rows if speaker in ("all", row.caption.speaker)]
        for way in ("converted", "no network"):
            values = _figures(
                heard, of, [r.made if way == "converted" else r.base for r in of], people, pitches, same
            )
            printed.append([f"{speaker}, {way}", *(f"{v:.2f}" for v in values.values())])
            if speaker == "all":
                figures |= {f"real_{n}_{way.replace(' ', '_')}": v for n, v in values.items()}
    clean = [heard[r.natural]["clean"] for r in rows]
    figures["real_natural_dnsmos"] = float(np.mean(clean))
    head = ["", "closer %", "gap closed %", "DNSMOS", "melody", "semitones off"]
    table(f"{len(rows)} conversions of real people", head, printed)
    print(f"natural: DNSMOS {np.mean(clean):.2f}")
    return figures


def _figures(
    heard: Heard,
    rows: list[Row],
    files: list[str],
    people: dict[str, np.ndarray],
    pitches: dict[str, float],
    same: dict[str, float],
) -> dict[str, float]:
    """What one way of converting did with `rows`, which became `files`."""
    pairs = list(zip(rows, files, strict=True))
    near = [_near(heard, f, people[r.target]) for r, f in pairs]
    own = [_near(heard, f, people[r.caption.speaker]) for r, f in pairs]
    before = np.mean([_near(heard, r.natural, people[r.target]) for r in rows])
    whole = np.mean([same[r.target] for r in rows])
    tunes = [(np.array(heard[f]["tune"]), np.array(heard[r.natural]["tune"]), r.target) for r, f in pairs]
    return {
        "closer": float(np.mean([a > b for a, b in zip(near, own, strict=True)])) * 100,
        "gap": float((np.mean(near) - before) / (whole - before)) * 100,
        "dnsmos": interval([heard[f]["clean"] for f in files])[0],
        "melody": interval([tune_agreement(made, was) for made, was, _ in tunes])[0],
        "semitones": interval([semitones_apart(made, pitches[target]) for made, _, target in tunes])[0],
    }


def _near(heard: Heard, file: str, whom: np.ndarray) -> float:
    vector = np.asarray(heard[file]["who"])
    return float(vector @ whom / np.linalg.norm(vector))


def _log_mean(tune: np.ndarray) -> float:
    return float(np.log(tune[tune > 0]).mean())


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stamps", type=Path)
    parser.add_argument("--model", default="inkling-voices")
    parser.add_argument("--many", type=int, default=96)
    parser.add_argument("--keep", type=Path, help="a folder for the sounds")
    options = parser.parse_args()
    torch.set_num_threads(2)
    card = cards.find(options.model)
    model = voice_conversion.load(card, torch.device("cpu"), torch.float32, lambda share, note: None)
    if not isinstance(model, VoiceConversion):
        raise SystemExit(f"{options.model} is no model of the recipe inkling_voices.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        figures = measure(model, Speech(), options.stamps, options.many, folder)
    finish("voices_real", figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
