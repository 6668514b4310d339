"""Two sounds against an unknown one, by mouse and keys; what the unknown one is can only be heard."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.widgets.audio.blind_test import HIDDEN, BlindTest, by_guessing
from app.widgets.audio.playback import Playback
from app.widgets.audio.transport import Transport
from tests.widgets.test_playback import Tape, sine, strongest

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tape() -> Tape:
    return Tape()


@pytest.fixture
def blind(qtbot: QtBot, tape: Tape) -> Iterator[BlindTest]:
    """Give a test of 400 Hz against 1000 Hz, which is ten times as quiet and a little longer, with a third sound."""
    playback = Playback(output=tape)
    playback.load("one", sine(400, 16_000), 16_000, "Model A")
    playback.load("two", sine(1000, 24_000, seconds=2.5, peak=0.05), 24_000, "Model B")
    playback.load("source", sine(200, 16_000), 16_000, "Source")
    bar = Transport(playback)
    test = BlindTest(bar, ("one", "two"), Random(3))
    for widget in (bar, test):
        widget.resize(700, 60)
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()
    yield test
    playback.close()


def heard(blind: BlindTest, tape: Tape) -> str:
    """Listen to X, and say which it is."""
    playback = blind._playback
    playback.switch(HIDDEN)
    playback.seek(0.0)
    playback.play()
    tone = tape.pull(0.5)[4000:]
    playback.pause()
    return "A" if abs(strongest(tone) - 400) < 10 else "B"


def test_whoever_hears_answers_right(blind: BlindTest, tape: Tape) -> None:
    bar = blind._bar
    QTest.mouseClick(blind.begin, LEFT)
    assert [button.text() for button in bar.buttons()] == ["A Model A", "B Model B", "X Unknown"]
    drawn = ""
    for _ in range(10):
        answer = heard(blind, tape)
        drawn += answer
        assert blind._playback.duration == pytest.approx(2.0, abs=1e-3)  # its length tells nothing
        if len(drawn) % 2:
            QTest.mouseClick(blind.answers["AB".index(answer)], LEFT)
        else:
            QTest.keyClick(blind, Qt.Key.Key_A if answer == "A" else Qt.Key.Key_B)
    assert set(drawn) == {"A", "B"}
    assert blind.score.text() == "10 of 10 right; by guessing alone, as many or more in 0.1% of tests."
    QTest.mouseClick(blind.begin, LEFT)
    assert [button.text() for button in bar.buttons()] == ["A Model A", "B Model B", "X Source"]
    assert not blind.answers[0].isVisible() and blind.score.isVisible()


def test_whoever_guesses_does_not(blind: BlindTest) -> None:
    QTest.mouseClick(blind.begin, LEFT)
    assert "ten answers" in blind.score.text() and not blind._bar.matched.isEnabled()
    for _ in range(40):
        QTest.mouseClick(blind.answers[0], LEFT)
    assert 10 < blind.right < 30 and by_guessing(blind.right, 40) > 0.02
    blind.stop()
    assert blind._bar.matched.isEnabled()
    QTest.keyClick(blind, Qt.Key.Key_A)
    assert blind.asked == 40


def test_the_chance_of_a_guess() -> None:
    random = np.random.default_rng(0)
    tests = random.integers(0, 2, (20_000, 12)).sum(axis=1)
    for right in (3, 8, 11):
        assert by_guessing(right, 12) == pytest.approx(float((tests >= right).mean()), abs=0.01)
    assert by_guessing(0, 0) == 1.0
