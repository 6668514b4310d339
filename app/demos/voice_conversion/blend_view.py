"""The map of voices: timbre on one plane, pitch and melody on another, and the weights in numbers."""

from __future__ import annotations

from math import exp, log

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.demos.voice_conversion.blending import place_of, weights_at
from app.demos.voice_conversion.contract import PlacedVoice, VoiceMap
from app.demos.voice_conversion.plane import Spot, VoicePlane
from app.demos.voice_conversion.state import VoiceConversionState

_SEMITONES = 12.0 / log(2.0)


class BlendView(QWidget):
    """`wanted(fields, merge)` carries what of the state is to change."""

    wanted = Signal(dict, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.map: VoiceMap | None = None
        self._state = VoiceConversionState()
        self.weights: dict[str, float] = {}
        heading = QLabel("Map of voices")
        heading.setProperty("role", "heading")
        self.shares = QLabel()
        self.shares.setProperty("role", "muted")
        self.shares.setWordWrap(True)
        self.automatic = QPushButton("Automatic pitch")
        self.automatic.setToolTip("The blend's own pitch, and the source's melody as it is")
        self.timbre = VoicePlane(
            "Map of voices by timbre", "first component", "second component: drag the ring"
        )
        self.pitch = VoicePlane("Plane of pitch and melody", "higher", "wider melody")
        self.pitch.labelled = False  # the other plane names them
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addWidget(self.shares, 1)
        head.addWidget(self.automatic)
        planes = QHBoxLayout()
        planes.setSpacing(12)
        planes.addWidget(self.timbre, 3)
        planes.addWidget(self.pitch, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(planes)
        self.timbre.moved.connect(self._moved)
        self.timbre.named.connect(self._named)
        self.timbre.released.connect(self._rested)
        self.pitch.moved.connect(self._moved_pitch)
        self.pitch.named.connect(self._named)
        self.automatic.clicked.connect(self._automatic)

    def show_map(self, found: VoiceMap) -> None:
        """Show the known voices and the source."""
        self.map = found
        here = found.source
        self._spots()
        self.timbre.across = f"first component (the two hold {found.explained:.0%})"
        if pitches := [voice.pitch for voice in found.voices if voice.pitch > 0]:
            self.pitch.across = f"mean pitch, {min(pitches):.0f} to {max(pitches):.0f} Hz"
            widths = [voice.melody for voice in found.voices]
            self.pitch.up = f"melody, {min(widths):.1f} to {max(widths):.1f} semitones: drag the ring"
        if not self.timbre.dragging:
            self.timbre.show_spots(self.timbre.spots, (here.x, here.y))
            self.pitch.show_spots(self.pitch.spots, _pitched(here))
        self.show_state(self._state)

    def show_state(self, state: VoiceConversionState) -> None:
        """Follow the weights and the pitch."""
        self._state = state
        if not self.timbre.dragging:
            self.weights = _normal(state.weights)
        self.automatic.setEnabled(state.semitones != 0 or state.melody != 1)
        self._follow()

    def _spots(self) -> None:
        assert self.map is not None
        voices = self.map.voices
        shares = [self.weights.get(voice.id, 0.0) for voice in voices]
        self.timbre.spots = tuple(Spot(v.id, v.x, v.y, w) for v, w in zip(voices, shares, strict=True))
        self.pitch.spots = tuple(
            Spot(v.id, *_pitched(v), w) for v, w in zip(voices, shares, strict=True) if v.pitch > 0
        )

    def _follow(self, place: tuple[float, float] | None = None) -> None:
        """Put both handles where the weights and the pitch say; `place` is where the mouse holds one."""
        if self.map is None:
            return
        self._spots()
        names = [voice.id for voice in self.map.voices]
        corners = [names.index(name) for name in self.weights if name in names]
        self.timbre.set_handle(
            place or place_of(self.map, self.weights), corners if len(corners) <= 3 else ()
        )
        self.pitch.set_handle(self._pitch())
        told = sorted(self.weights.items(), key=lambda item: -item[1])
        self.shares.setText(" + ".join(f"{share:.2f} {name}" for name, share in told[:6]))

    def _pitch(self) -> tuple[float, float] | None:
        """The blend's own pitch, moved by the semitones, and the source's melody times its factor."""
        auto = self._auto()
        if auto is None:
            return None
        return auto + self._state.semitones, (
            self.map.source.melody if self.map else 0.0
        ) * self._state.melody

    def _auto(self) -> float | None:
        """The pitch without semitones, in semitones."""
        if self.map is None:
            return None
        known = {voice.id: voice for voice in self.map.voices}
        if self._state.f0 == "keep":
            return _pitched(self.map.source)[0]
        parts = [(known[name], share) for name, share in self.weights.items() if name in known]
        total = sum(share for _, share in parts)
        if total <= 0 or any(voice.pitch <= 0 for voice, _ in parts):
            return None
        return _SEMITONES * sum(log(voice.pitch) * share for voice, share in parts) / total

    @Slot(float, float)
    def _moved(self, x: float, y: float) -> None:
        if self.map is not None:
            self.weights = weights_at(self.map, (x, y))
            self._follow(None if not self.timbre.dragging else (x, y))

    @Slot()
    def _rested(self) -> None:
        if self.weights:
            self.wanted.emit({"weights": dict(self.weights)}, "weights")

    @Slot(str)
    def _named(self, name: str) -> None:
        self.weights = {name: 1.0}
        self.wanted.emit({"weights": {name: 1.0}}, "weights")

    @Slot(float, float)
    def _moved_pitch(self, across: float, up: float) -> None:
        auto, own = self._auto(), self.map.source.melody if self.map is not None else 0.0
        if auto is None:
            return
        fields = {"semitones": round(min(36.0, max(-36.0, across - auto)), 1)}
        if own > 0:
            fields["melody"] = round(min(4.0, max(0.0, up / own)), 2)
        self.wanted.emit(fields, "pitch")

    @Slot()
    def _automatic(self) -> None:
        self.wanted.emit({"semitones": 0.0, "melody": 1.0}, "pitch")


def _pitched(voice: PlacedVoice) -> tuple[float, float]:
    """Pitch in semitones (above 1 Hz) and melody in semitones."""
    return (_SEMITONES * log(voice.pitch) if voice.pitch > 0 else _SEMITONES * log(100.0)), voice.melody


def hertz(semitones: float) -> float:
    """The frequency of a place on the pitch axis."""
    return exp(semitones / _SEMITONES)


def _normal(weights: dict[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()} if total > 0 else {}
