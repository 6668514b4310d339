"""Conversions held against judges that no training or selection touched.

    INKLING_DATA=... INKLING_JUDGES_PYTHON=.../bin/python python -m tests.benchmarks.voices [--model M] [--many 210]

The judges are those of `$INKLING_DATA/speech/judges.py`: Resemblyzer, Whisper tiny.en, DNSMOS; for pitch torchcrepe
and, beside it, Praat, which is an octave off now and then where a voice creaks.
Natural and copy-synthesised speech and a conversion without a network are judged beside.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from model_zoo import cards
from model_zoo.loaders import voice_conversion
from model_zoo.recipes.voice_corpus import HELD_OUT, read
from model_zoo.voices.conversion import VoiceConversion
from tests.benchmarks.judging import Heard, judge
from tests.benchmarks.report import finish, table
from tests.benchmarks.voice_cases import (
    COMPARED,
    SEEN,
    SOURCES,
    UNSEEN,
    Case,
    Speech,
    cases,
    copied,
    save,
    sounded,
    without_network,
)
from tests.benchmarks.voice_scores import (
    cepstra,
    distortion,
    errors,
    interval,
    rate,
    semitones_apart,
    tune_agreement,
)

ALL = ["who", "what", "clean", "tune"]
UNASKED = (float("nan"),) * 3
"""Words and cleanliness take a judge's second each: of conversions without band matching they are not asked."""


def make(
    model: VoiceConversion, chosen: list[Case], speech: Speech, folder: Path
) -> tuple[list[Any], list[float]]:
    """Convert all; files of each case (converted, without a network, without band matching), real-time factors."""
    setup = model.setup
    voices = {t: model.voice(speech.reference(t)) for t in {case.target for case in chosen}}
    files, factors = [], []
    for number, case in enumerate(chosen):
        wave, voice = read(case.source.path), voices[case.target]
        begun = time.perf_counter()
        sound = sounded(model, model.plan(wave, voice))
        factors.append((time.perf_counter() - begun) / (len(wave) / setup.rate))
        bare = sounded(model, model.plan(wave, voice, matching=0.0))
        base = sounded(model, without_network(model, wave, voice))
        names = [folder / f"{number:03d}-{kind}.wav" for kind in ("net", "base", "bare")]
        files.append([save(p, s, setup.rate) for p, s in zip(names, (sound, base, bare), strict=True)])
    return files, factors


def natural(speech: Speech, model: VoiceConversion, folder: Path) -> dict[str, dict[tuple[str, int], str]]:
    """Recordings as they are and through the vocoder alone."""
    found: dict[str, dict[tuple[str, int], str]] = {"natural": {}, "copy": {}}
    speakers = sorted({*SOURCES, *SEEN, *UNSEEN})
    for speaker in speakers:
        for number in (*COMPARED, *HELD_OUT):
            wave = read(speech.recording(speaker, number).path)
            name = folder / f"{speaker}-{number}.wav"
            found["natural"][speaker, number] = save(name, wave, model.setup.rate)
            if speaker in SOURCES and number in HELD_OUT:
                name = folder / f"{speaker}-{number}-copy.wav"
                found["copy"][speaker, number] = save(name, copied(model, wave), model.setup.rate)
    return found


