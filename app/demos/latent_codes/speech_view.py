"""A sound, its codes along time, and what can be done with them; or what the codes tell of phones."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.contract import Progress, Sound
from app.demos.latent_codes.code_card import CodeCard
from app.demos.latent_codes.code_timeline import CodeTimeline, TimelineContent
from app.demos.latent_codes.contract import Edit, LatentCodesRequest, LatentCodesResult
from app.demos.latent_codes.phones_view import PhonesView
from app.demos.latent_codes.speech_exemplars import joined, medley, places, snippet
from app.demos.latent_codes.speech_reading import Meaning, meanings
from app.demos.latent_codes.speech_words import meaning_of, told
from app.demos.latent_codes.state import LatentCodesState
from app.jobs.job import Outcome
from app.jobs.runner import JobRunner
from app.widgets.audio.playback import Playback
from app.widgets.audio.spectrogram_view import SoundRow, SpectrogramView
from app.widgets.audio.transport import Transport
from app.widgets.segmented import Segmented

_MODES = (
    ("timeline", "Timeline", "The codes under the sound: choose, replace and hear them"),
    ("phones", "Phones", "What the codes tell of phones, beside k-means on MFCC and beside chance"),
)
_BEFORE = 0.25  # seconds before an edit from which on it is heard
_NARROW = 680  # px: below it the card stands under the codes
_CARD = 218


class SpeechView(QWidget):
    """Original and rebuilt sound, their codes, and a card of the chosen one."""

    change_wanted = Signal(dict, str)

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.result: LatentCodesResult | None = None
        self.request: LatentCodesRequest | None = None
        self.known: dict[int, Meaning] = {}
        self.copied: tuple[int, int] | None = None
        self._hear_next = False
        self._aligning = False
        self.playback = Playback(self)
        self.snippets = Playback(self)
        self.transport = Transport(self.playback)
        self.modes = Segmented("View of the codes", _MODES)
        self.facts = QLabel()
        self.facts.setProperty("role", "muted")
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.warnings = QLabel()
        self.warnings.setProperty("role", "warning")
        self.warnings.setTextFormat(Qt.TextFormat.PlainText)
        self.warnings.setWordWrap(True)
        self.warnings.hide()
        self.picture = SpectrogramView("Spectrograms of the sound and of its codes", self.playback, jobs)
        self.picture.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.picture.setMinimumHeight(190)
        self.timeline = CodeTimeline(self.playback)
        self.card = CodeCard()
        self.phones = PhonesView()
        self._build()
        self.modes.chosen.connect(lambda mode: self.change_wanted.emit({"sound_mode": mode}, "quiet"))
        self.picture.ranged.connect(partial(self._ranged, self.timeline))
        self.timeline.ranged.connect(partial(self._ranged, self.picture))
        self.timeline.chosen.connect(self._chosen)
        self.phones.chosen.connect(self._picked)
        self.card.replaced.connect(self._replace)
        self.card.copied.connect(self._copy)
        self.card.pasted.connect(self._paste)
        self.card.restored.connect(self._restore)
        self.card.cleared.connect(lambda: self._edit(()))
        self.card.heard.connect(self.hear)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.picture, 1)
        left.addWidget(self.timeline)
        self.codes = QWidget()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.codes)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(14)
        self._body.addLayout(left, 1)
        self._body.addWidget(self.card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.modes, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.facts, 1)
        layout.addWidget(self.transport)
        layout.addWidget(self.warnings)
        layout.addLayout(head)
        layout.addWidget(self.codes, 1)
        layout.addWidget(self.phones, 1)

    # -- for the panel --------------------------------------------------------------------------------------

    def show_result(self, request: LatentCodesRequest, result: LatentCodesResult) -> None:
        """Show a new answer: what is seen and chosen stays, and an edit is heard."""
        detail, sound = result.speech, result.reconstruction
        if detail is None or not isinstance(sound, Sound):
            return
        before = self.request.input if self.request is not None else None
        self.request, self.result = request, result
        self.known = meanings(detail.tables)
        self._load(result, sound)
        rows = []
        if isinstance(result.original, Sound):
            rows.append(SoundRow("original", "The sound", result.original))
        title = "From its codes, edited" if result.codes != result.untouched else "From its codes"
        rows.append(SoundRow("codes", title, sound, np.asarray(detail.hertz, np.float32)))
        self.picture.set_rows(rows)
        if before != request.input:
            self.timeline.span, self.copied = (0, 0), None
        self.timeline.show_content(
            TimelineContent(
                result.codes,
                result.untouched,
                detail.frames_per_second,
                sound.seconds,
                detail.labels,
                self.known,
            )
        )
        self.card.other.setRange(0, result.codebook_size - 1)
        self.facts.setText(told(result))
        self.warnings.setText("\n".join(result.warnings))
        self.warnings.setVisible(bool(result.warnings))
        self.phones.show_detail(detail)
        self._show_choice()
        self._align()
        if self._hear_next and detail.changed is not None:
            self._hear_next = False
            self.playback.switch("codes")
            self.playback.seek(max(0.0, detail.changed[0] + _BEFORE))
            self.playback.play()

    def show_state(self, state: object) -> None:
        """Follow the mode and the code that is chosen."""
        if not isinstance(state, LatentCodesState):
            return
        self.modes.set_value(state.sound_mode)
        codes = state.sound_mode == "timeline"
        for widget in (self.codes, self.transport):
            widget.setVisible(codes)
        self.phones.setVisible(not codes)
        self.phones.show_code(state.code)

    @Slot()
    def pause(self) -> None:
        """Be silent."""
        self.playback.pause()
        self.snippets.pause()

    @Slot(str)
    def hear(self, what: str) -> None:
        """Play the chosen "span", the "places" of its code in this sound, or its "exemplars" in the samples."""
        result, code = self.result, self.timeline.code
        if result is None or result.speech is None or not isinstance(result.reconstruction, Sound):
            return
        rate, (start, stop) = result.speech.frames_per_second, self.timeline.span
        heard = result.original if isinstance(result.original, Sound) else result.reconstruction
        if what == "span":
            self._play(snippet(result.reconstruction, start / rate, stop / rate), heard.rate)
        elif what == "places":
            found = places(result.untouched[0], code, rate)
            self._play(joined([snippet(heard, *place) for place in found], heard.rate), heard.rate)
        elif 0 <= code < len(result.speech.exemplars):
            chosen = result.speech.exemplars[code]

            def work(_progress: Progress) -> Sound:
                return Sound(medley(chosen, heard.rate), heard.rate)

            self._jobs.submit(self, work, lane="files").finished.connect(self._have_medley)

    @Slot(object)
    def _have_medley(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, Sound):
            self._play(outcome.result.samples, outcome.result.rate)

    def _play(self, samples: np.ndarray[tuple[int], np.dtype[np.float32]], rate: int) -> None:
        self.snippets.clear()
        if len(samples):
            self.snippets.load("snippet", samples, rate, "Snippet")
            self.snippets.play()

    # -- edits ----------------------------------------------------------------------------------------------

    def _edit(self, edits: tuple[Edit, ...]) -> None:
        self._hear_next = bool(edits)
        self.change_wanted.emit({"sound_edits": edits}, "")

    def _add(self, edit: Edit) -> None:
        if self.request is not None:
            self._edit((*self.request.edits, edit))

    @Slot(int, bool)
    def _replace(self, code: int, everywhere: bool) -> None:
        start, stop = self.timeline.span
        if everywhere:
            self._add(Edit(code=code, replaces=self.timeline.code, stage=self.timeline.stage))
        elif stop > start:
            self._add(Edit(code=code, start=start, stop=stop, stage=self.timeline.stage))

    @Slot()
    def _copy(self) -> None:
        self.copied = self.timeline.span
        self._show_choice()

    @Slot()
    def _paste(self) -> None:
        if self.copied is None or self.request is None or self.result is None:
            return
        start, (first, end) = self.timeline.span[0], self.copied
        stop = min(start + end - first, self.result.shape[1])
        self._add(Edit(start=start, stop=stop, source=self.request.input, at=(first, 0)))

    @Slot()
    def _restore(self) -> None:
        start, stop = self.timeline.span
        if self.request is not None and stop > start:
            self._add(Edit(start=start, stop=stop, source=self.request.input, at=(start, 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self.timeline.span[1] > self.timeline.span[0]
        if chosen and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._replace(self.card.other.value(), False)
        elif chosen and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._restore()
        else:
            super().keyPressEvent(event)

    # -- choosing -------------------------------------------------------------------------------------------

    @Slot(int, int, int)
    def _chosen(self, _start: int, _stop: int, _stage: int) -> None:
        self._show_choice()
        self.change_wanted.emit({"code": self.timeline.code}, "quiet")

    @Slot(int)
    def _picked(self, code: int) -> None:
        self.card.other.setValue(code)
        self.change_wanted.emit({"code": code}, "quiet")

    def _show_choice(self) -> None:
        result = self.result
        if result is None or result.speech is None:
            return
        title, words = meaning_of(result, self.timeline.span, self.timeline.stage, self.known)
        self.card.show_choice(title, words, self.timeline.span[1] > self.timeline.span[0])
        code = self.timeline.code if self.timeline.stage == 0 else -1
        known = 0 <= code < len(result.speech.exemplars) and bool(result.speech.exemplars[code])
        self.card.set_ready(
            pasting=self.copied is not None and self.timeline.span[1] > self.timeline.span[0],
            edited=bool(self.request is not None and self.request.edits),
            exemplars=known,
            audible=self.playback.missing,
        )

    # -- sounds and places ----------------------------------------------------------------------------------

    def _load(self, result: LatentCodesResult, sound: Sound) -> None:
        heard = self.playback.current or "codes"
        if isinstance(result.original, Sound):
            self.playback.load("original", result.original.samples, result.original.rate, "Sound")
        else:
            self.playback.remove("original")
        self.playback.load("codes", sound.samples, sound.rate, "From codes")
        self.playback.switch(heard if heard in self.playback.names else "codes")

    def _ranged(self, other: CodeTimeline | SpectrogramView, begin: float, end: float) -> None:
        """Both show the same stretch of time."""
        if not self._aligning and other.seconds:
            self._aligning = True
            other.set_range(begin, end)
            self._aligning = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._align()

    def _align(self) -> None:
        """The codes begin and end under the spectrogram; the card goes below where there is little room."""
        narrow = self.width() < _NARROW
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._body.setDirection(down if narrow else across)
        self.card.setFixedWidth(self.width() if narrow else _CARD)
        area = self.picture.area()
        self.timeline.set_margins(area.left(), self.picture.viewport().width() - area.right())
