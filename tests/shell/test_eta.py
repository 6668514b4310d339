"""Remaining time: said only when it can be known."""

from __future__ import annotations

import pytest

from app.shell.eta import Remaining, duration


def test_silent_until_something_is_known() -> None:
    remaining = Remaining()
    remaining.feed(0.0, 0.0)
    remaining.feed(1.0, 0.5)
    assert remaining.text() == ""  # too early


def test_steady_pace() -> None:
    remaining = Remaining()
    for second in range(11):
        remaining.feed(float(second), second / 40)
    assert remaining.text() == "about 30 s left"


def test_unknown_fraction_takes_the_promise_back() -> None:
    remaining = Remaining()
    for second in range(11):
        remaining.feed(float(second), second / 40)
    remaining.feed(11.0, None)
    assert remaining.text() == ""


def test_a_new_phase_starts_over() -> None:
    remaining = Remaining()
    for second in range(10):
        remaining.feed(float(second), second / 10)
    remaining.feed(10.0, 0.0)
    assert remaining.text() == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (3.2, "4 s"), (41, "45 s"), (61, "2 min"), (3600, "1 h"), (5400, "1 h 30 min")],
)
def test_durations_as_people_say_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words
