"""The sound devices of this machine, through QtMultimedia where there is one. Importing this never fails."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, Protocol

from PySide6.QtCore import QIODevice, QObject

from app.widgets.audio.mixer import Format, SampleFormat

#: Seconds that wait in the device: so long a stall of the window is not heard, so late a switch is.
BUFFER = 0.16


class Output(Protocol):
    """Where sound goes: it pulls bytes from a QIODevice between `start` and `stop`."""

    format: Format

    def start(self, source: QIODevice) -> None:
        """Begin to pull."""

    def stop(self) -> None:
        """Pull no more; what waits in the device is dropped."""

    def waiting(self) -> float:
        """Seconds that were pulled and are not heard yet."""


@cache
def multimedia() -> tuple[Any, str]:
    """The module PySide6.QtMultimedia and "", or None and the sentence that says what is missing."""
    try:
        from PySide6 import QtMultimedia
    except ImportError as error:
        cure = "on Debian: apt-get install libpulse0" if sys.platform.startswith("linux") else str(error)
        library = str(error).partition(":")[0]
        return None, f"Sounds cannot be played or recorded here: {library} is missing ({cure})."
    return QtMultimedia, ""


def find_output() -> tuple[Output | None, str]:
    """The loudspeaker in use and "", or None and the sentence that says what is missing."""
    qt, missing = multimedia()
    if qt is None:
        return None, missing
    device = qt.QMediaDevices.defaultAudioOutput()
    if device.isNull():
        return None, "Sounds cannot be played here: no loudspeaker or headphones were found; connect some."
    return _QtOutput(qt, device), ""


def find_input() -> tuple[Any, str]:
    """The microphone in use (a QAudioDevice) and "", or None and the sentence that says what is missing."""
    qt, missing = multimedia()
    if qt is None:
        return None, missing
    device = qt.QMediaDevices.defaultAudioInput()
    if device.isNull():
        return None, "Nothing can be recorded here: no microphone was found; connect one."
    return device, ""


def negotiate(qt: Any, device: Any) -> tuple[Any, Format]:
    """A QAudioFormat that the device takes, and the same in our words: mono at 48 kHz where that is possible."""
    kinds: dict[Any, SampleFormat] = {
        qt.QAudioFormat.SampleFormat.Float: "float",
        qt.QAudioFormat.SampleFormat.Int16: "int16",
        qt.QAudioFormat.SampleFormat.Int32: "int32",
    }
    preferred = device.preferredFormat()
    for rate in (48_000, preferred.sampleRate()):
        for channels in (1, 2, preferred.channelCount()):
            for kind, name in kinds.items():
                wanted = qt.QAudioFormat()
                wanted.setSampleRate(rate)
                wanted.setChannelCount(channels)
                wanted.setSampleFormat(kind)
                if device.isFormatSupported(wanted):
                    return wanted, Format(rate, channels, name)
    preferred.setSampleFormat(qt.QAudioFormat.SampleFormat.Int16)
    return preferred, Format(preferred.sampleRate(), preferred.channelCount(), "int16")


class _QtOutput:
    """A QAudioSink that lives from `start` to `stop`: no thread of it idles in between."""

    def __init__(self, qt: Any, device: Any) -> None:
        self._qt, self._device = qt, device
        self._wanted, self.format = negotiate(qt, device)
        self._sink: Any = None
        self._source: QIODevice | None = None

    def start(self, source: QIODevice) -> None:
        self.stop()
        owner: QObject = source
        self._sink = self._qt.QAudioSink(self._device, self._wanted, owner)
        self._sink.setBufferSize(round(BUFFER * self.format.rate) * self.format.bytes_per_frame)
        self._sink.start(source)

    def stop(self) -> None:
        if self._sink is not None:
            self._sink.reset()
            self._sink.deleteLater()
            self._sink = None

    def waiting(self) -> float:
        if self._sink is None:
            return 0.0
        held = self._sink.bufferSize() - self._sink.bytesFree()
        return max(0, held) / self.format.bytes_per_frame / self.format.rate
