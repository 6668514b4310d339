"""Voice models that users bring, through the demo's engine and the command line: what they do, warn of and refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
from numpy.typing import NDArray

from app.commands.main import main
from app.core.contract import SilentProgress, UserError
from app.core.sounds import read_sound
from app.demos.voice_conversion.contract import Piece, VoiceConversionRequest, VoiceConversionResult
from app.demos.voice_conversion.engine import VoiceConversionEngine
from model_zoo import cards
from model_zoo.loaders.voice_conversion import load
from tests.loaders import speech_zoo

Open = Callable[[str], VoiceConversionEngine]
Floats = NDArray[np.float64]

ASKED = VoiceConversionRequest(source="nova", target="lewis", seed=7, detail=True)
KINDS = ("nearest", "adain")
RATES = {"nearest": 16_000, "adain": 24_000}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("brought")
    return {
        "nearest": speech_zoo.speech_encoder("wavlm", root / "wavlm"),
        "adain": speech_zoo.adain_vc(root / "adain"),
    }


@pytest.fixture(scope="module")
def engines(folders: dict[str, Path]) -> dict[str, VoiceConversionEngine]:
    torch.set_num_threads(1)

    def opened(folder: Path) -> VoiceConversionEngine:
        card = cards.find(str(folder))
        return VoiceConversionEngine(load(card, torch.device("cpu"), torch.float32, lambda share, note: None))

    return {kind: opened(folder) for kind, folder in folders.items()}


class Watching(SilentProgress):
    """Keeps what is handed over."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def partial(self, value: object) -> None:
        assert isinstance(value, Piece)
        self.pieces.append(value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_as_long_as_its_source_is_made_and_told(
    engines: dict[str, VoiceConversionEngine], kind: str
) -> None:
    watching = Watching()
    found = engines[kind].run(ASKED, watching)
    assert found.audio is not None and found.source is not None and found.likeness is not None
    assert found.sample_rate == found.audio.rate == RATES[kind]
    assert len(found.audio.samples) == len(found.source.samples)
    assert np.isfinite(found.audio.samples).all() and float(np.abs(found.audio.samples).max()) > 0.01
    assert np.array_equal(np.concatenate([piece.samples for piece in watching.pieces]), found.audio.samples)
    assert found.map is None and found.warnings == ()
    assert len(found.source_hertz) == pytest.approx(100 * found.seconds, abs=2)
    again = engines[kind].run(ASKED, SilentProgress())
    assert again.audio is not None and np.array_equal(again.audio.samples, found.audio.samples)
    other = engines[kind].run(replace(ASKED, target="kore"), SilentProgress())
    assert other.audio is not None and not np.array_equal(other.audio.samples, found.audio.samples)
    assert other.speaker_vector != found.speaker_vector


def test_nearest_neighbours_follow_the_pitch_that_is_asked_for(
    engines: dict[str, VoiceConversionEngine],
) -> None:
    # An encoder that has learned nothing finds breath for many a vowel, and vowels for breath, which sound as they
    # did in the recording: only what is voiced in both has a pitch that was asked for.
    def both_voiced(found: VoiceConversionResult) -> tuple[Floats, Floats]:
        source, converted = (np.array(hertz) for hertz in (found.source_hertz, found.converted_hertz))
        both = (source > 0) & (converted > 0)
        assert both.sum() > 20
        return source[both], converted[both]

    found = engines["nearest"].run(ASKED, SilentProgress())
    assert found.f0 is not None
    _, converted = both_voiced(found)
    assert np.exp(np.log(converted).mean()) == pytest.approx(found.f0.target.mean, rel=0.06)
    keep = engines["nearest"].run(replace(ASKED, f0="keep", semitones=2.0), SilentProgress())
    source, converted = both_voiced(keep)
    assert np.median(12 * np.log2(converted / source)) == pytest.approx(2.0, abs=0.5)
    assert keep.warnings == ()


def test_a_pitch_that_is_not_followed_is_warned_of(engines: dict[str, VoiceConversionEngine]) -> None:
    for change in ({"f0": "keep"}, {"semitones": 3.0}, {"melody": 0.5}):
        found = engines["adain"].run(replace(ASKED, **change), SilentProgress())
        assert [warning for warning in found.warnings if "decides on the pitch by itself" in warning]


def test_a_short_reference_is_warned_of(engines: dict[str, VoiceConversionEngine], tmp_path: Path) -> None:
    path = tmp_path / "short.wav"
    soundfile.write(path, read_sound("lewis", 16_000).samples[: 9 * 16_000], 16_000)

    def warned(kind: str) -> tuple[str, ...]:
        return engines[kind].run(replace(ASKED, target=str(path)), SilentProgress()).warnings

    (sentence,) = warned("nearest")
    assert sentence.startswith("The target's recording is 9.0 s long: this model copies sounds out of it")
    assert "10 s or more" in sentence
    assert warned("adain") == ()
    soundfile.write(path, read_sound("lewis", 16_000).samples[16_000 : 2 * 16_000], 16_000)
    assert any("from 1.5 s on" in warning for warning in warned("adain"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_cannot_is_one_sentence(engines: dict[str, VoiceConversionEngine], kind: str) -> None:
    def refused(request: VoiceConversionRequest) -> UserError:
        with pytest.raises(UserError) as caught:
            engines[kind].run(request, SilentProgress())
        return caught.value

    blend = refused(replace(ASKED, target={"af_heart": 1.0}))
    assert blend.field == "target" and "nothing to blend or to put on a map" in str(blend)
    leakage = refused(VoiceConversionRequest(task="leakage"))
    assert leakage.field == "recordings" and "choose the bundled model to see what leaks" in str(leakage)
    content = refused(replace(ASKED, content="wide"))
    assert content.field == "content" and "this model has" in str(content)
    # A known voice's id names no sound here.
    assert refused(replace(ASKED, target="af_heart")).field == "target"


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_source_and_a_matrix(
    engines: dict[str, VoiceConversionEngine], kind: str, tmp_path: Path
) -> None:
    wave = np.tile(read_sound("nova", 16_000).samples, 8)
    soundfile.write(tmp_path / "long.wav", wave, 16_000)
    found = engines[kind].run(replace(ASKED, source=str(tmp_path / "long.wav")), SilentProgress())
    assert found.audio is not None and found.seconds > 22
    assert found.seconds == pytest.approx(len(wave) / 16_000, abs=0.001)
    asked = VoiceConversionRequest(task="swap", sources=("nova",), targets=("lewis", "kore"), seed=7)

    class Cells(SilentProgress):
        def partial(self, value: object) -> None:
            """Cells are in the result as well."""

    matrix = engines[kind].run(asked, Cells()).swap
    assert matrix is not None and len(matrix.cells[0]) == 2
    single = engines[kind].run(replace(ASKED, detail=False), SilentProgress())
    assert single.audio is not None and matrix.cells[0][0].audio is not None
    assert np.array_equal(matrix.cells[0][0].audio.samples, single.audio.samples)


def run(*arguments: str) -> int:
    return main(["run", "voice-conversion", *arguments, "--device", "cpu", "--seed", "7", "--json"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_line_converts(
    folders: dict[str, Path], kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = ("--model", str(folders[kind]))
    out = tmp_path / "out"
    assert run(*model, "--set", "source=nova", "--set", "target=lewis", "--out", str(out)) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert told["result"]["sample_rate"] == RATES[kind]
    samples, rate = soundfile.read(next(out.rglob("converted.wav")))
    assert rate == RATES[kind] and len(samples) / rate == pytest.approx(told["result"]["seconds"])
    assert run(*model, "--set", "source=nova", "--set", 'target={"af_heart":1}') == 2
    said = capsys.readouterr()
    assert said.out == "" and "nothing to blend" in said.err
    assert len([line for line in said.err.splitlines() if "nothing to blend" in line]) == 1


def test_the_command_line_says_what_is_missing(
    folders: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("vctk_model.ckpt", "config.yaml"):
        (tmp_path / name).write_bytes((folders["adain"] / name).read_bytes())
    assert run("--model", str(tmp_path), "--set", "source=nova", "--set", "target=lewis") == 2
    assert "There is no attr.pkl beside vctk_model.ckpt" in capsys.readouterr().err


def test_results_are_what_the_contract_says(engines: dict[str, VoiceConversionEngine]) -> None:
    from app.core.schema import decode, dumps

    for engine in engines.values():
        found = engine.run(replace(ASKED, detail=False), SilentProgress())
        again = decode(VoiceConversionResult, json.loads(dumps(found)))
        assert again.speaker_vector == found.speaker_vector
