"""Sounds written, and opened again by another library."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
from matplotlib.figure import Figure
from pypdf import PdfReader

from app.core.contract import Sound, UserError, View
from app.core.export import save_all, save_figure, save_sound
from app.core.export.spectrograms import SpectrogramPane, draw_spectrograms
from app.core.schema import decode, dumps
from tests.export.sample import NASTY, SHA256, bars, record


@dataclass(frozen=True, slots=True)
class Answer:
    """What a demo with a sound gives."""

    audio: Sound | None


def tone() -> Sound:
    """A second and a half, some of it beyond full scale."""
    times = np.arange(24_000) / 16_000
    return Sound((1.2 * np.sin(2 * np.pi * 220 * times)).astype(np.float32), 16_000)


@pytest.mark.parametrize("ending", [".wav", ".flac"])
@pytest.mark.parametrize("depth", [16, 24])
def test_samples_and_settings_come_back(tmp_path: Path, ending: str, depth: int) -> None:
    sound = tone()
    path, sidecar = save_sound(tmp_path / f"a{ending}", sound, record(), "converted voice", depth)  # type: ignore[arg-type]
    with soundfile.SoundFile(path) as file:
        assert (file.samplerate, file.channels, file.subtype) == (16_000, 1, f"PCM_{depth}")
        assert file.title == "converted voice, Inkling, tiny" and file.software.startswith("Inkling 0.1.0")
        facts = json.loads(file.comment)
        heard = file.read()
    assert np.abs(heard - np.clip(sound.samples, -1, 1)).max() < 2.0 ** (2 - depth)
    assert facts["model_sha256"] == SHA256 and facts["request"]["text"] == NASTY and facts["seed"] == "3"
    assert json.loads(sidecar.read_text("ascii")) == facts and sidecar.name == f"a{ending}.json"
    assert sound.file == str(path) and json.loads(dumps({"audio": sound}))["audio"] == str(path)
    assert not list(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize("words", [1000, 8000])
def test_long_settings_survive(tmp_path: Path, words: int) -> None:
    long = record("word " * words)
    for ending in (".wav", ".flac"):
        path, sidecar = save_sound(tmp_path / f"a{ending}", tone(), long, "t")
        assert json.loads(sidecar.read_text())["request"]["text"] == "word " * words
        with soundfile.SoundFile(path) as file:
            facts = json.loads(file.comment)
        assert facts["model_sha256"] == SHA256
        assert facts["request"] == f"in a{ending}.json" or facts["request"]["text"] == "word " * words


def test_other_endings_are_a_sentence(tmp_path: Path) -> None:
    sound = tone()
    with pytest.raises(UserError, match=r"\.wav or \.flac"):
        save_sound(tmp_path / "a.mp3", sound, record(), "t")
    with pytest.raises(UserError, match="There is no folder"):
        save_sound(tmp_path / "no" / "a.wav", sound, record(), "t")
    assert sound.file is None


def test_the_runs_json_names_the_file(tmp_path: Path) -> None:
    sound = tone()
    run = record()
    object.__setattr__(run, "result", {"audio": sound})
    written = save_all(tmp_path, [bars(), View("converted", "Converted", sound=sound)], run, dpi=50)
    names = [path.name for path in written]
    assert names[:5] == [
        "converted.flac",
        "converted.flac.json",
        "converted.wav",
        "converted.wav.json",
        "run.json",
    ]
    assert json.loads((tmp_path / "run.json").read_text())["result"]["audio"] == str(
        tmp_path / "converted.wav"
    )


def test_a_named_sound_is_read_again(tmp_path: Path) -> None:
    sound = tone()
    save_sound(tmp_path / "a.wav", sound, record(), "t")
    again = decode(Answer, {"audio": sound.file})
    assert (
        again.audio is not None
        and again.audio.seconds == 1.5
        and decode(Answer, {"audio": None}).audio is None
    )


def test_spectrograms_are_vectors(tmp_path: Path) -> None:
    one, other = tone(), Sound(tone().samples[:20_000], 16_000)

    def draw(figure: Figure) -> None:
        hertz = [220.0] * 100 + [0.0] * 51
        panes = [SpectrogramPane("source", one, hertz), SpectrogramPane("converted", other)]
        draw_spectrograms(figure, panes, compare=(1, 0))

    view = View("spectrograms", "Spectrograms", draw=draw)
    path = save_figure(tmp_path / "a.pdf", view, record())
    page = PdfReader(path).pages[0]
    assert not list(page.images) and path.stat().st_size < 1_000_000
    words = page.extract_text()
    for word in ("source", "converted minus source", "pitch, Hz", "seconds", "4000", "dB"):
        assert word in words
