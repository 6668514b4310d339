"""Undo and redo."""

from __future__ import annotations

from app.core.history import History


def test_typing_is_one_step() -> None:
    history = History("")
    for text in ("a", "ab", "abc"):
        history.push(text, "text")
    history.push("abc!", "other")
    assert history.undo() == "abc"
    assert history.undo() == ""
    assert not history.can_undo
    assert history.redo() == "abc"


def test_a_closed_step_is_not_grown() -> None:
    history = History("")
    history.push("a", "text")
    history.close_step()
    history.push("ab", "text")
    assert history.undo() == "a"


def test_a_new_step_forgets_what_could_be_redone() -> None:
    history = History(0)
    history.push(1)
    history.undo()
    history.push(2)
    assert not history.can_redo
    assert (history.undo(), history.redo()) == (0, 2)


def test_the_same_state_is_no_step_and_the_past_is_bounded() -> None:
    history = History(0, limit=5)
    for number in range(20):
        history.push(number)
        history.push(number)
    steps = 0
    while history.can_undo:
        history.undo()
        steps += 1
    assert (steps, history.current) == (4, 15)
