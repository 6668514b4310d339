"""The page of voice-conversion: one conversion, a blend of known voices, a matrix, what leaks, a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.core.contract import UserError
from app.core.record import RunRecord
from app.core.sounds import bundled_samples
from app.demos.voice_conversion.batch import Batch
from app.demos.voice_conversion.batch_view import BatchView
from app.demos.voice_conversion.comparison import Comparison
from app.demos.voice_conversion.manner_row import MannerRow
from app.demos.voice_conversion.naming import called
from app.demos.voice_conversion.panel import VoiceConversionPanel
from app.demos.voice_conversion.sound_list import SoundList
from app.demos.voice_conversion.state import VoiceConversionState
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets import theme
from app.widgets.audio.sound_field import SampleEntry, SoundField
from app.widgets.segmented import Segmented
from app.widgets.visible import displayable

_MODES = (
    ("convert", "Convert", "One recording, said with the voice of another"),
    ("blend", "Blend", "A voice between known ones: drag a point on their map"),
    ("swap", "Swap", "Every source with every target"),
    ("leakage", "Leakage", "Can the speaker be read off the content, and the content off the speaker?"),
    ("batch", "Batch", "All sounds of a folder"),
)
#: px of a page's width that its margins and its scroll bar take.
_BESIDE = 58
_CONSENT = (
    "A voice belongs to somebody: convert into voices whose owners agreed, and say that it was converted."
)


class VoiceConversionPage(DemoPage):
    """Convert and Blend answer as one plays with them; Swap, Leakage and Batch wait for Run."""

    delay_ms = 300

    _variants: tuple[str, ...] = ()

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """The mode, and the inputs of each."""
        head = QHBoxLayout()
        self.modes = Segmented("Mode", _MODES)
        self.bind("mode", self.modes)
        consent = QLabel(_CONSENT)
        consent.setProperty("role", "caption")
        consent.setWordWrap(True)
        head.addWidget(self.modes)
        head.addSpacing(10)
        head.addWidget(consent, 1)
        layout.addLayout(head)
        layout.addWidget(self._sounds())
        layout.addWidget(self._lists())
        layout.addWidget(self._recordings())
        self.manner = MannerRow(self.bind)
        layout.addWidget(self.manner)
        self.manner_error = self.errors.place("semitones", "f0", "melody", "content", "seed")
        layout.addWidget(self.manner_error)
        self.batch_view = BatchView()
        self.bind("folder", self.batch_view.folder)
        self.bind("out", self.batch_view.out)
        self.bind("format", self.batch_view.format)
        layout.addWidget(self.batch_view, 1)
        self.batch = Batch(self.demo, self.services, self)
        self.batch.changed.connect(self._batch_changed)
        self.batch.progressed.connect(self.batch_view.show_progress)
        self.batch.ended.connect(self._batch_ended)
        self.ran.connect(self._know)
        self.batch_view.folder_wanted.connect(lambda field, path: self.change(None, **{field: path}))

    def make_panel(self, index: int) -> ResultPanel:
        """All that one model says."""
        panel = VoiceConversionPanel(index, self.services)
        panel.opened.connect(self._open_pair)
        return panel

    def make_comparison(self) -> QWidget:
        """Both models' sounds, heard at one place."""
        return Comparison()

    def follow(self, state: Any) -> None:
        """Show what the mode needs."""
        if not isinstance(state, VoiceConversionState):
            return
        mode = state.mode
        self.live = mode in ("convert", "blend")
        self.source.set_value(state.source)
        self.target.set_value(state.target)
        self.source_list.set_values(state.sources)
        self.target_list.set_values(state.targets)
        self.sounds_row.setVisible(self.live)
        self.target_box.setVisible(mode == "convert")
        # A blend's box of the target is hidden, and would hide what is wrong with the blend.
        self.errors.give(self.manner_error if mode == "blend" else self.target.error, "target")
        self.lists_row.setVisible(mode == "swap")
        self.recordings_row.setVisible(mode == "leakage")
        self.manner.setVisible(mode != "leakage")
        self.batch_view.setVisible(mode == "batch")
        self.manner.set_variants(self._variants, state.content)
        self.batch_view.into.setText(
            f"Every sound of a folder is said with {_into(state)}, and as set above."
        )
        for panel in self.panels:
            panel.setVisible(mode != "batch" and (panel.index == 0 or self.comparing))

    def edit(self, field: str, value: object, merge: str | None) -> None:
        """Convert and Blend also say what the target is."""
        if field == "mode" and value in ("convert", "blend"):
            into = "recording" if value == "convert" else "blend"
            self.change(merge, mode=value, into=into)
        else:
            super().edit(field, value, merge)
        if field == "mode":
            for panel in self.panels:
                if isinstance(panel, VoiceConversionPanel):
                    panel.pause()

    def open_slot(self, comparing: bool) -> None:
        """Two panels have half the room each."""
        super().open_slot(comparing)
        self._fit()
        self.follow(self._state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Put the two sounds below each other, and leave parts of the players out, where there is little room."""
        room = self.width() - _BESIDE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        needed = self.source.minimumSizeHint().width() + self.target.minimumSizeHint().width() + 12
        self.sounds_layout.setDirection(across if needed <= room else down)
        for panel in self.panels:
            if isinstance(panel, VoiceConversionPanel):
                panel.set_room((room - 33) // 2 if self.comparing else room)

    @Slot(object)
    def _know(self, record: RunRecord) -> None:
        """An answer tells which content codes there are."""
        if record.result.variants:
            self._variants = record.result.variants
            self.manner.set_variants(self._variants, self._state.content)

    # -- running --------------------------------------------------------------------------------------------

    @Slot()
    def run(self) -> bool:
        """Ask now; in Batch begin with the folder, or go on with it."""
        return self._run_batch() if self._state.mode == "batch" else super().run()

    @Slot()
    def stop(self) -> None:
        """Stop what is on its way."""
        self.batch.stop()
        super().stop()

    def busy(self) -> bool:
        """Tell whether something is on its way."""
        return self.batch.running or super().busy()

    def _run_batch(self) -> bool:
        state = self._state
        try:
            for field, words in (("folder", "the folder of the sounds"), ("out", "a folder for the results")):
                if not getattr(state, field).strip():
                    raise UserError(f"Choose {words} first.", field)
            state.saying("")
        except UserError as error:
            self.batch_view.error.show_sentence(str(error))
            self.failed.emit(str(error))
            return False
        if self.batch.running:
            return True
        self.batch_view.error.show_sentence("")
        folder, out = (Path(getattr(state, name).strip()).expanduser() for name in ("folder", "out"))
        spec = self.slots[0].spec
        self.batch.start(folder, out, f".{state.format}", spec, spec or "", state.saying)
        self.bar.show_busy(True)
        return True

    @Slot(int)
    def _batch_changed(self, row: int) -> None:
        self.batch_view.show_entries(self.batch.entries, row)

    @Slot(str, str)
    def _batch_ended(self, sentence: str, _field: str) -> None:
        self.batch_view.show_end(sentence)
        self.bar.show_busy(any(slot.active for slot in self.slots))
        if sentence:
            self.failed.emit(sentence)

    # -- inputs ---------------------------------------------------------------------------------------------

    def _sounds(self) -> QWidget:
        self.sounds_row = QWidget()
        row = self.sounds_layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.sounds_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        fields = {}
        for field, title in (("source", "Source: what is said"), ("target", "Target: whose voice")):
            box = QWidget()
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            sound = SoundField(title, _samples(field), jobs=self.services.jobs)
            sound.changed.connect(lambda value, field=field: self.change(None, **{field: value}))
            column.addWidget(sound)
            self.errors.give(sound.error, field)
            row.addWidget(box, 1)
            fields[field] = sound, box
        self.source, _ = fields["source"]
        self.target, self.target_box = fields["target"]
        return self.sounds_row

    def _lists(self) -> QWidget:
        self.lists_row = QWidget()
        column = QVBoxLayout(self.lists_row)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.source_list, self.target_list = SoundList("Sources", "source"), SoundList("Targets", "target")
        for field, one in (("sources", self.source_list), ("targets", self.target_list)):
            one.changed.connect(lambda values, field=field: self.change(None, **{field: tuple(values)}))
            row.addWidget(one, 1)
        column.addLayout(row)
        column.addWidget(self.errors.place("sources", "targets"))
        return self.lists_row

    def _recordings(self) -> QWidget:
        self.recordings_row = QWidget()
        column = QVBoxLayout(self.recordings_row)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(6)
        label = QLabel("Recordings")
        label.setProperty("role", "muted")
        line = QLineEdit()
        line.setAccessibleName("Folder of recordings")
        line.setPlaceholderText(
            "Empty: as measured after training. Or a folder with a folder for each speaker"
        )
        line.setToolTip("Recordings with the same names in every speaker's folder count as the same sentence")
        label.setBuddy(line)
        self.bind("recordings", line)
        choose = QPushButton("Choose…")
        choose.setAccessibleName("Choose a folder of recordings")
        theme.set_icon(choose, "folder")
        choose.clicked.connect(self._choose_recordings)
        row.addWidget(label)
        row.addWidget(line, 1)
        row.addWidget(choose)
        column.addLayout(row)
        column.addWidget(self.errors.place("recordings"))
        return self.recordings_row

    @Slot()
    def _choose_recordings(self) -> None:
        dialog = QFileDialog(self, "A folder with a folder for each speaker")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda path: self.change(None, recordings=path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str, str)
    def _open_pair(self, source: str, target: str) -> None:
        self.change(None, mode="convert", into="recording", source=source, target=target)


def _samples(kind: str) -> list[SampleEntry]:
    """Samples of this kind first, then the others: any voice may be either."""
    listed = sorted(bundled_samples(), key=lambda sample: sample.kind != kind)
    return [(sample.id, sample.title, sample.path) for sample in listed]


def _into(state: VoiceConversionState) -> str:
    if state.into == "recording":
        return (
            f"the voice of {displayable(called(state.target))}" if state.target else "the target of Convert"
        )
    return "the blend of " + ", ".join(
        f"{share:.2f} {name}" for name, share in list(state.weights.items())[:4]
    )
