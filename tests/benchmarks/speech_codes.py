"""Speech rebuilt from codes, held against a judge that no training or selection touched, and how long an edit takes.

    INKLING_DATA=... INKLING_JUDGES_PYTHON=.../bin/python python -m tests.benchmarks.speech_codes [--many 60]

Held-out sentences of voices that were learned from, and of voices that were not: as they are, through the vocoder
alone (copy synthesis: what a perfect code would give), and from one, two, and all levels of codes. Whisper tiny.en
writes down what it hears; character errors of each way are compared sentence by sentence.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from model_zoo import cards
from model_zoo.latent.sound_codec import Array, Rebuilt
from model_zoo.latent.speech_codes import SpeechCodes
from model_zoo.loaders.latent_codes import load
from model_zoo.recipes.voice_corpus import HELD_OUT, Recording, read, recordings, speech_folder
from tests.benchmarks.judging import judge
from tests.benchmarks.report import finish, table
from tests.benchmarks.voice_cases import UNSEEN, save
from tests.benchmarks.voice_scores import errors, interval, rate


def sentences(many: int) -> list[Recording]:
    """Held-out sentences by as many voices as there are, a fifth of them by voices that were never heard."""
    held = [one for one in recordings(speech_folder()) if one.number in HELD_OUT]
    known = [one for one in held if one.split == "train"]
    strange = [one for one in held if one.speaker in UNSEEN]
    order = np.random.default_rng(5)
    chosen = [known[k] for k in order.permutation(len(known))[: many - many // 5]]
    return chosen + [strange[k] for k in order.permutation(len(strange))[: many // 5]]


def copied(model: SpeechCodes, wave: Array) -> Array:
    """The sound's own mel and pitch through the vocoder."""
    from model_zoo.voices.features import analyse

    pitch = analyse(wave, model.setup).pitch
    mel = model.mel(wave)[: len(pitch.hertz)]
    return np.concatenate(list(model.renderer.pieces(mel, pitch.hertz, 0)))[: len(wave)]


def edits(model: SpeechCodes, wave: Array, count: int = 30) -> list[tuple[float, float]]:
    """Edits of ten frames, each at another place: milliseconds by the clock, and of one core's own time."""
    made: Rebuilt = model.decode(model.encode(wave))
    random, found = np.random.default_rng(1), []
    for _ in range(count):
        numbers = made.coded.numbers.copy()
        at = int(random.integers(0, made.coded.count - 10))
        numbers[0, at : at + 10] = random.integers(0, model.size)
        numbers[1:, at : at + 10] = -1
        begin = time.perf_counter(), time.thread_time()
        made, _ = model.redecode(made, numbers)
        found.append((1000 * (time.perf_counter() - begin[0]), 1000 * (time.thread_time() - begin[1])))
    return found


def measure(model: SpeechCodes, many: int, folder: Path, bare: bool = False) -> dict[str, float]:
    """Rebuild, have it judged, print the table, give the figures."""
    chosen = sentences(many)
    ways: dict[str, list[str]] = {"natural": [], "copy": []}
    ways |= {f"codes_{levels}": [] for levels in range(1, model.levels + 1)}
    for number, one in enumerate(chosen):
        wave = read(one.path)
        coded = model.encode(wave)
        sounds = {"natural": wave, "copy": copied(model, wave)}
        for levels in range(1, model.levels + 1):
            sounds[f"codes_{levels}"] = model.decode(replace(coded, numbers=coded.numbers[:levels])).wave
        for way, sound in sounds.items():
            if bare and way not in ("copy", "codes_1", f"codes_{model.levels}"):
                continue
            ways[way].append(save(folder / f"{number:03d}-{way}.wav", sound, model.sample_rate))
    ways = {way: files for way, files in ways.items() if files}
    heard = judge({file: ["what"] for files in ways.values() for file in files}, folder)
    wrong = {
        way: [errors(one.text, heard[file]["what"], list) for one, file in zip(chosen, files, strict=True)]
        for way, files in ways.items()
    }
    figures: dict[str, float] = {"sentences": len(chosen)}
    rows = []
    for way, pairs in wrong.items():
        cer = rate(pairs)
        words = rate(
            [
                errors(one.text, heard[file]["what"], str.split)
                for one, file in zip(chosen, ways[way], strict=True)
            ]
        )
        more = interval([100 * (a - b) / n for (a, n), (b, _) in zip(pairs, wrong["copy"], strict=True)])
        figures |= {f"cer_{way}": 100 * cer[0], f"wer_{way}": 100 * words[0]}
        if way != "copy":
            figures[f"cer_over_copy_{way}"] = more[0]
        rows.append(
            [
                way,
                f"{100 * cer[0]:.2f} ({100 * cer[1]:.2f} to {100 * cer[2]:.2f})",
                f"{100 * words[0]:.2f}",
                f"{more[0]:+.2f} ({more[1]:+.2f} to {more[2]:+.2f})",
            ]
        )
    table(
        f"{len(chosen)} sentences", ["", "character error, %", "word error, %", "over copy synthesis"], rows
    )
    times = edits(model, read(chosen[0].path))
    wall, own = (sorted(column) for column in zip(*times, strict=True))
    figures |= {
        "edit_ms": wall[len(wall) // 2],
        "edit_core_ms": own[len(own) // 2],
        "edit_core_ms_worst": own[-1],
    }
    print(
        ", ".join(f"{name} {figures[name]:.0f}" for name in ("edit_ms", "edit_core_ms", "edit_core_ms_worst"))
    )
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="inkling-speech-codes")
    parser.add_argument("--many", type=int, default=60)
    parser.add_argument(
        "--bare", action="store_true", help="ask for copies, the first level and all of them only"
    )
    parser.add_argument("--keep", type=Path, help="a folder for the sounds")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    options = parser.parse_args()
    torch.set_num_threads(1)
    model = load(cards.find(options.model), torch.device("cpu"), torch.float32, lambda share, note: None)
    if not isinstance(model, SpeechCodes):
        raise SystemExit(f"{options.model} holds no codes of speech.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        figures = measure(model, options.many, folder, options.bare)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    finish("speech_codes", figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
