"""R's serialised values, as far as character vectors go, and the databases R packages keep them in.

`R Internals`, section "Serialization Formats", tells the format: XDR (big endian), every value led by an
integer whose low byte is the type. `NAME.rdb` is a row of compressed values, each led by its length.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator

_NIL, _REFERENCE, _ALTREP, _GLOBAL, _BASE, _EMPTY = 254, 255, 238, 253, 247, 242
_SYMBOL, _PAIRS, _CHAR, _LOGICAL, _INTEGER, _REAL, _STRINGS, _VECTOR = 1, 2, 9, 10, 13, 14, 16, 19
_HAS_ATTRIBUTES, _HAS_TAG = 1 << 9, 1 << 10


def blocks(database: bytes) -> Iterator[bytes]:
    """The serialised values of an `.rdb` file. Raises ValueError when one does not decompress."""
    at = 0
    while at + 5 <= len(database):
        size = struct.unpack_from(">I", database, at)[0]
        start, expand = _decompressor(database[at + 4 : at + 5])
        try:
            value, rest = expand(database[at + start :])
        except (zlib.error, OSError, lzma.LZMAError) as error:
            raise ValueError(f"an R database is damaged at byte {at}") from error
        if len(value) != size:
            raise ValueError(f"an R database is damaged at byte {at}")
        yield value
        at = len(database) - rest


def _decompressor(kind: bytes) -> tuple[int, Callable[[bytes], tuple[bytes, int]]]:
    """Where the stream starts after the length, and what turns it into (value, bytes left over)."""

    def expand(data: bytes) -> tuple[bytes, int]:
        stream: bz2.BZ2Decompressor | lzma.LZMADecompressor
        if kind == b"2":
            stream = bz2.BZ2Decompressor()
        else:
            stream = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2}])
        value = stream.decompress(data)
        return value, len(stream.unused_data)

    def inflate(data: bytes) -> tuple[bytes, int]:
        stream = zlib.decompressobj()
        value = stream.decompress(data)
        return value, len(stream.unused_data)

    return (5, expand) if kind in (b"2", b"Z") else (4, inflate)


def strings(value: bytes) -> list[str]:
    """All elements of all character vectors in a serialised value, in order; missing ones are left out.

    Names and other attributes are left out too. Raises ValueError on a type that is no plain data.
    """
    if value[:2] != b"X\n":
        raise ValueError("not a value serialised by R in its binary format")
    reader = _Reader(value)
    reader.item()
    return reader.found


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at, self.found = data, 2, list[str]()
        version = self.integer()
        self.at += 8  # the versions of R that wrote it and that can read it
        if version >= 3:
            name = self.integer()  # of the writer's native encoding
            self.at += name

    def integer(self) -> int:
        number: int = struct.unpack_from(">i", self.data, self.at)[0]
        self.at += 4
        return number

    def item(self, keep: bool = True) -> None:
        """Read one value; its strings are found when `keep`."""
        flags = self.integer()
        kind = flags & 0xFF
        if kind in (_NIL, _GLOBAL, _BASE, _EMPTY) or kind == _REFERENCE:
            self.at += 4 if kind == _REFERENCE and not flags >> 8 else 0
        elif kind == _SYMBOL:
            self.item(keep=False)
        elif kind == _PAIRS:
            if flags & _HAS_ATTRIBUTES:
                self.item(keep=False)
            if flags & _HAS_TAG:
                self.item(keep=False)
            self.item(keep)
            self.item(keep)
        elif kind == _ALTREP:
            for kept in (False, keep, False):  # class, state, attributes
                self.item(kept)
        elif kind == _CHAR:
            self._char(keep)
        else:
            self._vector(kind, keep)
            if flags & _HAS_ATTRIBUTES:
                self.item(keep=False)

    def _char(self, keep: bool) -> None:
        length = self.integer()
        if length < 0:  # NA
            return
        if keep:
            self.found.append(self.data[self.at : self.at + length].decode("utf-8", "replace"))
        self.at += length

    def _vector(self, kind: int, keep: bool) -> None:
        if kind not in (_LOGICAL, _INTEGER, _REAL, _STRINGS, _VECTOR):
            raise ValueError(f"an R value of type {kind} is not plain data")
        length = self.integer()
        if kind in (_STRINGS, _VECTOR):
            for _ in range(length):
                self.item(keep)
        else:
            self.at += length * (8 if kind == _REAL else 4)
