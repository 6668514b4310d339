"""The bar under sounds: play, which of them, where, again and again, how loud."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.widgets import theme
from app.widgets.audio.playback import Playback

#: Steps of the place slider; it is as fine as a wide window's pixels.
_STEPS = 2000
#: Letters of sounds in the order in which they are loaded; X is what A and B are compared with.
_LETTERS = "ABXCDEFGH"


class Transport(QWidget):
    """Space plays and pauses, 1 to 9 choose a sound, L loops, the arrow keys go half a second.

    Where nothing can be heard one quiet line says why, and place and choice work all the same.
    """

    chosen = Signal(str)  # the name of the sound that the user chose

    def __init__(self, playback: Playback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.playback = playback
        self.setAccessibleName("Playback")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.play = _button("play", "Play or pause (Space)")
        self.play.setEnabled(playback.available)
        self.loop = _button("repeat", "Repeat the whole sound, or the range that is chosen (L)")
        self.loop.setCheckable(True)
        self.place = QSlider(Qt.Orientation.Horizontal)
        self.place.setRange(0, _STEPS)
        self.place.setAccessibleName("Position")
        self.place.setMinimumWidth(80)
        self.time = QLabel()
        self.time.setProperty("role", "muted")
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, 100)
        self.volume.setValue(100)
        self.volume.setFixedWidth(72)
        self.volume.setAccessibleName("Volume")
        self.volume.setToolTip("Volume")
        self.matched = _button("speaker", "Play all sounds equally loud (ITU-R BS.1770), or each as it is")
        self.matched.setCheckable(True)
        self.matched.setChecked(True)
        self.quiet = QLabel(playback.missing)
        self.quiet.setProperty("role", "caption")
        self.quiet.setWordWrap(True)
        self.quiet.setVisible(not playback.available)
        self._group = QButtonGroup(self)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(2)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.play)
        row.addLayout(self._choices)
        row.addWidget(self.place, 1)
        for widget in (self.time, self.loop, self.matched, self.volume):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.quiet)
        self.play.clicked.connect(playback.toggle)
        self.loop.toggled.connect(playback.loop)
        self.matched.toggled.connect(playback.set_matched)
        self.place.sliderMoved.connect(self._dragged)
        self.place.actionTriggered.connect(self._stepped)
        self.volume.valueChanged.connect(self._volume_changed)
        self._group.idClicked.connect(self._choose)
        playback.positionChanged.connect(self._moved)
        playback.playingChanged.connect(self._playing)
        playback.currentChanged.connect(self._show_current)
        playback.soundsChanged.connect(self._show_sounds)
        self._show_sounds()

    def buttons(self) -> list[QToolButton]:
        """The sounds' buttons, in their order."""
        return [button for button in self._group.buttons() if isinstance(button, QToolButton)]

    @Slot()
    def _show_sounds(self) -> None:
        wanted = [
            f"{letter} {self.playback.title(name)}"
            for letter, name in zip(_LETTERS, self.playback.names, strict=False)
        ]
        if [button.text() for button in self.buttons()] != wanted:
            for button in self.buttons():
                self._group.removeButton(button)
                self._choices.removeWidget(button)
                button.hide()  # until it is deleted it would stand where the layout no longer puts it
                button.deleteLater()
            for index, words in enumerate(wanted):
                button = QToolButton()
                button.setText(words)
                button.setCheckable(True)
                button.setToolTip(f"Hear this one from the same place on ({index + 1})")
                button.setAccessibleName(f"Hear {words}")
                self._group.addButton(button, index)
                self._choices.addWidget(button)
        self._show_current()
        self._moved(self.playback.position)

    @Slot()
    def _show_current(self) -> None:
        for name, button in zip(self.playback.names, self.buttons(), strict=False):
            button.setChecked(name == self.playback.current)
        self.play.setEnabled(self.playback.available and bool(self.playback.names))
        self.place.setEnabled(bool(self.playback.names))

    @Slot(float)
    def _moved(self, seconds: float) -> None:
        whole = self.playback.duration
        if not self.place.isSliderDown():
            with QSignalBlocker(self.place):
                self.place.setValue(round(_STEPS * seconds / whole) if whole else 0)
        self.time.setText(f"{seconds:.1f} / {whole:.1f} s")

    @Slot(bool)
    def _playing(self, playing: bool) -> None:
        theme.set_icon(self.play, "pause" if playing else "play", "text")

    @Slot(int)
    def _dragged(self, step: int) -> None:
        self.playback.seek(step / _STEPS * self.playback.duration)

    @Slot(int)
    def _stepped(self, _action: int) -> None:
        self._dragged(self.place.sliderPosition())

    @Slot(int)
    def _volume_changed(self, percent: int) -> None:
        self.playback.set_volume(percent / 100)

    @Slot(int)
    def _choose(self, index: int) -> None:
        names = self.playback.names
        if 0 <= index < len(names):
            self.playback.switch(names[index])
            self._show_current()
            self.chosen.emit(names[index])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, playback = event.key(), self.playback
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            playback.toggle()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._choose(key - Qt.Key.Key_1)
        elif key == Qt.Key.Key_L:
            self.loop.toggle()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            playback.seek(playback.position + (0.5 if key == Qt.Key.Key_Right else -0.5))
        elif key == Qt.Key.Key_Home:
            playback.seek(0.0)
        else:
            super().keyPressEvent(event)


def _button(icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    theme.set_icon(button, icon, "text")
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button
