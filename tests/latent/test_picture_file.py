"""The compressed picture's head: small, checked, and never trusted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model_zoo.latent.picture_file import MOST_PIXELS, PictureFile, packed, unpacked

FILE = PictureFile(256, 128, 48, False, b"\x12\x34", b"the code of it")


@pytest.mark.parametrize("grey", [False, True])
def test_it_comes_back(grey: bool) -> None:
    for width, height in ((1, 1), (127, 128), (16_384, 256)):
        file = PictureFile(width, height, 112, grey, b"\xff\x00", b"")
        assert unpacked(packed(file), 113) == file
    assert len(packed(FILE)) - len(FILE.code) == 11


def test_any_single_flipped_bit_is_noticed() -> None:
    whole = packed(FILE)
    for place in range(8 * len(whole)):
        spoilt = bytearray(whole)
        spoilt[place // 8] ^= 1 << place % 8
        with pytest.raises(ValueError):
            unpacked(bytes(spoilt), 113)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40))
def test_foreign_bytes_are_refused(data: bytes) -> None:
    for begin in (b"", b"iK"):
        with pytest.raises(ValueError, match=r"is |ends |tells "):
            unpacked(begin + data, 113)


def test_sizes_that_cannot_be_are_refused_although_the_checksum_fits() -> None:
    for width, height, place in ((0, 5, 1), (16_385, 1, 1), (MOST_PIXELS // 16, 17, 1), (5, 5, 113)):
        with pytest.raises(ValueError, match="cannot be"):
            unpacked(packed(PictureFile(width, height, place, False, b"ab", b"x")), 113)
