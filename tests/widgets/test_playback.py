"""Sound as a device would pull it: no device is needed to hear whether it is right."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QIODevice, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.core.loudness import loudness
from app.widgets.audio.mixer import Format, Mixer, Track, encoded
from app.widgets.audio.playback import Playback
from app.widgets.audio.recorder import MOST_SECONDS, Recorder
from app.widgets.audio.transport import Transport

Array = NDArray[np.float32]
RATE = 48_000


def sine(hertz: float, rate: int, seconds: float = 2.0, peak: float = 0.5) -> Array:
    return (peak * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


class Tape:
    """A device that pulls when the test says so, and holds nothing back."""

    def __init__(self, wanted: Format | None = None) -> None:
        self.format = wanted or Format(RATE, 1, "float")
        self.source: QIODevice | None = None

    def start(self, source: QIODevice) -> None:
        self.source = source

    def stop(self) -> None:
        self.source = None

    def waiting(self) -> float:
        return 0.0

    def pull(self, seconds: float) -> Array:
        """Hear so much."""
        assert self.source is not None, "nothing plays"
        count = round(seconds * self.format.rate) * self.format.bytes_per_frame
        data = self.source.read(count).data()
        assert len(data) == count
        return np.frombuffer(data, np.float32)


@pytest.fixture
def tape() -> Tape:
    return Tape()


@pytest.fixture
def playback(qtbot: QtBot, tape: Tape) -> Iterator[Playback]:
    """Give a Playback of two tones, A of 400 Hz at 16 kHz and B of 1000 Hz at 24 kHz, ten times as quiet."""
    one = Playback(output=tape)
    one.load("a", sine(400, 16_000), 16_000, "Source")
    one.load("b", sine(1000, 24_000, peak=0.05), 24_000, "Converted")
    yield one
    one.close()


def strongest(heard: Array) -> float:
    """The frequency of a tone."""
    return float(np.abs(np.fft.rfft(heard * np.hanning(len(heard)))).argmax()) * RATE / len(heard)


def rough(heard: Array) -> float:
    """The largest jump between two samples: a click has a large one."""
    return float(np.abs(np.diff(heard)).max())


def test_the_tone_is_heard_as_it_is(playback: Playback, tape: Tape) -> None:
    playback.set_matched(False)
    playback.play()
    heard = tape.pull(1.0)
    expected = sine(400, RATE, 1.0)
    assert np.abs(heard[2000:] - expected[2000:]).max() < 2e-3  # resampled from 16 to 48 kHz
    assert heard[0] == 0.0 and rough(heard) < 0.04  # it fades in


def test_a_switch_keeps_the_place_and_the_loudness_and_does_not_click(playback: Playback, tape: Tape) -> None:
    playback.play()
    before = tape.pull(0.5)
    playback.switch("b")
    after = tape.pull(0.5)
    assert strongest(before) == pytest.approx(400, abs=5) and strongest(after) == pytest.approx(1000, abs=5)
    both = loudness(before[4000:], RATE), loudness(after[4000:], RATE)
    assert both[0] == pytest.approx(both[1], abs=0.3)
    assert rough(np.concatenate([before, after])) < 0.1
    assert playback.mixer.cursor == RATE
    whole = np.concatenate([before, after])
    assert np.abs(whole).max() < 0.99


def test_without_matching_each_is_as_loud_as_it_is(playback: Playback, tape: Tape) -> None:
    playback.set_matched(False)
    playback.play()
    before = tape.pull(0.5)
    playback.switch("b")
    after = tape.pull(0.5)
    assert np.abs(before[4000:]).max() / np.abs(after[4000:]).max() == pytest.approx(10, rel=0.05)


def test_the_end_is_silence_and_then_the_start(playback: Playback, tape: Tape, qtbot: QtBot) -> None:
    playback.play()
    tape.pull(2.0)
    with qtbot.waitSignal(playback.playingChanged) as told:
        assert not tape.pull(0.1).any()
    assert told.args == [False] and playback.position == 0.0 and tape.source is None


def test_a_loop_goes_round_its_range(playback: Playback, tape: Tape) -> None:
    playback.set_range((0.5, 0.75))
    playback.loop(True)
    playback.seek(0.5)
    playback.play()
    heard = tape.pull(2.0)
    assert 0.5 <= playback.mixer.cursor / RATE <= 0.75 and np.abs(heard[-1000:]).max() > 0.1
    playback.loop(False)
    tape.pull(0.4)
    assert playback.mixer.cursor / RATE > 0.75


def test_a_growing_sound_is_waited_for(playback: Playback, tape: Tape) -> None:
    whole = sine(600, 16_000, 2.0)
    playback.load("c", whole[:8000], 16_000, "Growing", growing=True)
    playback.switch("c")
    playback.play()
    assert tape.pull(0.5).any() and not tape.pull(0.25).any()
    assert playback.playing and playback.mixer.cursor == RATE // 2  # it stands where the sound ends
    for begin in range(8000, 32_000, 8000):
        playback.append("c", whole[begin : begin + 8000])
    assert playback.duration == 2.0
    heard = tape.pull(1.0)
    assert strongest(heard) == pytest.approx(600, abs=2)
    playback.finish("c")
    tape.pull(0.5)
    tape.pull(0.1)
    assert playback.mixer.ended


def test_volume_and_seek_and_pause(playback: Playback, tape: Tape) -> None:
    playback.play()
    playback.seek(1.0)
    loud = tape.pull(0.25)
    playback.set_volume(0.5)
    soft = tape.pull(0.25)
    assert np.abs(loud[2000:]).max() / np.abs(soft[2000:]).max() == pytest.approx(8, rel=0.05)
    assert rough(np.concatenate([loud, soft])) < 0.05
    playback.pause()
    assert tape.source is None and playback.position == pytest.approx(playback.mixer.cursor / RATE, abs=1e-3)
    playback.seek(99)
    assert playback.position == 2.0
    playback.play()
    assert playback.mixer.cursor == 0  # from the start, when it stood at the end


def test_only_one_is_heard(playback: Playback, tape: Tape, qtbot: QtBot) -> None:
    other_tape = Tape()
    other = Playback(output=other_tape)
    other.load("z", sine(300, 16_000), 16_000)
    playback.play()
    other.play()
    assert not playback.playing and tape.source is None and other.playing
    playback.play()
    assert not other.playing and playback.playing
    other.close()


def test_sounds_come_and_go(playback: Playback, tape: Tape) -> None:
    playback.play()
    tape.pull(0.1)
    playback.remove("a")
    assert playback.names == ("b",) and playback.current == "b" and not playback.playing
    playback.clear()
    assert not playback.names and playback.duration == 0 and playback.current == ""
    playback.play()
    assert not playback.playing


@pytest.mark.parametrize(
    "wanted", [Format(RATE, 2, "int16"), Format(44_100, 1, "int32"), Format(RATE, 6, "float")]
)
def test_bytes_are_what_the_device_takes(qtbot: QtBot, wanted: Format) -> None:
    numbers = {"int16": np.int16, "int32": np.int32, "float": np.float32}[wanted.sample]
    full = {"int16": 32767, "int32": 2147483647, "float": 1.0}[wanted.sample]
    frames = np.array([0.0, 0.5, -2.0], np.float32)
    found = np.frombuffer(encoded(frames, wanted), numbers).reshape(3, wanted.channels)
    assert (
        (found == found[:, :1]).all()
        and found[2, 0] == -full
        and found[1, 0] == pytest.approx(full / 2, rel=1e-4)
    )
    tape = Tape(wanted)
    one = Playback(output=tape)
    one.load("a", sine(400, 16_000), 16_000)
    one.play()
    assert tape.source is not None
    assert len(tape.source.read(1000).data()) == 1000 // wanted.bytes_per_frame * wanted.bytes_per_frame
    one.close()


def test_any_rate_comes_out_right_whatever_is_asked_at_once() -> None:
    track = Track(sine(440, 22_050), 22_050)
    whole = track.at(0, 44_100, 44_100)
    parts = np.concatenate([track.at(begin, 441, 44_100) for begin in range(0, 44_100, 441)])
    assert np.allclose(whole, parts, atol=1e-6)
    assert np.abs(whole[100:] - sine(440, 44_100, 1.0)[100:]).max() < 2e-3
    down = Track(sine(15_000, 48_000), 48_000).at(2000, 8000, 16_000)
    assert np.abs(down).max() < 0.02  # beyond what 16 kHz holds: nothing mirrors


def test_here_no_device_is_and_all_else_works(qtbot: QtBot) -> None:
    playback = Playback()
    if playback.available:
        pytest.skip("this machine has a sound device")
    playback.load("a", sine(400, 16_000), 16_000, "Source")
    playback.load("b", sine(500, 16_000), 16_000, "Converted")
    bar = Transport(playback)
    qtbot.addWidget(bar)
    with qtbot.waitExposed(bar):
        bar.show()
    (quiet,) = [one for one in bar.findChildren(QLabel) if one.text() == playback.missing]
    assert (
        quiet.isVisible() and quiet.text().startswith("Sounds cannot be played") and not bar.play.isEnabled()
    )
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_2)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    QTest.keyClick(bar, Qt.Key.Key_Space)
    assert playback.current == "b" and playback.position == pytest.approx(0.5) and not playback.playing
    assert bar.time.text() == "0.5 / 2.0 s"
    playback.close()


def test_the_bar_by_mouse_and_keys(playback: Playback, tape: Tape, qtbot: QtBot) -> None:
    bar = Transport(playback)
    bar.resize(700, 40)
    qtbot.addWidget(bar)
    with qtbot.waitExposed(bar):
        bar.show()
    assert [button.text() for button in bar.buttons()] == ["A Source", "B Converted"]
    assert bar.quiet.isHidden()
    QTest.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    assert playback.playing
    with qtbot.waitSignal(bar.chosen) as told:
        QTest.mouseClick(bar.buttons()[1], Qt.MouseButton.LeftButton)
    assert told.args == ["b"] and playback.current == "b" and bar.buttons()[1].isChecked()
    QTest.keyClick(bar, Qt.Key.Key_1)
    assert playback.current == "a"
    QTest.keyClick(bar, Qt.Key.Key_L)
    assert playback.looping and bar.loop.isChecked()
    QTest.keyClick(bar, Qt.Key.Key_Space)
    assert not playback.playing
    playback.load("x", sine(200, 16_000), 16_000, "Target")
    assert [button.text() for button in bar.buttons()] == ["A Source", "B Converted", "X Target"]
    QTest.keyClick(bar, Qt.Key.Key_3)
    assert playback.current == "x" and bar.buttons()[2].isChecked()


def test_a_mixer_without_sounds_is_silent(qtbot: QtBot) -> None:
    playback = Playback(output=Tape())
    mixer: Mixer = playback.mixer
    assert not mixer.frames(100).any() and mixer.cursor == 0
    playback.close()


@pytest.mark.parametrize(
    "wanted", [Format(16_000, 2, "int16"), Format(RATE, 1, "float"), Format(RATE, 1, "int32")]
)
def test_a_recording_is_what_was_heard(qtbot: QtBot, wanted: Format) -> None:
    recorder = Recorder()
    levels: list[float] = []
    recorder.grew.connect(levels.append)
    recorder.begin(wanted)
    tone = sine(440, wanted.rate, 1.0)
    data = encoded(tone, wanted)
    for begin in range(0, len(data), 1001):  # pieces that end within a sample
        recorder.take(data[begin : begin + 1001])
    recorder.stop()
    assert np.abs(recorder.samples - tone).max() < 1e-4 and recorder.seconds == pytest.approx(1.0)
    assert max(levels) == pytest.approx(0.5, abs=0.01)


def test_a_recording_ends_after_half_a_minute(qtbot: QtBot) -> None:
    recorder = Recorder()
    recorder.begin(Format(8000, 1, "int16"))
    with qtbot.waitSignal(recorder.ended):
        recorder.take(bytes(2 * 8000 * 31))
    assert recorder.seconds == MOST_SECONDS and not recorder.recording
    recorder.take(bytes(100))
    assert recorder.seconds == MOST_SECONDS
