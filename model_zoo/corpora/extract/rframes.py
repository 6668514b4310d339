"""Data frames of R's `.rda` files, as far as numbers and factors go.

`R Internals`, section "Serialization Formats": after the magic `RDX2` or `RDX3` comes one pair list of named values.
A data frame is a list of columns with the attribute `names`; a factor holds places in its attribute `levels`.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import math
import struct
from typing import Any

_NIL, _REFERENCE, _SYMBOL, _PAIRS, _CHAR = 254, 255, 1, 2, 9
_LOGICAL, _INTEGER, _REAL, _STRINGS, _VECTOR = 10, 13, 14, 16, 19
_HAS_ATTRIBUTES, _HAS_TAG = 1 << 9, 1 << 10
_MISSING = -(2**31)

#: Column names, and rows of numbers, words and None for what is missing.
Frame = tuple[list[str], list[tuple[float | int | str | None, ...]]]


def frames(file: bytes) -> dict[str, Frame]:
    """The data frames in an `.rda` file, by name. Raises ValueError for a file that is none."""
    data = _expanded(file)
    if data[:5] not in (b"RDX2\n", b"RDX3\n") or data[5:7] != b"X\n":
        raise ValueError("not an R data file in its binary format")
    reader = _Reader(data)
    found = reader.item()
    return {name: _frame(value) for name, value in found.items() if isinstance(value, _Value)}


def _expanded(file: bytes) -> bytes:
    for magic, expand in (
        (b"\x1f\x8b", gzip.decompress),
        (b"BZh", bz2.decompress),
        (b"\xfd7zXZ", lzma.decompress),
    ):
        if file.startswith(magic):
            return expand(file)
    return file


class _Value:
    """A vector with its attributes."""

    def __init__(self, items: list[Any], attributes: dict[str, Any]) -> None:
        self.items, self.attributes = items, attributes

    def cells(self) -> list[float | int | str | None]:
        """What a spreadsheet would show: the levels of a factor, numbers as they are."""
        levels = self.attributes.get("levels")
        if levels is None:
            return self.items
        return [None if place is None else levels.items[place - 1] for place in self.items]


def _frame(value: _Value) -> Frame:
    names = value.attributes["names"].items
    return names, list(zip(*(column.cells() for column in value.items), strict=True))


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 7
        self.symbols: list[str] = []
        version = self.integer()
        self.at += 8  # the versions of R that wrote it and that can read it
        if version >= 3:
            name = self.integer()  # of the writer's native encoding
            self.at += name

    def integer(self) -> int:
        number: int = struct.unpack_from(">i", self.data, self.at)[0]
        self.at += 4
        return number

    def item(self) -> Any:
        """One value: a dictionary for a pair list, text for a symbol, else a _Value."""
        flags = self.integer()
        kind = flags & 0xFF
        if kind == _NIL:
            return {}
        if kind == _REFERENCE:
            return self.symbols[(flags >> 8 or self.integer()) - 1]
        if kind == _SYMBOL:
            self.symbols.append(self.item())
            return self.symbols[-1]
        if kind == _CHAR:
            return self._text()
        if kind == _PAIRS:
            return self._pairs(flags)
        items = self._items(kind)
        return _Value(items, self.item() if flags & _HAS_ATTRIBUTES else {})

    def _pairs(self, flags: int) -> dict[str, Any]:
        if flags & _HAS_ATTRIBUTES:
            self.item()
        name = self.item() if flags & _HAS_TAG else ""
        first = {name: self.item()}
        return first | self.item()

    def _text(self) -> str | None:
        length = self.integer()
        if length < 0:
            return None
        self.at += length
        return self.data[self.at - length : self.at].decode("utf-8", "replace")

    def _items(self, kind: int) -> list[Any]:
        length = self.integer()
        if kind in (_STRINGS, _VECTOR):
            return [self.item() for _ in range(length)]
        if kind == _REAL:
            reals = struct.unpack_from(f">{length}d", self.data, self.at)
            self.at += 8 * length
            return [None if math.isnan(one) else one for one in reals]
        if kind in (_LOGICAL, _INTEGER):
            wholes = struct.unpack_from(f">{length}i", self.data, self.at)
            self.at += 4 * length
            return [None if one == _MISSING else one for one in wholes]
        raise ValueError(f"an R value of type {kind} is not plain data")
