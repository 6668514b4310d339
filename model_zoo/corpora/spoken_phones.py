"""Speech whose phones are known to the millisecond: sentences of Alice in Wonderland, spoken by flite.

Flite (Black and Lenzo 2001) is a synthesiser of Debian, its voices small and old; it says itself when each phone ends
(`-psdur`), so that no aligner is needed. The sentences lie in the same package.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model_zoo.corpora.archives import files
from model_zoo.corpora.download import obtain
from model_zoo.corpora.fetch import cache_folder
from model_zoo.corpora.packages import debian
from model_zoo.latent.phones import Labels

VOICES = ("awb", "kal16", "rms", "slt")
"""Four men and women, two kinds of synthesis: awb, rms and slt are statistical, kal16 is made of diphones."""
COUNT = 60
PACKAGES = tuple(
    debian(name, "2.2-5", sha256, gives, "MIT-Festival", "main/f/flite", "amd64")
    for name, sha256, gives in (
        (
            "flite",
            "f4ce03470bf9974c2cb9cacd981e6be29339ef4c97cf994dd6fa3f90e6544db9",
            "the program and a text",
        ),
        ("libflite1", "bfa8c591f1b47730b30b372ec38e02918a1c9795eada67684e1746390ad2f061", "its voices"),
    )
)
_TEXT = "/usr/share/doc/flite/examples/alice"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence by one voice: mono samples at 16 kHz, and its phones."""

    voice: str
    number: int
    text: str
    samples: NDArray[np.float32]
    labels: Labels


def spoken_phones(count: int = COUNT) -> list[Spoken]:
    """`count` sentences by each voice, made anew by the program (some seconds). SourceError without the packages."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for package in PACKAGES:
            _unpack(obtain(package, cache_folder() / "packages"), folder)
        chosen = sentences((folder / "alice").read_text(encoding="utf-8"))[:count]
        return [
            _spoken(folder, voice, number, text) for voice in VOICES for number, text in enumerate(chosen)
        ]


def sentences(text: str) -> list[str]:
    """Sentences of five to twelve words in the text's order, without quotation marks and words in capitals."""
    plain = re.sub(r"[`()\"_]|(?<=\W)'|'(?=\W)", " ", text.partition("Rabbit-Hole.")[2])
    found = [" ".join(part.split()) for part in re.split(r"[.!?;:*]+|--", plain)]
    return [one for one in found if 5 <= len(one.split()) <= 12 and not re.search(r"[A-Z]{2}|\d", one)]


def _unpack(archive: Path, folder: Path) -> None:
    """The program, its text, and its libraries under the names that it asks for."""

    def wanted(name: str) -> bool:
        return name in ("/usr/bin/flite", _TEXT) or ".so." in name

    for name, content in files(archive, wanted):
        target = folder / re.sub(r"\.so\..*", ".so.1", Path(name).name)
        target.write_bytes(content)
        target.chmod(0o755)


def _spoken(folder: Path, voice: str, number: int, text: str) -> Spoken:
    file = folder / "said.wav"
    command = [str(folder / "flite"), "-voice", voice, "-psdur", "-t", text, "-o", str(file)]
    done = subprocess.run(
        command,
        env={**os.environ, "LD_LIBRARY_PATH": str(folder)},
        capture_output=True,
        check=True,
        text=True,
    )
    pairs = [part.rsplit(":", 1) for part in done.stdout.split()]
    labels = Labels(tuple(float(end) for _, end in pairs), tuple(name for name, _ in pairs))
    with wave.open(str(file)) as sound:
        assert sound.getframerate() == 16_000
        samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2")
    return Spoken(voice, number, text, samples.astype(np.float32) / np.float32(32768), labels)
