"""Can two sounds be told apart by ear? X is one of them, and nobody says which.

The ABX test of Munson and Gardner (1950).
"""

from __future__ import annotations

from math import comb
from random import Random

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.widgets.audio.mixer import Track
from app.widgets.audio.transport import Transport
from app.widgets.flow_layout import FlowLayout

HIDDEN = "hidden"


class BlindTest(QWidget):
    """Two sounds of a bar against a third that is one of them; the sounds beside them wait until the test ends.

    A and B answer by keys. How loud or long a sound is must not give it away: they are played equally loud, and X
    is never longer than the shorter of the two.
    """

    def __init__(
        self,
        bar: Transport,
        pair: tuple[str, str],
        random: Random | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`pair` names the sounds that stand as A and B; `random` hides one of them as X."""
        super().__init__(parent)
        self._bar, self._playback, self._pair = bar, bar.playback, pair
        self._random = random or Random()
        self._aside: list[tuple[str, Track, str]] = []
        self._truth = 0
        self.right = self.asked = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.begin = _button(
            "Blind test", "X becomes A or B, by chance: listen to all three, and say which it is"
        )
        self.begin.setCheckable(True)
        self.begin.setEnabled(bar.playback.available)
        self.answers = [
            _button(f"X is {letter}", f"Answer by ear ({letter}); then X is drawn anew") for letter in "AB"
        ]
        self.score = QLabel()
        self.score.setProperty("role", "muted")
        self.score.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QWidget()
        flow = FlowLayout(row, gap=6)
        for widget in (self.begin, *self.answers, self.score):
            flow.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(row)
        self.begin.toggled.connect(self._toggled)
        for place, button in enumerate(self.answers):
            button.clicked.connect((self._is_a, self._is_b)[place])
        self._show()

    @property
    def running(self) -> bool:
        """Tell whether X is hidden now."""
        return self.begin.isChecked()

    def stop(self) -> None:
        """End the test, as when other sounds come."""
        self.begin.setChecked(False)

    def answer(self, place: int) -> None:
        """Say that X is the first (0) or the second (1) of the pair."""
        if self.running:
            self.asked += 1
            self.right += place == self._truth
            self._draw()
            self._show()

    @Slot()
    def _is_a(self) -> None:
        self.answer(0)

    @Slot()
    def _is_b(self) -> None:
        self.answer(1)

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        playback = self._playback
        if on and not all(name in playback.names for name in self._pair):
            self.begin.setChecked(False)
            return
        if on:
            self.right = self.asked = 0
            others = [name for name in playback.names if name not in self._pair]
            self._aside = [(name, playback.mixer.tracks[name], playback.title(name)) for name in others]
            for name in others:
                playback.remove(name)
            self._bar.matched.setChecked(True)
            self._draw()
            self.setFocus()
        else:
            playback.remove(HIDDEN)
            for name, track, title in self._aside:
                playback.load(name, track.samples, track.rate, title)
            self._aside = []
        self._bar.matched.setEnabled(not on)
        self._show()

    def _draw(self) -> None:
        self._truth = self._random.randrange(2)
        tracks = [self._playback.mixer.tracks[name] for name in self._pair]
        track, seconds = tracks[self._truth], min(one.seconds for one in tracks)
        self._playback.load(HIDDEN, track.samples[: round(seconds * track.rate)], track.rate, "Unknown")

    def _show(self) -> None:
        for button in self.answers:
            button.setVisible(self.running)
        self.score.setVisible(self.running or self.asked > 0)
        self.score.setText(told(self.right, self.asked))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        places = {Qt.Key.Key_A: 0, Qt.Key.Key_B: 1}
        if self.running and event.key() in places and not event.modifiers():
            self.answer(places[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


def by_guessing(right: int, asked: int) -> float:
    """The chance to have so many right, or more, without hearing anything: 1 if nothing was asked."""
    return sum(comb(asked, many) for many in range(right, asked + 1)) / 2**asked


def told(right: int, asked: int) -> str:
    """Say how it stands."""
    if not asked:
        return "Listen to A, B and X, then answer; ten answers tell something."
    chance = by_guessing(right, asked)
    return f"{right} of {asked} right; by guessing alone, as many or more in {chance:.1%} of tests."


def _button(words: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(words)
    button.setToolTip(tip)
    button.setAccessibleName(words)
    return button
