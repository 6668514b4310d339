"""Several sounds on one time line, of which one is heard: the bytes that a sound device pulls."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QIODevice, QObject

Array = NDArray[np.float32]
SampleFormat = Literal["float", "int16", "int32"]

#: Seconds in which one sound fades into the next, and in which sound begins and ends: shorter ones click.
_FADE = 0.012
#: Zero crossings of the interpolating kernel to either side.
_REACH = 12


@dataclass(frozen=True, slots=True)
class Format:
    """What a device takes: frames per second, channels that all hear the same, and the numbers' type."""

    rate: int = 48_000
    channels: int = 1
    sample: SampleFormat = "int16"

    @property
    def bytes_per_frame(self) -> int:
        return self.channels * (2 if self.sample == "int16" else 4)


class Track:
    """One sound at its own rate, which may still be growing."""

    def __init__(self, samples: Array, rate: int, growing: bool = False) -> None:
        self.rate, self.growing = rate, growing
        self._room = np.ascontiguousarray(samples, dtype=np.float32)
        self._count = len(samples)
        self.gain = 1.0

    @property
    def samples(self) -> Array:
        return self._room[: self._count]

    @property
    def seconds(self) -> float:
        return self._count / self.rate

    def append(self, piece: Array) -> None:
        """Put a piece behind what is there; room is doubled, so that many pieces cost no more than their sum."""
        need = self._count + len(piece)
        if need > len(self._room):
            room = np.zeros(max(need, 2 * len(self._room), self.rate * 4), dtype=np.float32)
            room[: self._count] = self.samples
            self._room = room
        self._room[self._count : need] = piece
        self._count = need

    def at(self, begin: int, count: int, rate: int) -> Array:
        """`count` frames from frame `begin` on, both at another rate: a windowed sinc, silence beyond the ends."""
        if rate == self.rate:
            return _cut(self.samples, begin, count)
        common = math.gcd(rate, self.rate)
        up, down = rate // common, self.rate // common
        kernel = _kernel(up, down)
        reach = kernel.shape[1] // 2
        places = (begin + np.arange(count, dtype=np.int64)) * down
        left = places // up
        first = int(left[0]) - reach + 1
        piece = _cut(self.samples, first, int(left[-1]) - int(left[0]) + 2 * reach)
        windows = np.lib.stride_tricks.sliding_window_view(piece, kernel.shape[1])[left - left[0]]
        found: Array = np.einsum("ij,ij->i", windows, kernel[places % up])
        return found


def _cut(samples: Array, begin: int, count: int) -> Array:
    found = np.zeros(count, dtype=np.float32)
    low, high = max(0, begin), min(len(samples), begin + count)
    if low < high:
        found[low - begin : high - begin] = samples[low:high]
    return found


@lru_cache(maxsize=16)
def _kernel(up: int, down: int) -> Array:
    """Kaiser-windowed sincs, one row for each place between two samples: [up, taps]; each row sums to one."""
    width = max(1.0, down / up)  # going down, the low-pass is as wide as the new rate asks
    reach = math.ceil(_REACH * width)
    offsets = np.arange(-reach + 1, reach + 1)[None] - (np.arange(up) / up)[:, None]
    shape = np.i0(9.0 * np.sqrt(np.clip(1.0 - (offsets / reach) ** 2, 0.0, None))) / np.i0(9.0)
    kernel = np.sinc(offsets / width) * shape
    return (kernel / kernel.sum(axis=1, keepdims=True)).astype(np.float32)


class Mixer(QIODevice):
    """Gives the track called `heard` from `cursor` (frames of `format`) on, and fades where it changes.

    It is pulled on the window's thread, whose tracks these are; a read of 20 ms takes well under a millisecond.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.format = Format()
        self.tracks: dict[str, Track] = {}
        self.heard = ""
        self.volume = 1.0
        self.cursor = 0
        self.loop: tuple[float, float] | None = None
        self.ended = False
        self.pulled = 0  # frames since `restart`, silence too
        self.silent = 0  # frames of silence that were pulled last: the sound has ended, or is waited for
        self.wrapped = False  # a loop has begun anew since then
        self._last: tuple[str, float, int] | None = (
            None  # what was heard up to now, how loud, and to which frame
        )
        self.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)

    def isSequential(self) -> bool:
        return True

    def bytesAvailable(self) -> int:
        return 1 << 20

    def restart(self) -> None:
        """The device begins anew: fade in, and play to the end once more."""
        self._last, self.ended, self.wrapped = None, False, False
        self.pulled = self.silent = 0

    def readData(self, most: int) -> bytes:
        """At most `most` bytes of sound; silence behind the end."""
        return encoded(self.frames(most // self.format.bytes_per_frame), self.format)

    def frames(self, count: int) -> Array:
        """The next `count` frames, mono; moves the cursor."""
        found = np.zeros(count, dtype=np.float32)
        done = 0
        while done < count:
            step = min(count - done, self._until_turn())
            if step <= 0:
                break
            found[done : done + step] = self._heard(step)
            self.cursor += step
            self.silent = 0
            done += step
            self._turn()
        self.pulled += count
        self.silent += count - done
        return found

    def _until_turn(self) -> int:
        """Frames up to the next place where the cursor jumps or stands still."""
        track = self.tracks.get(self.heard)
        if track is None:
            return 0
        end = round(track.seconds * self.format.rate)
        if self.loop is not None:
            return max(1, min(end, round(self.loop[1] * self.format.rate)) - self.cursor)
        if self.cursor >= end:
            self.ended = not track.growing  # a growing sound is waited for
        return end - self.cursor

    def _turn(self) -> None:
        track = self.tracks[self.heard]
        end = round(track.seconds * self.format.rate)
        if self.loop is None:
            self.ended = self.cursor >= end and not track.growing
        elif self.cursor >= min(end, round(self.loop[1] * self.format.rate)):
            self.wrapped = True
            self.cursor = min(end, round(self.loop[0] * self.format.rate))

    def _heard(self, count: int) -> Array:
        track = self.tracks[self.heard]
        gain = track.gain * self.volume
        found = track.at(self.cursor, count, self.format.rate) * np.float32(gain)
        fade = min(count, round(_FADE * self.format.rate))
        now = (self.heard, gain, self.cursor)
        if self._last != now and fade:
            ramp = np.linspace(0.0, 1.0, fade, endpoint=False, dtype=np.float32)
            found[:fade] *= ramp
            before = self.tracks.get(self._last[0]) if self._last is not None else None
            if before is not None and self._last is not None:
                old = before.at(self._last[2], fade, self.format.rate) * np.float32(self._last[1])
                found[:fade] += old * (1.0 - ramp)
        self._last = (self.heard, gain, self.cursor + count)
        return found


def encoded(frames: Array, wanted: Format) -> bytes:
    """Mono frames as a device's bytes: the same in every channel, clipped at full scale."""
    clipped = np.clip(frames, -1.0, 1.0)
    if wanted.sample == "float":
        numbers: NDArray[np.float32] | NDArray[np.int16] | NDArray[np.int32] = clipped.astype(np.float32)
    elif wanted.sample == "int16":
        numbers = np.round(clipped * 32767.0).astype(np.int16)
    else:
        numbers = np.round(clipped.astype(np.float64) * 2147483647.0).astype(np.int32)
    return np.repeat(numbers, wanted.channels).tobytes() if wanted.channels > 1 else numbers.tobytes()
