"""Maps worked on in windows: with a margin as wide as a net's reach, a window's middle is as in the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Window(NamedTuple):
    """A rectangle of places, ends not included."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def grown(self, by: int, within: Window) -> Window:
        """This one with a margin on every side, cut off at the edges of `within`."""
        return Window(
            max(within.left, self.left - by),
            max(within.top, self.top - by),
            min(within.right, self.right + by),
            min(within.bottom, self.bottom + by),
        )

    def seen_from(self, other: Window) -> Window:
        """This one with `other`'s corner as the origin."""
        return Window(
            self.left - other.left, self.top - other.top, self.right - other.left, self.bottom - other.top
        )

    def times(self, factor: int) -> Window:
        """This one in pixels, where each place has so many on a side."""
        return Window(*(side * factor for side in self))

    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, for an array [height, width, ...]."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


def tiles(whole: Window, side: int) -> Iterator[Window]:
    """Windows of at most `side` x `side` that together are the whole, row by row."""
    for top in range(whole.top, whole.bottom, side):
        for left in range(whole.left, whole.right, side):
            yield Window(left, top, min(left + side, whole.right), min(top + side, whole.bottom))
