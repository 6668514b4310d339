"""A microphone's sound, collected until it is stopped or half a minute is full."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QIODevice, QObject, Signal, Slot

from app.widgets.audio.device import find_input, multimedia, negotiate
from app.widgets.audio.mixer import Format

Array = NDArray[np.float32]

MOST_SECONDS = 30.0


def decoded(data: bytes, had: Format) -> Array:
    """A device's bytes as mono float32: the mean of its channels."""
    if had.sample == "float":
        numbers = np.frombuffer(data, dtype=np.float32)
    elif had.sample == "int16":
        numbers = np.frombuffer(data, dtype=np.int16).astype(np.float32) / np.float32(32768.0)
    else:
        numbers = (np.frombuffer(data, dtype=np.int32) / 2147483648.0).astype(np.float32)
    return numbers.reshape(-1, had.channels).mean(axis=1, dtype=np.float32)


class Recorder(QObject):
    """`grew(level)` with each piece, its peak from 0 to 1; `ended` when it was stopped or is full."""

    grew = Signal(float)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recording = False
        self.missing = ""
        self.format = Format()
        self._pieces: list[Array] = []
        self._rest = b""
        self._source: Any = None
        self._stream: QIODevice | None = None

    @property
    def rate(self) -> int:
        """Samples per second."""
        return self.format.rate

    @property
    def seconds(self) -> float:
        """How much has been heard."""
        return sum(map(len, self._pieces)) / self.rate

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
        self.begin(words)
        self._source = qt.QAudioSource(device, wanted, self)
        # Pulled, not pushed: PySide 6.11 gives an overridden writeData the bytes as text, cut at the first zero.
        self._stream = self._source.start()
        if self._stream is None:
            self.stop()
            self.missing = "The microphone could not be opened; another program may hold it."
            return False
        self._stream.readyRead.connect(self._arrived)
        return True

    def begin(self, words: Format) -> None:
        """Begin anew with bytes of this format, which `take` takes."""
        self._pieces, self._rest, self.format, self.recording = [], b"", words, True

    def take(self, data: bytes) -> None:
        """Put what a device gave behind what is there; full, the recording ends."""
        if not self.recording:
            return
        held = self._rest + data
        whole = len(held) - len(held) % self.format.bytes_per_frame
        self._rest = held[whole:]
        piece = decoded(held[:whole], self.format)
        room = round((MOST_SECONDS - self.seconds) * self.rate)
        self._pieces.append(piece[:room])
        self.grew.emit(float(np.abs(piece).max(initial=0.0)))
        if len(piece) >= room:
            self.stop()

    def stop(self) -> None:
        """Listen no more; `samples` stay."""
        if not self.recording:
            return
        self.recording = False
        if self._source is not None:
            self._source.stop()
            self._source.deleteLater()
            self._source = self._stream = None
        self.ended.emit()

    @Slot()
    def _arrived(self) -> None:
        if self._stream is not None:
            self.take(bytes(self._stream.readAll().data()))
