"""What one model makes of the inputs: a converted sound with the map of voices, a matrix, or what leaks."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.demos.voice_conversion.blend_view import BlendView
from app.demos.voice_conversion.contract import Piece, SwapProgress
from app.demos.voice_conversion.fitting import fit
from app.demos.voice_conversion.leakage_view import LeakageView, told
from app.demos.voice_conversion.sound_view import SoundView
from app.demos.voice_conversion.state import VoiceConversionState
from app.demos.voice_conversion.swap_view import SwapView
from app.pages.result_panel import ResultPanel
from app.pages.services import Services


class VoiceConversionPanel(ResultPanel):
    """Shows the views of the mode that is open; what another mode answered last waits behind it."""

    opened = Signal(str, str)  # a source and a target of the matrix

    def __init__(self, index: int, services: Services) -> None:
        self._services = services
        super().__init__(index)

    def build(self, content: QWidget) -> None:
        """All views, of which the mode's are seen."""
        self.blend = BlendView()
        self.sound = SoundView(self._services.jobs)
        self.swap = SwapView()
        self.leakage = LeakageView()
        self.measured = QLabel()
        self.measured.setProperty("role", "muted")
        self.measured.setWordWrap(True)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.blend)
        layout.addWidget(self.sound, 1)
        layout.addWidget(self.swap, 1)
        layout.addWidget(self.measured)
        layout.addWidget(self.leakage, 1)
        self.add_view("spectrograms", self.sound.picture)
        self.add_view("voices", self.blend.timbre)
        self.add_view("voices", self.blend.pitch)
        self.add_view("swap", self.swap.matrix)
        self.add_view("leakage", self.leakage)
        self.blend.wanted.connect(self._blend_wanted)
        self.swap.opened.connect(self.opened)
        self._answered = ""
        self._show_mode("convert")

    def show_partial(self, value: object) -> None:
        """Hear and see what is on its way."""
        if isinstance(value, Piece):
            self.sound.show_piece(value)
            self._answered = "sound"
        elif isinstance(value, SwapProgress):
            self.swap.show_cell(value)
            self._answered = "swap"
        else:
            return
        self._stack.setCurrentWidget(self.content)
        self._show_mode(self.state.mode)

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer."""
        self._answered = "sound" if request.task == "convert" else request.task
        if result.audio is not None:
            self.sound.show_result(request, result)
        if result.map is not None:
            self.blend.show_map(result.map)
        if result.swap is not None:
            self.swap.show_swap(result.swap)
        if result.leakage is not None:
            self.leakage.show_leakage(result.leakage)
            self.measured.setText(told(result.leakage))
        self._show_mode(self.state.mode)

    def show_state(self, state: Any) -> None:
        """Follow the mode and the blend."""
        if isinstance(state, VoiceConversionState):
            self.blend.show_state(state)
            self._show_mode(state.mode)

    def show_stopped(self, words: str) -> None:
        """What was made up to here can be heard."""
        super().show_stopped(words)
        if "converted" in self.sound.playback.names:
            self.sound.playback.finish("converted")

    @Slot(dict, str)
    def _blend_wanted(self, fields: dict[str, Any], merge: str) -> None:
        """Another blend is heard as soon as there is something to hear."""
        self.sound.play_next = True
        self.change_wanted.emit(fields, merge)

    def set_room(self, room: int) -> None:
        """Say how wide the panel may be."""
        self.sound.set_room(room)
        fit(self.swap.transport, room)

    def pause(self) -> None:
        """Be silent."""
        for view in (self.sound, self.swap):
            view.playback.pause()

    def _show_mode(self, mode: str) -> None:
        sound = mode in ("convert", "blend")
        self.sound.setVisible(sound)
        self.blend.setVisible(mode == "blend")
        self.swap.setVisible(mode == "swap")
        self.leakage.setVisible(mode == "leakage")
        self.measured.setVisible(mode == "leakage")
        kind = "sound" if sound else mode
        there = {
            "sound": bool(self.sound.playback.names),
            "swap": bool(self.swap.matrix.cells),
            "leakage": self.leakage.found is not None,
        }.get(kind, False)
        self._stack.setCurrentWidget(self.content if there else self.empty)
        heading, words = _EMPTY.get(kind, ("", ""))
        self.empty.say(heading, words)


_EMPTY = {
    "sound": ("No sound yet", "Choose a source and a target: the converted sound appears here."),
    "swap": ("No matrix yet", "Tick sources and targets, then press Run."),
    "leakage": (
        "Nothing measured yet",
        "Press Run: what was measured after training, or your own recordings.",
    ),
}
