"""Sounds read, measured and pictured, against what is known of sines."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from app.core.contract import UserError
from app.core.sounds import (
    bundled_samples,
    gain_between,
    loudness,
    read_sound,
    row_hertz,
    row_of,
    spectrogram,
)

Array = NDArray[np.float32]


def sine(hertz: float, rate: int, seconds: float = 2.0, peak: float = 1.0) -> Array:
    """Give a tone, mono float32."""
    return (peak * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.wav", {"subtype": "PCM_16"}),
        ("a.flac", {"subtype": "PCM_24"}),
        ("a.ogg", {"format": "OGG", "subtype": "VORBIS"}),
        ("a.opus", {"format": "OGG", "subtype": "OPUS"}),
        ("a.mp3", {"format": "MP3"}),
        ("a.aiff", {"subtype": "PCM_16"}),
    ],
)
def test_each_format_gives_the_tone_back(tmp_path: Path, name: str, how: dict[str, str]) -> None:
    stereo = np.stack([sine(440, 48_000, peak=0.5), sine(440, 48_000, peak=0.3)], axis=1)
    soundfile.write(tmp_path / name, stereo, 48_000, **how)
    sound = read_sound(tmp_path / name, 16_000)
    assert sound.rate == 16_000 and sound.samples.dtype == np.float32 and sound.samples.ndim == 1
    assert sound.seconds == pytest.approx(2.0, abs=0.06) and sound.file == str(tmp_path / name)
    middle = sound.samples[8_000:24_000]
    strongest = np.abs(np.fft.rfft(middle)).argmax()
    assert strongest == 440
    assert np.abs(middle).max() == pytest.approx(0.4, abs=0.02)  # the mean of both channels


def test_what_resampling_would_mirror_is_gone(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "high.wav", sine(10_000, 48_000, peak=0.5), 48_000)
    assert np.abs(read_sound(tmp_path / "high.wav", 16_000).samples[1000:-1000]).max() < 0.01


def test_each_mistake_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound")
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 16_000)
    soundfile.write(tmp_path / "nan.wav", np.array([0.0, np.nan]), 16_000, subtype="FLOAT")
    soundfile.write(tmp_path / "long.flac", np.zeros(31 * 60 * 1000), 1000)
    (tmp_path / "raw.raw").write_bytes(b"\x00" * 100)
    for name, words in {
        "none.wav": "is not there",
        "text.wav": "cannot be read as a sound",
        "raw.raw": "cannot be read as a sound",
        "empty.wav": "holds no sound",
        "nan.wav": "no numbers",
        "long.flac": "31 minutes long",
        "": "is a folder",
    }.items():
        with pytest.raises(UserError, match=words) as caught:
            read_sound(tmp_path / name, field="source")
        assert caught.value.field == "source" and str(caught.value).endswith((".", "?"))
    with pytest.raises(UserError, match="Choose a sound first"):
        read_sound(" ")


def test_too_loud_a_file_is_scaled_to_full(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "loud.wav", sine(100, 8000, peak=4.0), 8000, subtype="FLOAT")
    assert np.abs(read_sound(tmp_path / "loud.wav").samples).max() == pytest.approx(1.0)


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100, 48_000])
def test_loudness_of_the_reference_tone(rate: int) -> None:
    assert loudness(sine(997, rate, 5), rate) == pytest.approx(-3.01, abs=0.05)  # BS.1770-4
    assert loudness(sine(997, rate, 5, peak=0.1), rate) == pytest.approx(-23.01, abs=0.05)


def test_loudness_hears_as_ears_do() -> None:
    low, high = loudness(sine(40, 48_000), 48_000), loudness(sine(4000, 48_000), 48_000)
    assert low < -8 < -3.0 < high < 1.0
    speech = sine(997, 48_000, 2, peak=0.1)
    paused = np.concatenate([speech, np.zeros(48_000 * 20, np.float32)])
    assert loudness(paused, 48_000) == pytest.approx(loudness(speech, 48_000), abs=0.6)  # pauses are gated
    long = sine(997, 48_000, 12)  # longer than a chunk of the filter
    assert loudness(long, 48_000) == pytest.approx(-3.01, abs=0.05)
    assert loudness(np.zeros(1000, np.float32), 16_000) == -math.inf
    assert loudness(np.zeros(0, np.float32), 16_000) == -math.inf
    assert loudness(sine(997, 16_000, 0.1), 16_000) == pytest.approx(-3.0, abs=0.4)


def test_the_gain_between_makes_equally_loud() -> None:
    quiet, loud = sine(500, 16_000, peak=0.05), sine(500, 16_000, peak=0.4)
    gain = gain_between(loudness(quiet, 16_000), loudness(loud, 16_000))
    assert gain == pytest.approx(8.0, rel=1e-3)
    assert gain_between(-math.inf, -20.0) == 1.0 and gain_between(-200.0, 0.0) == pytest.approx(31.6, abs=0.1)


@pytest.mark.parametrize("spacing", ["mel", "linear"])
@pytest.mark.parametrize("rate", [16_000, 24_000])
def test_a_tone_stands_in_its_row(spacing: str, rate: int) -> None:
    found = spectrogram(sine(1000, rate, 1.0), rate, rows=128, spacing=spacing, highest=8000.0)  # type: ignore[arg-type]
    assert found.shape == (128, 101) and found.dtype == np.float32
    row = int(found[:, 50].argmax())
    centres = row_hertz(128, 8000.0, spacing)  # type: ignore[arg-type]
    assert row == np.abs(centres - 1000).argmin()
    assert row_of(1000, 128, 8000.0, spacing) == pytest.approx(row, abs=0.6)  # type: ignore[arg-type]
    assert -12 < found[row, 50] < 0 and found[120, 50] == -90


def test_frames_are_centred_where_they_say() -> None:
    click = np.zeros(16_000, np.float32)
    click[8000] = 1.0
    found = spectrogram(click, 16_000)
    assert found.max(axis=0).argmax() == 50
    assert spectrogram(np.zeros(3, np.float32), 16_000).shape == (128, 1)


def test_the_bundled_voices_are_what_their_list_says() -> None:
    samples = bundled_samples()
    assert [one.kind for one in samples] == ["source"] * 8 + ["target"] * 4
    assert (
        len({one.id for one in samples}) == 12 and sum(one.path.stat().st_size for one in samples) < 400_000
    )
    for one in samples:
        sound = read_sound(one.id)
        assert sound.seconds == pytest.approx(one.seconds, abs=0.05) and "Apache-2.0" in one.licence
        assert (2.9 < sound.seconds < 5) if one.kind == "source" else (8 < sound.seconds < 12)
        assert loudness(sound.samples, sound.rate) > -40 and one.text.endswith(".")
