"""What leaks through the codes: as it was measured after training, or anew on recordings of one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from app.core.contract import Progress, UserError
from app.core.sounds import ENDINGS, read_sound
from app.demos.voice_conversion.contract import Leakage, Score, VariantLeak
from model_zoo.voices.conversion import VoiceConversion
from model_zoo.voices.converter import SHORTEST
from model_zoo.voices.leakage import Probe, probes

FILE = "leakage.json"
#: Recordings: more take minutes, and say no more.
MOST = 600
#: Speakers, and recordings of each, below which no probe can be learned and asked.
FEWEST = 2
#: Sentences that all speakers say from which the content can be asked for.
_SHARED = 3


def stored(model: VoiceConversion, progress: Progress) -> Leakage:
    """What stands beside the model's card. Raises UserError where there is nothing, or nothing that can be read."""
    progress.report(None, "Reading what was measured")
    path = model.card.path / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        variants = tuple(_variant(one) for one in found["variants"] if one["variant"] in model.variants)
        counts = (int(found["utterances"]), int(found["speakers"]), int(found["sentences"]))
    except FileNotFoundError:
        raise UserError(
            f"This model came without {FILE}: choose a folder of recordings, and it is measured on them.",
            "recordings",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{path.name} cannot be read ({error}): take the model's folder anew.", "recordings"
        ) from error
    progress.report(1.0, "Reading what was measured")
    return Leakage(variants, *counts, "")


def measured(model: VoiceConversion, folder: str, progress: Progress) -> Leakage:
    """Probes on a folder that holds a folder of recordings for each speaker.

    Recordings of the same name say the same sentence. Raises UserError for a folder that does not hold enough.
    """
    found = _recordings(folder)
    waves = []
    for number, (_, path) in enumerate(found):
        progress.report(0.1 * number / len(found), f"Reading {path.name}")
        wave = read_sound(path, model.setup.rate, "recordings").samples
        if len(wave) < SHORTEST * model.setup.rate:
            raise UserError(
                f"{path.name} is shorter than {SHORTEST} s: take it out of the folder.", "recordings"
            )
        waves.append(wave[: 20 * model.setup.rate])
    analyses = []
    for number, wave in enumerate(waves):
        progress.report(0.1 + 0.4 * number / len(waves), f"Analysing {number + 1} of {len(waves)}")
        analyses.append((model.analyse(wave).envelope, model.mel(wave)))
    speakers = [speaker for speaker, _ in found]
    sentences = _sentences(found)
    variants = []
    for at, name in enumerate(model.variants):
        begin = 0.5 + 0.5 * at / len(model.variants)
        codes, vectors = [], []
        for number, (envelope, mel) in enumerate(analyses):
            progress.report(begin, f"{name}: {number + 1} of {len(analyses)}")
            codes.append(model.code(envelope, name))
            vectors.append(model.vector(mel, name))

        def report(note: str, name: str = name, begin: float = begin) -> None:
            progress.report(begin, f"{name}: {note}")

        try:
            scores = probes(codes, np.stack(vectors), speakers, sentences, report)
        except ValueError as error:
            raise UserError(f"These recordings are too few: {error}.", "recordings") from error
        shape = model.net(name).shape
        variants.append(VariantLeak(name, shape.code, shape.normalised, shape.codebook, _scores(scores)))
    shared = len(set(sentences)) if sentences else 0
    return Leakage(tuple(variants), len(found), len(set(speakers)), shared, folder)


def _recordings(folder: str) -> list[tuple[str, Path]]:
    """Speakers and files, sorted."""
    if len(folder) > 4000 or "\x00" in folder:
        raise UserError(
            "That is no folder: choose one with a folder of recordings for each speaker.", "recordings"
        )
    root = Path(folder).expanduser()
    try:
        inside = sorted(one for one in root.iterdir() if one.is_dir()) if root.is_dir() else None
        if inside is None:
            raise UserError(f"There is no folder “{root.name[:60]}”: choose another one.", "recordings")
        found = [
            (one.name, file)
            for one in inside
            for file in sorted(one.iterdir())
            if file.suffix.lower() in ENDINGS
        ]
    except (OSError, ValueError) as error:
        raise UserError(f"The folder cannot be read: {error}. Choose another one.", "recordings") from error
    speakers = [speaker for speaker, _ in found]
    few = [one for one in set(speakers) if speakers.count(one) < FEWEST]
    if len(set(speakers)) < FEWEST or few:
        raise UserError(
            f"“{root.name[:60]}” needs a folder for each of {FEWEST} speakers or more, each with {FEWEST} recordings "
            "at least.",
            "recordings",
        )
    if len(found) > MOST:
        raise UserError(f"{len(found):,} recordings are too many: {MOST} are enough.", "recordings")
    return found


def _sentences(found: list[tuple[str, Path]]) -> list[str] | None:
    """What is said, by the files' names, where all speakers have the same names; else None."""
    names: dict[str, set[str]] = {}
    for speaker, path in found:
        names.setdefault(speaker, set()).add(path.stem)
    shared = set.intersection(*names.values())
    same = all(own == shared for own in names.values())
    return [path.stem for _, path in found] if same and len(shared) >= _SHARED else None


def _variant(given: dict[str, Any]) -> VariantLeak:
    scores = {kind: Probe(**numbers) for kind, numbers in given["probes"].items()}
    return VariantLeak(
        given["variant"],
        int(given["width"]),
        bool(given["normalised"]),
        int(given["codebook"]),
        _scores(scores),
    )


def _scores(found: dict[str, Probe]) -> tuple[Score, ...]:
    return tuple(
        Score(kind, one.accuracy, one.low, one.high, one.chance, one.count)  # type: ignore[arg-type]
        for kind, one in found.items()
    )
