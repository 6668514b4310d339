"""R's data frames, from bytes put together by hand after R Internals, and from files that are none."""

from __future__ import annotations

import bz2
import struct

import pytest

from model_zoo.corpora.extract.rframes import frames

_NIL = struct.pack(">i", 254)


def text(word: str) -> bytes:
    """A CHARSXP in UTF-8."""
    return struct.pack(">ii", 9 | 1 << 15, len(word)) + word.encode()


def strings(*words: str) -> bytes:
    """A character vector."""
    return struct.pack(">ii", 16, len(words)) + b"".join(map(text, words))


def symbol(word: str) -> bytes:
    """A name that was not met before."""
    return struct.pack(">i", 1) + text(word)


def pairs(*entries: tuple[bytes, bytes]) -> bytes:
    """A tagged pair list."""
    return b"".join(struct.pack(">i", 2 | 1 << 10) + name + value for name, value in entries) + _NIL


def rda() -> bytes:
    """A frame `d` of a number with a gap, and of a factor whose attribute names come again as references."""
    numbers = struct.pack(">iidd", 14, 2, 1.5, float("nan"))
    factor = struct.pack(">iiii", 13 | 1 << 9, 2, 2, -(2**31)) + pairs((symbol("levels"), strings("a", "b")))
    frame = (
        struct.pack(">ii", 19 | 1 << 9, 2) + numbers + factor + pairs((symbol("names"), strings("x", "kind")))
    )
    head = b"RDX2\nX\n" + struct.pack(">iii", 2, 0x030102, 0x020300)
    return head + pairs((symbol("d"), frame))


@pytest.mark.parametrize("pack", [bytes, bz2.compress])
def test_a_frame_is_read(pack: type[bytes]) -> None:
    assert frames(pack(rda())) == {"d": (["x", "kind"], [(1.5, "b"), (None, None)])}


def test_other_files_are_refused() -> None:
    with pytest.raises(ValueError, match="not an R data file"):
        frames(b"a,b\n1,2\n")
    with pytest.raises(ValueError, match="type 25 is not plain data"):
        frames(rda()[:19] + pairs((symbol("f"), struct.pack(">ii", 25, 0))))
