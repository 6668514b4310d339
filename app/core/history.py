"""Undo and redo over frozen states."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class History(Generic[T]):
    """The states a page's inputs went through; `current` is the one shown.

    Pushes with the same `merge_key` in a row replace one another, so that typing a sentence is one step.
    """

    def __init__(self, first: T, limit: int = 200) -> None:
        self._states: list[T] = [first]
        self._at = 0
        self._limit = limit
        self._key: str | None = None

    @property
    def current(self) -> T:
        return self._states[self._at]

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at + 1 < len(self._states)

    def push(self, state: T, merge_key: str | None = None) -> None:
        """Make `state` the current one and forget what could have been redone. Equal states do not count."""
        if state == self.current:
            return
        merges = merge_key is not None and merge_key == self._key and self._at > 0
        del self._states[self._at if merges else self._at + 1 :]
        self._states.append(state)
        del self._states[: max(0, len(self._states) - self._limit)]
        self._at = len(self._states) - 1
        self._key = merge_key

    def close_step(self) -> None:
        """End the step that is being merged: the next push is a step of its own."""
        self._key = None

    def undo(self) -> T:
        """Go one step back, if there is one; gives the state that is current then."""
        self._at = max(0, self._at - 1)
        self._key = None
        return self.current

    def redo(self) -> T:
        """Go one step forward, if there is one; gives the state that is current then."""
        self._at = min(len(self._states) - 1, self._at + 1)
        self._key = None
        return self.current