class Scores:
    """Figures of one way to convert."""

    def __init__(
        self, chosen: list[Case], files: list[str], heard: Heard, plain: dict[tuple[str, int], str]
    ) -> None:
        self.chosen, self.files, self.heard = chosen, files, heard
        self.who = {
            speaker: np.mean([heard[plain[speaker, n]]["who"] for n in COMPARED], axis=0)
            for speaker in {s for s, _ in plain}
        }
        self.plain = plain

    def near(self, file: str, speaker: str) -> float:
        """Cosine of a file to a speaker's mean over other sentences."""
        a, b = np.asarray(self.heard[file]["who"]), self.who[speaker]
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    def rows(self, unseen: bool) -> list[tuple[Case, str]]:
        return [(c, f) for c, f in zip(self.chosen, self.files, strict=True) if c.unseen == unseen]

    def closer(self, unseen: bool) -> tuple[float, float, float]:
        return interval(
            [float(self.near(f, c.target) > self.near(f, c.source.speaker)) for c, f in self.rows(unseen)]
        )

    def gap(self, unseen: bool) -> tuple[float, float, float]:
        """(similarity reached - of the source) / (of the target to itself - of the source)."""
        rows = self.rows(unseen)
        reached = [self.near(f, c.target) for c, f in rows]
        before = [self.near(self.plain[c.source.speaker, c.source.number], c.target) for c, _ in rows]
        same = [np.mean([self.near(self.plain[c.target, n], c.target) for n in HELD_OUT]) for c, _ in rows]
        base, whole = np.mean(before), np.mean(same)
        return interval([(x - base) / (whole - base) for x in reached])

    def wrong(self, unseen: bool | None, split: Any) -> tuple[float, float, float]:
        rows = [*self.rows(False), *self.rows(True)] if unseen is None else self.rows(unseen)
        if any("what" not in self.heard[f] for _, f in rows):
            return UNASKED
        return rate([errors(c.source.text, self.heard[f]["what"], split) for c, f in rows])

    def clean(self) -> tuple[float, float, float]:
        return interval([self.heard[f].get("clean", float("nan")) for f in self.files])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="inkling-voices")
    parser.add_argument("--many", type=int, default=210)
    parser.add_argument("--keep", type=Path, help="a folder for the sounds, and what was heard in them")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    options = parser.parse_args()
    torch.set_num_threads(2)
    model = voice_conversion.load_own(
        cards.find(options.model), torch.device("cpu"), torch.float32, lambda share, note: None
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        figures = measure(model, Speech(), options.many, folder)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    finish("voices", figures)
    return 0


def measure(model: VoiceConversion, speech: Speech, many: int, folder: Path) -> dict[str, float]:
    """Convert, have it judged, print the table, give the figures."""
    chosen = cases(speech, many)
    files, factors = make(model, chosen, speech, folder)
    beside = natural(speech, model, folder)
    listed = {file: _asked(*place) for place, file in beside["natural"].items()}
    listed |= dict.fromkeys((*beside["copy"].values(), *(f for row in files for f in row[:2])), ALL)
    listed |= {row[2]: ["who", "tune"] for row in files}
    heard = judge(listed, folder)
    ways = {
        name: Scores(chosen, [row[k] for row in files], heard, beside["natural"])
        for k, name in enumerate(("converted", "no network", "unmatched"))
    }
    rows: list[list[str]] = []
    figures: dict[str, float] = {"conversions": len(chosen)}

    def line(
        name: str, key: str, values: dict[str, tuple[float, float, float]], scale: float = 100.0
    ) -> None:
        cells = [
            "" if np.isnan(v[0]) else f"{v[0] * scale:.2f} ({v[1] * scale:.2f} to {v[2] * scale:.2f})"
            for v in values.values()
        ]
        rows.append([name, *cells])
        known = {way.replace(" ", "_"): v[0] * scale for way, v in values.items() if not np.isnan(v[0])}
        figures.update({f"{key}_{way}": value for way, value in known.items()})

    for unseen, word in ((False, "seen"), (True, "unseen")):
        line(
            f"closer to the target, {word}, %",
            f"closer_{word}",
            {w: s.closer(unseen) for w, s in ways.items()},
        )
        line(f"gap closed, {word}, %", f"gap_{word}", {w: s.gap(unseen) for w, s in ways.items()})
        line(
            f"character error, {word}, %", f"cer_{word}", {w: s.wrong(unseen, list) for w, s in ways.items()}
        )
    line("word error, %", "wer", {w: s.wrong(None, str.split) for w, s in ways.items()})
    line("DNSMOS", "dnsmos", {w: s.clean() for w, s in ways.items()}, 1.0)
    line("melody kept", "melody", {w: _melody(s, "tune") for w, s in ways.items()}, 1.0)
    line("melody kept, by Praat", "melody_praat", {w: _melody(s, "praat") for w, s in ways.items()}, 1.0)
    line("pitch off, semitones", "semitones", {w: _off(s) for w, s in ways.items()}, 1.0)
    line("cepstral distortion less by, %", "mcd_less", _distortions(model, chosen, files, speech))
    table(f"{len(chosen)} conversions", ["", *ways], rows)
    figures |= _plain_speech(beside, heard, speech)
    figures["real_time_factor"] = float(np.median(factors))
    print(f"real-time factor {figures['real_time_factor']:.3f} on {torch.get_num_threads()} threads")
    return figures


def _asked(speaker: str, number: int) -> list[str]:
    """What is to be known of a natural recording: of most only who speaks, and how high."""
    if number not in HELD_OUT:
        return ["who"]
    return ALL if speaker in SOURCES else ["who", "tune"]


def _melody(scores: Scores, judge: str) -> tuple[float, float, float]:
    return interval(
        [
            tune_agreement(
                np.array(scores.heard[f][judge]),
                np.array(scores.heard[scores.plain[c.source.speaker, c.source.number]][judge]),
            )
            for c, f in zip(scores.chosen, scores.files, strict=True)
        ]
    )


def _off(scores: Scores) -> tuple[float, float, float]:
    means = {}
    for speaker in {c.target for c in scores.chosen}:
        tunes = np.concatenate([scores.heard[scores.plain[speaker, n]]["tune"] for n in HELD_OUT])
        means[speaker] = float(np.log(tunes[tunes > 0]).mean())
    return interval(
        [
            semitones_apart(np.array(scores.heard[f]["tune"]), means[c.target])
            for c, f in zip(scores.chosen, scores.files, strict=True)
        ]
    )


def _distortions(
    model: VoiceConversion, chosen: list[Case], files: list[list[str]], speech: Speech
) -> dict[str, tuple[float, float, float]]:
    """On parallel sentences: by how much the distance to the target's own recording of the sentence shrinks."""
    ways: list[list[float]] = [[], [], []]
    for case, row in list(zip(chosen, files, strict=True))[::3]:
        real = cepstra(model.analyse(read(speech.recording(case.target, case.source.number).path)))
        before = distortion(cepstra(model.analyse(read(case.source.path))), real)
        for way, file in zip(ways, row, strict=True):
            way.append(1.0 - distortion(cepstra(model.analyse(read(Path(file)))), real) / before)
    names = ("converted", "no network", "unmatched")
    return {name: interval(way) for name, way in zip(names, ways, strict=True)}


def _plain_speech(
    beside: dict[str, dict[tuple[str, int], str]], heard: Heard, speech: Speech
) -> dict[str, float]:
    """The same judges on what was not converted."""
    figures: dict[str, float] = {}
    rows = []
    for kind, files in beside.items():
        held = {place: f for place, f in files.items() if place[1] in HELD_OUT and place[0] in SOURCES}
        said = {place: speech.recording(*place).text for place in held}
        characters = rate([errors(said[p], heard[f]["what"], list) for p, f in held.items()])
        words = rate([errors(said[p], heard[f]["what"], str.split) for p, f in held.items()])
        clean = interval([heard[f]["clean"] for f in held.values()])
        rows.append(
            [kind, *(f"{v * s:.2f}" for v, s in ((characters[0], 100), (words[0], 100), (clean[0], 1)))]
        )
        figures |= {
            f"{kind}_cer": characters[0] * 100,
            f"{kind}_wer": words[0] * 100,
            f"{kind}_dnsmos": clean[0],
        }
        if kind == "copy":
            own = [
                float(np.dot(heard[f]["who"], heard[beside["natural"][p]]["who"])) for p, f in held.items()
            ]
            figures["copy_cosine"] = float(np.mean(own))
    table("not converted", ["", "character error, %", "word error, %", "DNSMOS"], rows)
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
