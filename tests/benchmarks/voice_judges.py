"""The judges of converted speech: run by the Python that has them, not by ours.

It imports nothing of this repository. Called as `python voice_judges.py JUDGES.py LIST.json OUT.json`: LIST names
sound files (16 kHz, mono); OUT gets for each its speaker vector, transcript, DNSMOS, and the tune by torchcrepe and
by Praat.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import types
from pathlib import Path
from typing import Any


def heard(file: str, judges: Any, asked: list[str]) -> dict[str, Any]:
    """What the judges say of one file; `asked` are some of who, what, clean, tune."""
    import soundfile

    wave, rate = soundfile.read(file, dtype="float32")
    if rate != 16_000:
        raise ValueError(f"{file} is at {rate} Hz; the judges listen at 16,000")
    found: dict[str, Any] = {}
    if "who" in asked:
        found["who"] = judges.speaker(wave).tolist()
    if "what" in asked:
        found["what"] = judges.words(wave)
    if "clean" in asked:
        found["clean"] = judges.cleanliness(wave)
    if "tune" in asked:
        found["tune"] = tune(wave, rate)
        found["praat"] = praat(wave, rate)
    return found


def tune(wave: Any, rate: int) -> list[float]:
    """Hertz every 10 ms by torchcrepe (Kim et al. 2018, CREPE), 0 where it hears no voice, as its README shows.

    Its smaller net: the larger one takes 13 seconds for one of speech here.
    """
    import torch

    crepe = _crepe()
    torch.manual_seed(0)  # it moves what it found by a random part of a bin
    sound = torch.from_numpy(wave)[None]
    hertz, periodicity = crepe.predict(
        sound,
        rate,
        rate // 100,
        65.0,
        600.0,
        model="tiny",
        decoder=crepe.decode.viterbi,
        return_periodicity=True,
        batch_size=512,
        device="cpu",
    )
    periodicity = crepe.filter.median(periodicity, 3)
    periodicity = crepe.threshold.Silence(-60.0)(periodicity, sound, rate, rate // 100)
    kept = crepe.threshold.At(0.21)(hertz, periodicity)[0].nan_to_num(0.0)
    return [float(value) for value in kept]


def _crepe() -> Any:
    """torchcrepe; it only reads files with torchaudio, which may want another torch than the judges have."""
    try:
        importlib.import_module("torchaudio")
    except (ImportError, OSError):
        sys.modules["torchaudio"] = types.ModuleType("torchaudio")
    return importlib.import_module("torchcrepe")


def praat(wave: Any, rate: int) -> list[float]:
    """Hertz every 10 ms by Praat's autocorrelation (Boersma 1993); 0 where it hears no voice."""
    parselmouth = importlib.import_module("parselmouth")
    pitch = parselmouth.Sound(wave.astype("float64"), rate).to_pitch_ac(
        time_step=0.01, pitch_floor=65.0, pitch_ceiling=600.0
    )
    return [float(value) for value in pitch.selected_array["frequency"]]


def main() -> None:
    code, jobs, out = (Path(name) for name in sys.argv[1:4])
    spec = importlib.util.spec_from_file_location("judges", code)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(code)
    judges = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judges)
    found = {}
    listed: dict[str, list[str]] = json.loads(jobs.read_text())
    for number, (file, asked) in enumerate(listed.items(), 1):
        found[file] = heard(file, judges, asked)
        print(f"\r{number} of {len(listed)} heard", end="", file=sys.stderr)
    print(file=sys.stderr)
    out.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
