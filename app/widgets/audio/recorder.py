"""A microphone's sound, collected until it is stopped or half a minute is full."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QIODevice, QObject, Signal

from app.widgets.audio.device import find_input, multimedia, negotiate
from app.widgets.audio.mixer import Format

Array = NDArray[np.float32]

MOST_SECONDS = 30.0


class Intake(QIODevice):
    """Takes a microphone's bytes; `heard` tells of each piece, mono float32."""

    heard = Signal(object)

    def __init__(self, wanted: Format, parent: QObject) -> None:
        super().__init__(parent)
        self.format = wanted
        self._rest = b""
        self.open(QIODevice.OpenModeFlag.WriteOnly | QIODevice.OpenModeFlag.Unbuffered)

    def isSequential(self) -> bool:
        return True

    def readData(self, most: int) -> bytes:
        return b""

    def writeData(self, data: bytes | bytearray | memoryview, most: int) -> int:
        held = self._rest + bytes(data[:most])
        whole = len(held) - len(held) % self.format.bytes_per_frame
        self._rest = held[whole:]
        if whole:
            self.heard.emit(decoded(held[:whole], self.format))
        return most


def decoded(data: bytes, had: Format) -> Array:
    """A device's bytes as mono float32: the mean of its channels."""
    if had.sample == "float":
        numbers = np.frombuffer(data, dtype=np.float32)
    elif had.sample == "int16":
        numbers = np.frombuffer(data, dtype=np.int16).astype(np.float32) / 32768.0
    else:
        numbers = (np.frombuffer(data, dtype=np.int32) / 2147483648.0).astype(np.float32)
    return numbers.reshape(-1, had.channels).mean(axis=1, dtype=np.float32)


class Recorder(QObject):
    """`grew(level)` with each piece, its peak from 0 to 1; `ended` when it was stopped or is full."""

    grew = Signal(float)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rate = 0
        self.missing = ""
        self._pieces: list[Array] = []
        self._source: Any = None
        self._intake: Intake | None = None

    @property
    def recording(self) -> bool:
        """Tell whether the microphone listens."""
        return self._intake is not None

    @property
    def seconds(self) -> float:
        """How much has been heard."""
        return sum(map(len, self._pieces)) / self.rate if self.rate else 0.0

    @property
    def samples(self) -> Array:
        """What has been heard, mono [samples] at `rate`."""
        return np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.float32)

    def start(self) -> bool:
        """Listen; False where nothing can be recorded, and `missing` says why."""
        device, self.missing = find_input()
        if device is None:
            return False
        qt, _ = multimedia()
        wanted, words = negotiate(qt, device)
        intake = self.listen(words)
        self._source = qt.QAudioSource(device, wanted, self)
        self._source.start(intake)
        return True

    def listen(self, words: Format) -> Intake:
        """Begin anew with what is written to the device that this gives."""
        self._pieces, self.rate = [], words.rate
        self._intake = Intake(words, self)
        self._intake.heard.connect(self._take)
        return self._intake

    def stop(self) -> None:
        """Listen no more; `samples` stay."""
        if self._intake is None:
            return
        if self._source is not None:
            self._source.stop()
            self._source.deleteLater()
            self._source = None
        self._intake.deleteLater()
        self._intake = None
        self.ended.emit()

    def _take(self, piece: Array) -> None:
        room = round((MOST_SECONDS - self.seconds) * self.rate)
        self._pieces.append(piece[:room])
        self.grew.emit(float(np.abs(piece).max(initial=0.0)))
        if len(piece) >= room:
            self.stop()
