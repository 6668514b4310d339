"""The voice-conversion engine with the bundled checkpoint: what it promises of pitch, voice, seed and pieces."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch

from app.core.contract import SilentProgress, UserError
from app.core.schema import decode, dumps
from app.core.sounds import read_sound
from app.demos.voice_conversion.blending import barycentric, place_of, weights_at
from app.demos.voice_conversion.contract import (
    Piece,
    PlacedVoice,
    SwapProgress,
    VoiceConversionRequest,
    VoiceConversionResult,
    VoiceMap,
)
from app.demos.voice_conversion.engine import VoiceConversionEngine
from app.demos.voice_conversion.mapping import Gallery
from model_zoo import cards
from model_zoo.loaders.voice_conversion import load
from model_zoo.voices.pitch import track
from model_zoo.voices.stretches import LONGEST, cuts
from model_zoo.voices.voice import Voice
from tests.voices.whispers import whispered

RATE = 16_000
ASKED = VoiceConversionRequest(source="nova", target="lewis", seed=7, detail=True)


@pytest.fixture(scope="module")
def engine() -> VoiceConversionEngine:
    torch.set_num_threads(1)
    card = cards.default("voice_conversion")
    return VoiceConversionEngine(load(card, torch.device("cpu"), torch.float32, lambda fraction, note: None))


class Watching(SilentProgress):
    """Keeps what is handed over."""

    def __init__(self) -> None:
        self.partials: list[Any] = []
        self.fractions: list[float] = []

    def report(self, fraction: float | None, note: str = "") -> None:
        if fraction is not None:
            self.fractions.append(fraction)

    def partial(self, value: object) -> None:
        self.partials.append(value)


@pytest.fixture(scope="module")
def watched(engine: VoiceConversionEngine) -> tuple[VoiceConversionResult, Watching]:
    watching = Watching()
    return engine.run(ASKED, watching), watching


def semitones(one: float | None, other: float | None) -> float:
    assert one and other
    return 12.0 * math.log2(one / other)


def own_pitch(samples: np.ndarray[Any, Any]) -> float:
    """Mean in hertz, tracked anew here."""
    line = track(np.asarray(samples, np.float32), RATE, 160, 65.0, 600.0)
    return float(np.exp(line.statistics()[0]))


def test_the_converted_pitch_is_the_targets(watched: tuple[VoiceConversionResult, Watching]) -> None:
    result, _ = watched
    assert result.audio is not None and result.f0 is not None
    target = own_pitch(read_sound("lewis", RATE).samples)
    assert abs(semitones(own_pitch(result.audio.samples), target)) < 1.0
    assert abs(semitones(result.f0.converted.mean, result.f0.target.mean)) < 1.0
    assert semitones(result.f0.source.mean, result.f0.target.mean) > 5.0  # it was far away before
    assert result.f0.converted.range is not None
    low, high = result.f0.converted.range
    assert low < (result.f0.converted.mean or 0.0) < high


def test_the_voice_is_nearer_to_the_target_than_to_the_source(
    watched: tuple[VoiceConversionResult, Watching],
) -> None:
    result, _ = watched
    assert result.likeness is not None and result.likeness.target > 0.4
    assert result.likeness.target > result.likeness.source + 0.3
    assert result.warnings == ()


def test_it_is_as_long_as_its_source_and_can_be_told_as_json(
    watched: tuple[VoiceConversionResult, Watching],
) -> None:
    result, _ = watched
    assert result.audio is not None and result.source is not None
    assert len(result.audio.samples) == len(result.source.samples)
    assert result.seconds == len(result.audio.samples) / result.sample_rate
    assert np.isfinite(result.audio.samples).all() and float(np.abs(result.audio.samples).max()) > 0.01
    again = decode(VoiceConversionResult, json.loads(dumps(result)))
    assert again.speaker_vector == result.speaker_vector and again.audio is None


def test_pieces_joined_are_the_whole(watched: tuple[VoiceConversionResult, Watching]) -> None:
    result, watching = watched
    pieces = [one for one in watching.partials if isinstance(one, Piece)]
    assert result.audio is not None and len(pieces) >= 2
    assert np.array_equal(np.concatenate([piece.samples for piece in pieces]), result.audio.samples)
    lengths = np.cumsum([0] + [len(piece.samples) for piece in pieces[:-1]])
    assert [piece.begin for piece in pieces] == [count / RATE for count in lengths]
    assert watching.fractions == sorted(watching.fractions) and watching.fractions[-1] == 1.0


def test_the_seed_makes_the_breath_and_nothing_else(
    engine: VoiceConversionEngine, watched: tuple[VoiceConversionResult, Watching]
) -> None:
    first = watched[0].audio
    same = engine.run(ASKED, SilentProgress()).audio
    other = engine.run(replace(ASKED, seed=8), SilentProgress()).audio
    assert first is not None and same is not None and other is not None
    assert np.array_equal(first.samples, same.samples)
    assert not np.array_equal(first.samples, other.samples)
    level = [float(np.sqrt(np.mean(np.square(one.samples)))) for one in (first, other)]
    assert abs(20 * math.log10(level[0] / level[1])) < 1.0


def test_flat_is_flat_and_keep_keeps(engine: VoiceConversionEngine) -> None:
    flat = engine.run(replace(ASKED, f0="flat"), SilentProgress())
    hertz, said = np.array(flat.converted_hertz), np.array(flat.source_hertz)
    # Where a voice sets in or dies away the tracker is a tone or two off: three frames at either end do not count,
    # nor does breath, for which no note was asked.
    inside = np.convolve((hertz > 0) & (said > 0), np.ones(7), "same") == 7
    assert inside.sum() > 50 and float(np.std(12 * np.log2(hertz[inside]))) < 0.3
    keep = engine.run(replace(ASKED, f0="keep", semitones=2.0), SilentProgress())
    assert keep.f0 is not None
    assert semitones(keep.f0.converted.mean, keep.f0.source.mean) == pytest.approx(2.0, abs=0.5)


def test_a_wider_melody_swings_wider(engine: VoiceConversionEngine) -> None:
    def swing(melody: float) -> float:
        """In semitones, where a tune was asked for: a creak without one in the source creaks as it likes."""
        result = engine.run(replace(ASKED, target="kore", melody=melody), SilentProgress())
        both = [
            one for one, own in zip(result.converted_hertz, result.source_hertz, strict=False) if one and own
        ]
        return float(np.std([12 * math.log2(hertz) for hertz in both]))

    narrow, usual, wide = swing(0.3), swing(1.0), swing(1.6)
    assert narrow < 0.6 * usual < usual < wide / 1.2


def test_pitch_beyond_the_range_is_told(engine: VoiceConversionEngine) -> None:
    result = engine.run(replace(ASKED, semitones=-24.0), SilentProgress())
    assert any("outside of 65 to 600 Hz" in warning for warning in result.warnings)


def test_a_blend_is_what_its_weights_say(engine: VoiceConversionEngine) -> None:
    def blend(weights: dict[str, float]) -> VoiceConversionResult:
        return engine.run(replace(ASKED, target=weights), SilentProgress())

    one = blend({"af_heart": 3.0, "am_echo": 1.0})
    same = blend({"af_heart": 0.75, "am_echo": 0.25})
    assert one.audio is not None and same.audio is not None
    assert np.array_equal(one.audio.samples, same.audio.samples)
    ends = [np.array(blend({name: 1.0}).speaker_vector) for name in ("af_heart", "am_echo")]
    assert np.allclose(one.speaker_vector, 0.75 * ends[0] + 0.25 * ends[1], atol=1e-4)
    assert np.allclose(
        engine.run(replace(ASKED, target="af_heart"), SilentProgress()).speaker_vector, ends[0]
    )
    assert one.map is not None
    weights = {voice.id: voice.weight for voice in one.map.voices if voice.weight}
    assert weights == {"af_heart": 0.75, "am_echo": 0.25}
    # The mixture's vector lies where the weights say, and there the map gives a mixture for that place.
    place = place_of(one.map, weights)
    assert place == pytest.approx((one.map.target.x, one.map.target.y), abs=1e-3)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ({"nobody": 1.0}, "knows no voice “nobody”"),
        ({"af_heart": -1.0}, "0 or more"),
        ({"af_heart": 0.0}, "at least one is more than 0"),
        ({}, "at least one voice"),
        ("no such file.wav", "not there"),
        ("", "Choose a sound first"),
    ],
)
def test_a_target_that_is_none_is_a_sentence(
    engine: VoiceConversionEngine, target: str | dict[str, float], words: str
) -> None:
    with pytest.raises(UserError, match=words) as caught:
        engine.run(replace(ASKED, target=target), SilentProgress())
    assert caught.value.field == "target"


def test_references_that_are_too_little(engine: VoiceConversionEngine, tmp_path: Path) -> None:
    voice = read_sound("lewis", RATE).samples

    def told(samples: np.ndarray[Any, Any]) -> tuple[str, ...]:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.wav"
        soundfile.write(path, samples, RATE, subtype="FLOAT")
        return engine.run(replace(ASKED, target=str(path)), SilentProgress()).warnings

    loud = np.abs(voice).argmax()
    short = told(voice[max(0, loud - RATE // 2) : loud + RATE // 2])
    assert any("1.0 s long" in warning for warning in short)
    assert any("very quiet" in warning for warning in told(voice * 0.005 / np.abs(voice).max()))
    assert any("clipped" in warning for warning in told(np.clip(voice * 30.0, -1.0, 1.0)))
    with pytest.raises(UserError, match="silent") as caught:
        told(np.zeros(2 * RATE))
    assert caught.value.field == "target"
    noise = np.random.default_rng(0).normal(0, 0.1, 2 * RATE)
    assert any("no voice with a pitch" in warning for warning in told(noise))


def test_sources_that_are_nothing(engine: VoiceConversionEngine, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silent.wav", np.zeros(RATE), RATE)
    result = engine.run(replace(ASKED, source=str(tmp_path / "silent.wav")), SilentProgress())
    assert any("source is silent" in warning for warning in result.warnings)
    assert result.f0 is not None and result.f0.source.mean is None
    soundfile.write(tmp_path / "blip.wav", np.ones(800) * 0.1, RATE)
    with pytest.raises(UserError, match=r"0\.05 s long") as caught:
        engine.run(replace(ASKED, source=str(tmp_path / "blip.wav")), SilentProgress())
    assert caught.value.field == "source"


def test_a_whispered_source_is_voiced_and_the_answer_says_so(
    engine: VoiceConversionEngine, tmp_path: Path
) -> None:
    whisper = whispered(read_sound("nova", RATE).samples)
    soundfile.write(tmp_path / "whisper.wav", whisper, RATE)
    result = engine.run(replace(ASKED, source=str(tmp_path / "whisper.wav")), SilentProgress())
    assert any("The source is whispered" in warning for warning in result.warnings)
    assert result.f0 is not None and result.f0.source.mean is None
    assert result.audio is not None and result.f0.target is not None
    assert abs(semitones(own_pitch(result.audio.samples), result.f0.target.mean)) < 1.0


def test_a_long_source_is_cut_where_it_is_quiet() -> None:
    random = np.random.default_rng(1)
    wave = random.normal(0, 0.1, 50 * RATE).astype(np.float32)
    wave[17 * RATE : 17 * RATE + 3200] *= 1e-3
    wave[33 * RATE : 33 * RATE + 3200] *= 1e-3
    found = cuts(wave, RATE, 160)
    assert [stretch.start for stretch in found[1:]] == [stretch.stop for stretch in found[:-1]]
    assert found[0].start == 0 and found[-1].stop == len(wave) and len(found) == 3
    assert 17 * RATE <= found[0].stop <= 17 * RATE + 3200 and 33 * RATE <= found[1].stop <= 33 * RATE + 3200
    assert all((one.stop - one.start) <= LONGEST * RATE for one in found)
    assert all(one.stop % 160 == 0 for one in found[:-1])


def test_a_long_source_is_said_whole(engine: VoiceConversionEngine, tmp_path: Path) -> None:
    wave = np.tile(read_sound("nova", RATE).samples, 9)
    assert len(wave) > 22 * RATE
    soundfile.write(tmp_path / "long.wav", wave, RATE)
    result = engine.run(replace(ASKED, source=str(tmp_path / "long.wav")), SilentProgress())
    assert result.audio is not None and len(result.audio.samples) == len(wave)
    assert result.f0 is not None
    assert abs(semitones(result.f0.converted.mean, result.f0.target.mean)) < 1.0


def test_the_matrix_is_every_source_with_every_target(engine: VoiceConversionEngine) -> None:
    watching = Watching()
    asked = VoiceConversionRequest(task="swap", sources=("nova", "george"), targets=("lewis",), seed=7)
    found = engine.run(asked, watching).swap
    assert found is not None and len(found.cells) == 2 and len(found.cells[0]) == 1
    single = engine.run(replace(ASKED, detail=False), SilentProgress())
    cell = found.cells[0][0]
    assert single.audio is not None and cell.audio is not None
    assert np.array_equal(cell.audio.samples, single.audio.samples)
    assert cell.likeness == single.likeness
    assert cell.pitch_error is not None and abs(cell.pitch_error) < 1.0
    told = [(one.row, one.column) for one in watching.partials if isinstance(one, SwapProgress)]
    assert told == [(0, 0), (1, 0)]
    with pytest.raises(UserError, match="choose one sound") as caught:
        engine.run(replace(asked, targets=()), SilentProgress())
    assert caught.value.field == "targets"


def test_what_leaks_was_measured_on_what_is_bundled(engine: VoiceConversionEngine) -> None:
    found = engine.run(VoiceConversionRequest(task="leakage"), SilentProgress()).leakage
    assert found is not None and found.variants and found.speakers >= 10
    for variant in found.variants:
        assert {score.kind for score in variant.scores} == {
            "speaker_in_code", "speaker_in_frames", "content_in_vector",
        }  # fmt: skip
        for score in variant.scores:
            assert 0.0 <= score.low <= score.accuracy <= score.high <= 1.0
            assert 0.0 < score.chance < 0.5


def test_leakage_on_ones_own_recordings(engine: VoiceConversionEngine, tmp_path: Path) -> None:
    names = ("kore", "eric", "isabella", "lewis")
    for name in names:
        (tmp_path / name).mkdir()
        wave = read_sound(name, RATE).samples
        for part in range(3):
            cut = wave[part * len(wave) // 3 : (part + 1) * len(wave) // 3]
            soundfile.write(tmp_path / name / f"{part}.wav", cut, RATE)
    found = engine.run(
        VoiceConversionRequest(task="leakage", recordings=str(tmp_path)), SilentProgress()
    ).leakage
    assert found is not None and (found.utterances, found.speakers, found.sentences) == (12, 4, 3)
    assert found.variants[0].scores[0].count == 12 and found.variants[0].scores[0].chance == 0.25
    with pytest.raises(UserError, match="folder for each of 2 speakers"):
        engine.run(
            VoiceConversionRequest(task="leakage", recordings=str(tmp_path / "kore")), SilentProgress()
        )


def test_barycentric_coordinates_give_the_point_again() -> None:
    corners = [(0.0, 0.0), (4.0, 0.0), (0.0, 2.0)]
    shares = barycentric((1.0, 0.5), corners)
    assert shares is not None and sum(shares) == pytest.approx(1.0)
    assert sum(share * x for share, (x, _) in zip(shares, corners, strict=True)) == pytest.approx(1.0)
    assert sum(share * y for share, (_, y) in zip(shares, corners, strict=True)) == pytest.approx(0.5)
    assert barycentric((1.0, 1.0), [(0, 0), (1, 1), (2, 2)]) is None


def square() -> VoiceMap:
    places = {"a": (0.0, 0.0), "b": (1.0, 0.0), "c": (0.0, 1.0), "d": (1.0, 1.0)}
    voices = tuple(PlacedVoice(name, x, y, 100.0, 2.0) for name, (x, y) in places.items())
    return VoiceMap(voices, ((0, 1, 2), (1, 2, 3)), voices[0], voices[1], 1.0)


def test_weights_inside_outside_and_without_a_jump() -> None:
    found = square()
    assert weights_at(found, (0.25, 0.25)) == {"a": 0.5, "b": 0.25, "c": 0.25}
    assert weights_at(found, (0.0, 0.0)) == {"a": 1.0}
    assert weights_at(found, (0.5, -3.0)) == {"a": 0.5, "b": 0.5}  # the nearest place on an edge
    assert weights_at(found, (9.0, 9.0)) == {"d": 1.0}
    before, after = weights_at(found, (0.499, 0.499)), weights_at(found, (0.501, 0.501))
    assert all(abs(before.get(name, 0.0) - after.get(name, 0.0)) < 0.01 for name in "abcd")
    for point in ((0.2, 0.7), (0.9, 0.6)):
        assert place_of(found, weights_at(found, point)) == pytest.approx(point, abs=2e-3)
    assert place_of(found, {"stranger": 1.0}) is None


def test_the_map_is_principal_components_and_knows_who_is_far() -> None:
    random = np.random.default_rng(3)
    directions = np.linalg.qr(random.normal(size=(16, 16)))[0]
    latent = random.normal(size=(60, 2)) * [5.0, 2.0]
    vectors = (latent @ directions[:2] + 0.01 * random.normal(size=(60, 16))).astype(np.float32)
    bands = np.zeros(4, np.float32)
    voices = {f"v{k}": Voice(vector, math.log(120.0), 0.1, bands, bands) for k, vector in enumerate(vectors)}
    gallery = Gallery(voices)
    found = gallery.map(voices["v0"], voices["v1"], {"v1": 1.0})
    assert found.explained > 0.99 and found.voices[1].weight == 1.0
    places = np.array([(voice.x, voice.y) for voice in found.voices])
    apart = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    drawn = np.linalg.norm(places[:, None] - places[None], axis=2)
    assert np.abs(apart - drawn).max() < 0.2  # two dimensions hold nearly all
    assert found.source.pitch == pytest.approx(120.0, abs=0.1)
    assert found.source.melody == pytest.approx(1.2 / math.log(2.0), abs=0.01)
    assert not gallery.is_far(voices["v3"])
    assert gallery.is_far(Voice(vectors[0] + 40.0, math.log(120.0), 0.1, bands, bands))
