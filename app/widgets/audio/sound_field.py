"""Choose a sound: one of the samples, a file, a drop, or one's own voice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.core.contract import Progress, Sound, UserError
from app.core.recordings import keep_recording
from app.core.sounds import ENDINGS, read_sound
from app.jobs.job import Job, Outcome
from app.jobs.runner import JobRunner
from app.widgets import theme
from app.widgets.audio.playback import Playback
from app.widgets.audio.recorder import MOST_SECONDS, Recorder
from app.widgets.audio.waveform import Waveform, nothing, peaks
from app.widgets.inline_error import InlineError
from app.widgets.visible import displayable

#: (id, title, file)
SampleEntry = tuple[str, str, Path | str]

_HINT = "Drop a sound here, open a file, take one of the samples, or record your voice."


class SoundField(QWidget):
    """`changed` carries a file's path or a sample's id, "" once it is cleared.

    A sound that cannot be read is refused with a sentence, and what was there stays. With `jobs` files are read
    on their thread, and a long one does not hold the window up.
    """

    changed = Signal(str)

    def __init__(
        self,
        title: str,
        samples: Sequence[SampleEntry] = (),
        parent: QWidget | None = None,
        jobs: JobRunner | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.value = ""
        self.sound: Sound | None = None
        self._samples: tuple[SampleEntry, ...] = ()
        self._facts = ""
        self._jobs = jobs
        self._reading: Job | None = None
        self.setAcceptDrops(True)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.playback = Playback(self)
        self.recorder = Recorder(self)
        self.heading = QLabel(title)
        self.heading.setProperty("role", "heading")
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.waveform = Waveform(f"{title}: waveform")
        self.waveform.set_hint(_HINT)
        self.play = _button("play", "", f"{title}: play or pause", "Play or pause")
        self.pick = _button(
            "chevron-down", "Samples", f"{title}: samples", "Bundled voices to try things with"
        )
        self.open = _button("folder", "Open…", f"{title}: open a file", "WAV, FLAC, Ogg, Opus, MP3 or AIFF")
        self.record = _button("microphone", "Record", f"{title}: record", f"Up to {MOST_SECONDS:.0f} seconds")
        self.clear_button = _button("close", "", f"{title}: clear", "Take the sound away")
        self.error = InlineError()
        self.menu = QMenu(self)
        self.pick.setMenu(self.menu)
        self.pick.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addWidget(self.about, 1)
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in (self.play, self.pick, self.open, self.record):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.waveform)
        layout.addLayout(row)
        layout.addWidget(self.error)
        layout.addStretch(1)
        self.play.clicked.connect(self.playback.toggle)
        self.open.clicked.connect(self._ask)
        self.record.clicked.connect(self._record)
        self.clear_button.clicked.connect(self.clear)
        self.waveform.sought.connect(self.playback.seek)
        self.playback.positionChanged.connect(self.waveform.set_position)
        self.playback.playingChanged.connect(self._playing)
        self.recorder.grew.connect(self._grew)
        self.recorder.ended.connect(self._recorded)
        self.set_samples(samples)
        self._show(None)

    def set_samples(self, samples: Sequence[SampleEntry]) -> None:
        """Offer these samples: (id, title, file)."""
        self._samples = tuple(samples)
        self.menu.clear()
        for sample, title, _ in self._samples:
            self.menu.addAction(title).triggered.connect(partial(self._choose, sample))
        self.pick.setVisible(bool(self._samples))

    def set_value(self, value: str) -> None:
        """Show a file's or a sample's sound; tells nobody. What cannot be read is named with a sentence."""
        if value == self.value:
            return
        self.value = value
        self.error.show_sentence("")
        self._forget_reading()
        if value:
            self._read(value, tell=False)
        else:
            self._show(None)

    def set_error(self, sentence: str) -> None:
        """Show a sentence under the field, "" for none."""
        self.error.show_sentence(sentence)

    @Slot()
    def clear(self) -> None:
        """Take the sound away and tell."""
        self.recorder.stop()
        self.error.show_sentence("")
        self._forget_reading()
        if self.value:
            self.value = ""
            self._show(None)
            self.changed.emit("")

    # -- reading --------------------------------------------------------------------------------------------

    def _choose(self, value: str, _checked: bool = False) -> None:
        self.error.show_sentence("")
        self._read(value, tell=True)

    def _read(self, value: str, tell: bool) -> None:
        file = next((Path(path) for sample, _, path in self._samples if sample == value), Path(value))

        def work(_progress: Progress) -> Sound:
            return read_sound(file)

        if self._jobs is not None:
            self._reading = self._jobs.submit(self, work, lane="files")
            self._reading.finished.connect(partial(self._finished, value, tell))
            return
        try:
            self._take(value, read_sound(file), tell)
        except UserError as error:
            self._refuse(value, str(error), tell)

    def _forget_reading(self) -> None:
        """What is still being read is not wanted any more."""
        if self._reading is not None:
            self._reading.abandon()
            self._reading = None

    def _finished(self, value: str, tell: bool, outcome: Outcome) -> None:
        self._reading = None
        if isinstance(outcome.result, Sound):
            self._take(value, outcome.result, tell)
        elif outcome.error is not None:
            self._refuse(value, str(outcome.error), tell)

    def _take(self, value: str, sound: Sound, tell: bool) -> None:
        self.value = value
        self._show(sound)
        if tell:
            self.changed.emit(value)

    def _refuse(self, value: str, sentence: str, tell: bool) -> None:
        if not tell:  # a session names a file that is gone: nothing else is there to show
            self._show(None)
        self.error.show_sentence(sentence)

    def _show(self, sound: Sound | None) -> None:
        self.sound = sound
        self.playback.clear()
        if sound is not None:
            self.playback.load("sound", sound.samples, sound.rate, self.title)
            self.waveform.show_peaks(peaks(sound.samples), sound.seconds)
        else:
            self.waveform.show_peaks(nothing(), 0.0)
        self.play.setEnabled(sound is not None and self.playback.available)
        self.play.setToolTip(self.playback.missing or "Play or pause")
        self.clear_button.setEnabled(bool(self.value))
        self._tell_about()

    def _tell_about(self) -> None:
        name = next((title for sample, title, _ in self._samples if sample == self.value), "")
        name = name or displayable(Path(self.value).name)
        facts = [name] if self.value else []
        if self.sound is not None:
            facts += [f"{self.sound.seconds:.1f} s", f"{self.sound.rate / 1000:g} kHz"]
        self._say(" · ".join(facts))
        self.about.setToolTip(displayable(self.value))
        self.setAccessibleDescription(", ".join(facts) or _HINT)

    def _say(self, words: str) -> None:
        self._facts = words
        self._elide()

    def _elide(self) -> None:
        """Leave out the middle of a name that is too long: its end tells takes apart, its beginning what it is."""
        metrics = self.about.fontMetrics()
        self.about.setText(metrics.elidedText(self._facts, Qt.TextElideMode.ElideMiddle, self.about.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (layout := self.layout()) is not None:
            layout.activate()  # the words get their room first
        self._elide()

    # -- files, drops, the microphone -----------------------------------------------------------------------

    @Slot()
    def _ask(self) -> None:
        dialog = QFileDialog(self, f"{self.title}: choose a sound")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"Sounds ({' '.join('*' + end for end in ENDINGS)})", "All files (*)"])
        dialog.fileSelected.connect(self._choose)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _record(self) -> None:
        self.error.show_sentence("")
        if self.recorder.recording:
            self.recorder.stop()
        elif self.recorder.start():
            self.playback.pause()
            self.record.setText("Stop")
            theme.set_icon(self.record, "stop", "error")
        else:
            self.error.show_sentence(self.recorder.missing)

    @Slot(float)
    def _grew(self, level: float) -> None:
        self.waveform.set_level(level)
        self.waveform.show_peaks(peaks(self.recorder.samples), self.recorder.seconds)
        self._say(f"{self.recorder.seconds:.1f} of {MOST_SECONDS:.0f} s")

    @Slot()
    def _recorded(self) -> None:
        self.record.setText("Record")
        theme.set_icon(self.record, "microphone", "muted")
        self.waveform.set_level(None)
        samples, rate = self.recorder.samples, self.recorder.rate
        if not len(samples):
            self._show(self.sound)
            self.error.show_sentence("The microphone gave no sound. Check that it is not switched off.")
            return
        try:
            path = keep_recording(samples, rate)
        except UserError as error:
            self._show(self.sound)
            self.error.show_sentence(str(error))
            return
        self._choose(str(path))

    @Slot(bool)
    def _playing(self, playing: bool) -> None:
        theme.set_icon(self.play, "pause" if playing else "play", "muted")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path:
            event.acceptProposedAction()
            self._choose(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.value:
            self.clear()
        else:
            super().keyPressEvent(event)


def _dropped(event: QDropEvent) -> str:
    """The first local file of a drag."""
    return next((url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()), "")


def _button(icon: str, words: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    if icon:
        theme.set_icon(button, icon, "muted")
    button.setText(words)
    style = Qt.ToolButtonStyle
    button.setToolButtonStyle(
        style.ToolButtonTextBesideIcon
        if words and icon
        else style.ToolButtonTextOnly
        if words
        else style.ToolButtonIconOnly
    )
    button.setAccessibleName(name)
    button.setToolTip(tip)
    return button
