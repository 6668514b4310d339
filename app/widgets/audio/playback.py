"""Sounds that are heard one at a time at one place: switching between them is instant and equally loud."""

from __future__ import annotations

import math
import weakref

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from app.core.loudness import gain_between, loudness
from app.widgets.audio.device import Output, find_output
from app.widgets.audio.mixer import Mixer, Track

Array = NDArray[np.float32]

#: The playhead moves so often, in ms, and only while sound is heard.
_TICK_MS = 33
#: No sound is made louder than this (LKFS), nor so loud that its peak clips.
_LOUDEST = -16.0
_HIGHEST_PEAK = 0.98
#: The loudness of a growing sound is measured anew until it has so many seconds: later ones hardly change it.
_JUDGED = 6.0

#: The Playback that is heard now: there is one in the application.
_sounding: weakref.ref[Playback] | None = None


class Playback(QObject):
    """Plays named mono sounds, float32, of any rate. Where no device is, `play` does nothing and the rest works.

    `available` tells whether there is a device, `missing` in a sentence what is lacking and how to get it.
    Times are in seconds. Every method is for the window's thread.
    """

    # Named as those of Qt's own media classes.
    positionChanged = Signal(float)  # noqa: N815
    playingChanged = Signal(bool)  # noqa: N815
    currentChanged = Signal(str)  # noqa: N815 - the name of the sound that is heard
    soundsChanged = Signal()  # noqa: N815 - sounds came, went or grew

    def __init__(self, parent: QObject | None = None, output: Output | None = None) -> None:
        """`output` is the device; the system's own if left out."""
        super().__init__(parent)
        self.mixer = Mixer(self)
        self.playing = False
        self.matched = True
        self.looping = False
        self._range: tuple[float, float] | None = None
        self._titles: dict[str, str] = {}
        self._levels: dict[str, tuple[float, float]] = {}  # loudness and peak
        self._output, self.missing = (output, "") if output is not None else find_output()
        if self._output is not None:
            self.mixer.format = self._output.format
        self._clock = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._advance)

    # -- the sounds -----------------------------------------------------------------------------------------

    @property
    def available(self) -> bool:
        """Tell whether there is a device to hear sounds with."""
        return self._output is not None

    @property
    def names(self) -> tuple[str, ...]:
        """The sounds in the order in which they were loaded."""
        return tuple(self.mixer.tracks)

    @property
    def current(self) -> str:
        """The name of the sound that is heard, "" if there is none."""
        return self.mixer.heard

    def title(self, name: str) -> str:
        """What a reader calls a sound."""
        return self._titles.get(name, name)

    def load(self, name: str, samples: Array, rate: int, title: str = "", growing: bool = False) -> None:
        """Put a sound under a name; one of that name is replaced, at its place in the order.

        A `growing` one takes pieces by `append` until `finish`. The first sound becomes the current one.
        """
        self.mixer.tracks[name] = Track(np.asarray(samples, dtype=np.float32), rate, growing)
        self._titles[name] = title or name
        self._measure(name)
        if not self.mixer.heard:
            self.switch(name)
        self._range_changed()
        self.soundsChanged.emit()

    def append(self, name: str, piece: Array) -> None:
        """Put a piece behind a growing sound, also while it is heard. Raises KeyError for an unknown name."""
        track = self.mixer.tracks[name]
        measured = track.seconds < _JUDGED
        track.append(np.asarray(piece, dtype=np.float32))
        if measured:
            self._measure(name)
        self._range_changed()
        self.soundsChanged.emit()

    def finish(self, name: str) -> None:
        """Say that a growing sound is complete."""
        self.mixer.tracks[name].growing = False
        self._measure(name)
        self._range_changed()
        self.soundsChanged.emit()

    def remove(self, name: str) -> None:
        """Forget a sound; unknown names change nothing."""
        if self.mixer.tracks.pop(name, None) is None:
            return
        self._titles.pop(name, None)
        self._levels.pop(name, None)
        if self.mixer.heard == name:
            self.pause()
            self.mixer.heard = ""
            self.switch(next(iter(self.mixer.tracks), ""))
        self._match()
        self.soundsChanged.emit()

    def clear(self) -> None:
        """Forget every sound and go back to the start."""
        self.pause()
        self.mixer.tracks.clear()
        self.mixer.heard = ""
        self._titles.clear()
        self._levels.clear()
        self.set_range(None)
        self.seek(0.0)
        self.currentChanged.emit("")
        self.soundsChanged.emit()

    def switch(self, name: str) -> None:
        """Hear another sound from the same place on; unknown names change nothing."""
        if name != self.mixer.heard and name in self.mixer.tracks:
            at = self.position
            self.mixer.heard = name
            self.mixer.ended = False
            if at > self.duration:
                self.seek(0.0)
            self.currentChanged.emit(name)

    # -- time -----------------------------------------------------------------------------------------------

    @property
    def duration(self) -> float:
        """Seconds of the current sound, so far."""
        track = self.mixer.tracks.get(self.mixer.heard)
        return track.seconds if track is not None else 0.0

    @property
    def position(self) -> float:
        """The place that is heard now."""
        pulled = self.mixer.cursor / self.mixer.format.rate
        at = pulled - self._behind()
        if self.mixer.loop is not None and at < self.mixer.loop[0] <= pulled and self.mixer.wrapped:
            at += self.mixer.loop[1] - self.mixer.loop[0]  # the end of the last round is still heard
        return min(max(0.0, at), self.duration)

    def _behind(self) -> float:
        """Seconds of sound that the device has pulled and that are not heard yet.

        What a sound server buffers behind the device is not told: but nothing is heard faster than time goes by.
        """
        if self._output is None or not self.playing:
            return 0.0
        rate = self.mixer.format.rate
        ahead = self.mixer.pulled / rate - self._clock.elapsed() / 1000.0
        return max(0.0, max(self._output.waiting(), ahead) - self.mixer.silent / rate)

    def seek(self, seconds: float) -> None:
        """Go to a place of the current sound."""
        place = min(max(0.0, seconds), self.duration)
        self.mixer.cursor = round(place * self.mixer.format.rate)
        self.mixer.ended = False
        if self.playing and self._output is not None:
            self._begin()  # what waits in the device is of another place
        self.positionChanged.emit(place)

    @Slot()
    def play(self) -> None:
        """Hear the current sound from here on, from its start if it is at its end."""
        if self.playing or self._output is None or not self.mixer.heard:
            return
        self._pause_other()
        if self.position >= self.duration - 1e-3 and not self.mixer.tracks[self.mixer.heard].growing:
            self.mixer.cursor = round((self.mixer.loop or (0.0, 0.0))[0] * self.mixer.format.rate)
        self.playing = True
        self._begin()
        self._tick.start()
        self.playingChanged.emit(True)

    @Slot()
    def pause(self) -> None:
        """Be silent; the place is kept."""
        if not self.playing or self._output is None:
            return
        self._stop(self.position)

    @Slot()
    def toggle(self) -> None:
        """Play, or pause."""
        self.pause() if self.playing else self.play()

    @Slot(bool)
    def loop(self, on: bool) -> None:
        """Play the chosen range, or the whole sound, again and again."""
        self.looping = on
        self._range_changed()

    def set_range(self, seconds: tuple[float, float] | None) -> None:
        """Choose what a loop repeats: begin and end; None is the whole sound."""
        self._range = None if seconds is None else (max(0.0, min(seconds)), max(seconds))
        self._range_changed()

    # -- loudness -------------------------------------------------------------------------------------------

    def set_volume(self, share: float) -> None:
        """Set the volume, 0 to 1, as ears take it: half of it is 18 dB less."""
        self.mixer.volume = min(1.0, max(0.0, share)) ** 3

    def set_matched(self, matched: bool) -> None:
        """Play all sounds equally loud (ITU-R BS.1770), or each as loud as it is."""
        self.matched = matched
        self._match()

    def close(self) -> None:
        """Be silent and let go of the sounds; nothing of this runs afterwards."""
        self._stop(0.0)
        self.mixer.tracks.clear()
        self.mixer.heard = ""
        self.mixer.close()

    def _measure(self, name: str) -> None:
        track = self.mixer.tracks[name]
        peak = float(np.abs(track.samples).max()) if len(track.samples) else 0.0
        self._levels[name] = (loudness(track.samples, track.rate), peak)
        self._match()

    def _match(self) -> None:
        """All are brought to one level: the highest at which none of them clips."""
        heard = {name: level for name, level in self._levels.items() if math.isfinite(level[0])}
        rooms = [level + 20.0 * math.log10(_HIGHEST_PEAK / peak) for level, peak in heard.values()]
        shared = min([_LOUDEST, *rooms])
        for name, track in self.mixer.tracks.items():
            track.gain = gain_between(heard[name][0], shared) if self.matched and name in heard else 1.0

    # -- the device -----------------------------------------------------------------------------------------

    def _pause_other(self) -> None:
        global _sounding
        other = _sounding() if _sounding is not None else None
        if other is not None and other is not self and isValid(other):
            other.pause()
        _sounding = weakref.ref(self)

    def _begin(self) -> None:
        if self._output is not None:
            self.mixer.restart()
            self._clock.start()
            self._output.start(self.mixer)

    def _stop(self, at: float) -> None:
        """Let the device go, and stand at a place."""
        if self._output is not None and self.playing:
            self._tick.stop()
            self._output.stop()
            self.playing = False
            self.mixer.cursor = round(at * self.mixer.format.rate)
            self.playingChanged.emit(False)
            self.positionChanged.emit(at)

    def _range_changed(self) -> None:
        begin, end = self._range or (0.0, self.duration)
        self.mixer.loop = (begin, end) if self.looping and end - begin > 0.05 else None

    @Slot()
    def _advance(self) -> None:
        if self.mixer.ended and self._behind() <= 0.02:
            self._stop(0.0)
            return
        self.positionChanged.emit(self.position)
