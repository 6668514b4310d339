"""A compressed picture's file: a head of about ten bytes, then the entropy coder's.

2 bytes  "iK"
2        of the checksum of the weights that made it: nobody else can read it
1        the quality's place, 0 to 112; the highest bit says that the picture is grey
2 to 6   width and height, seven bits a byte, the highest bit says that more follow
2        CRC-16 of all the rest
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass

MAGIC = b"iK"
ENDING = ".ikp"
MOST_PIXELS = 4_194_304
LONGEST_SIDE = 16_384
_GREY = 0x80


@dataclass(frozen=True, slots=True)
class PictureFile:
    """What a file holds. `place` is the quality's, `made_by` the start of the weights' checksum."""

    width: int
    height: int
    place: int
    grey: bool
    made_by: bytes
    code: bytes


def packed(file: PictureFile) -> bytes:
    """The file's bytes."""
    head = file.made_by[:2] + bytes([file.place | (_GREY if file.grey else 0)])
    head += _whole(file.width) + _whole(file.height)
    return MAGIC + head + _check(head + file.code) + file.code


def unpacked(data: bytes, places: int) -> PictureFile:
    """Read a file whose quality has so many places. Raises ValueError with the end of a sentence for any other."""
    if data[:2] != MAGIC:
        raise ValueError("is no picture that this page compressed")
    try:
        made_by, flags, at = data[2:4], data[4], 5
        width, at = _read(data, at)
        height, at = _read(data, at)
    except IndexError as error:
        raise ValueError("ends in the middle of its head") from error
    if _check(data[2:at] + data[at + 2 :]) != data[at : at + 2]:
        raise ValueError("is damaged: its checksum does not fit. Copy it again")
    place = flags & ~_GREY
    sides = 0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE
    if place >= places or not sides or width * height > MOST_PIXELS:
        raise ValueError("tells of a picture or a quality that cannot be")
    return PictureFile(width, height, place, bool(flags & _GREY), made_by, data[at + 2 :])


def _check(data: bytes) -> bytes:
    return binascii.crc_hqx(data, 0xFFFF).to_bytes(2, "big")


def _whole(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _read(data: bytes, at: int) -> tuple[int, int]:
    number, shift = 0, 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
        if shift > 21:
            raise ValueError("tells of a picture that cannot be")
