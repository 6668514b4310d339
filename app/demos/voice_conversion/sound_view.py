"""The converted sound beside its source and its target: heard at one place, seen on one time axis."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.contract import Progress, Sound
from app.core.sounds import read_sound
from app.demos.voice_conversion.contract import (
    Piece,
    PitchRange,
    VoiceConversionRequest,
    VoiceConversionResult,
)
from app.demos.voice_conversion.fitting import fit
from app.jobs.job import Outcome
from app.jobs.runner import JobRunner
from app.widgets.audio.playback import Playback
from app.widgets.audio.spectrogram_view import SoundRow, SpectrogramView
from app.widgets.audio.transport import Transport


class SoundView(QWidget):
    """A is the source, B the converted sound, X the target. B grows while it is made, and can be heard meanwhile."""

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._target = ""
        self._room = 10_000
        self.play_next = False  # the next sound is heard as soon as it begins
        self.playback = Playback(self)
        self.transport = Transport(self.playback)
        self.picture = SpectrogramView("Spectrograms of source and converted sound", self.playback, jobs)
        # It takes the room that is left, and the page scrolls only below a height at which all can still be read.
        self.picture.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.picture.setMinimumHeight(270)
        self.facts = QLabel()
        self.facts.setProperty("role", "muted")
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.warnings = QLabel()
        self.warnings.setProperty("role", "warning")
        self.warnings.setTextFormat(Qt.TextFormat.PlainText)
        self.warnings.setWordWrap(True)
        self.warnings.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.transport)
        layout.addWidget(self.facts)
        layout.addWidget(self.warnings)
        layout.addWidget(self.picture, 1)
        # Afterwards: new buttons count as hidden until the event loop has turned.
        self.playback.soundsChanged.connect(self._fit, Qt.ConnectionType.QueuedConnection)

    def set_room(self, room: int) -> None:
        """Say how many px there are for the bar of buttons."""
        self._room = room
        self._fit()

    @Slot()
    def _fit(self) -> None:
        fit(self.transport, self._room)

    def show_piece(self, piece: Piece) -> None:
        """Take the next piece of the sound on its way."""
        if piece.begin == 0:
            heard = self.playback.current or "converted"
            self.playback.load("source", piece.source, piece.rate, "Source")
            self.playback.load("converted", piece.samples, piece.rate, "Converted", growing=True)
            self.playback.switch(heard)
            if self.play_next:
                self.play_next = False
                self.playback.switch("converted")
                self.playback.seek(0.0)
                self.playback.play()
        elif "converted" in self.playback.names:
            self.playback.append("converted", piece.samples)

    def show_result(self, request: VoiceConversionRequest, result: VoiceConversionResult) -> None:
        """Show the whole sound."""
        audio, source = result.audio, result.source
        if audio is None or source is None:
            return
        heard = self.playback.current or "converted"
        # What was heard in pieces is the same sound: it is played on without a gap.
        self.playback.load("source", source.samples, source.rate, "Source")
        self.playback.load("converted", audio.samples, audio.rate, "Converted")
        self._read_target(request.target if isinstance(request.target, str) else "")
        self.playback.switch(heard if heard in self.playback.names else "converted")
        self.picture.set_rows(
            [
                SoundRow("source", "Source", source, np.asarray(result.source_hertz, np.float32)),
                SoundRow("converted", "Converted", audio, np.asarray(result.converted_hertz, np.float32)),
            ],
            (1, 0),
        )
        self.facts.setText(told(result))
        self.warnings.setText("\n".join(result.warnings))
        self.warnings.setVisible(bool(result.warnings))

    def _read_target(self, target: str) -> None:
        """X: the target's recording; a blend has none."""
        if target == self._target and ("target" in self.playback.names) == bool(target):
            return
        self._target = target
        self.playback.remove("target")
        if target:

            def work(_progress: Progress) -> Sound:
                return read_sound(target)

            self._jobs.submit(self, work, lane="files").finished.connect(partial(self._have_target, target))

    def _have_target(self, target: str, outcome: Outcome) -> None:
        if target == self._target and isinstance(outcome.result, Sound):
            self.playback.load("target", outcome.result.samples, outcome.result.rate, "Target")


def told(result: VoiceConversionResult) -> str:
    """Say in words what was measured."""
    parts = []
    if result.likeness is not None:
        own = result.likeness
        parts.append(
            f"Likeness {own.target:.2f} to the target, {own.source:.2f} to the source (1 is the same voice)"
        )
    if result.f0 is not None:
        f0 = result.f0
        parts.append(f"pitch {_hertz(f0.source)} → {_hertz(f0.converted)}, target {_hertz(f0.target)}")
    if result.real_time_factor is not None and math.isfinite(result.real_time_factor):
        parts.append(f"{result.real_time_factor:.2f} s of work for a second of sound")
    return "; ".join(parts).replace("-", "−") + "."


def _hertz(found: PitchRange) -> str:
    return "none" if found.mean is None else f"{found.mean:.0f} Hz"
