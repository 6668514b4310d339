"""The candidates of every blank in columns beside each other, and the words that the user asked about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.widgets.candidate_bars import Bar, CandidateBars, ceiling
from app.widgets.empty_state import EmptyState

#: Columns that are kept for the next text when this one has fewer.
_KEPT = 6
#: Columns that wait for a text with more blanks than this one.
_SPARE = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A blank: its heading, its candidates, and the words asked about with their probabilities."""

    heading: str
    note: str
    bars: tuple[Bar, ...]
    targets: tuple[Bar, ...] = ()
    takes: bool = True


class CandidatesView(QScrollArea):
    """`taken(column, row)` and `target_taken(column, row)` tell which word was clicked."""

    taken = Signal(int, int)
    target_taken = Signal(int, int)
    menu_wanted = Signal(QPoint)

    def __init__(self, roles: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roles = roles
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QWidget()
        self.empty = EmptyState(
            "Click a word to mask it",
            "Or go through the text with the arrow keys to see what the model predicts at each word.",
        )
        self._row = QHBoxLayout(self._inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(18)
        self._row.addWidget(self.empty)
        self.setWidget(self._inner)
        self._made: list[_ColumnView] = []
        self._idle = QTimer(self)  # making a column takes milliseconds, which an answer does not have
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._make_spare)
        self.columns: list[_ColumnView] = []

    def show_columns(self, columns: Sequence[Column], compares: bool) -> None:
        """Show one column for each blank; columns that are not needed now wait for the next text."""
        while len(self._made) < len(columns):
            self._made.append(self._new(len(self._made)))
        if self._lacks_spare(len(columns)):
            self._idle.start()
        self.columns = self._made[: len(columns)]
        for number, made in enumerate(self._made):
            if made.isHidden() == (number < len(columns)):
                made.setVisible(number < len(columns))
        while len(self._made) > max(len(columns), _KEPT):
            self._made.pop().deleteLater()
        self.empty.setVisible(not columns)
        every = [
            value
            for column in columns
            for bar in column.bars
            for value in (bar.probability, bar.other or 0.0)
        ]
        full = ceiling(every)
        for view, column in zip(self.columns, columns, strict=True):
            view.show_column(column, full, compares)
        room = max((view.minimumSizeHint().height() for view in self.columns), default=0)
        self.setMinimumHeight(room + self.horizontalScrollBar().sizeHint().height() * (len(columns) > 2))

    def look_at(self, number: int) -> None:
        """Bring a column into view."""
        if 0 <= number < len(self.columns):
            self.ensureWidgetVisible(self.columns[number], 8, 0)

    def _lacks_spare(self, used: int) -> bool:
        return len(self._made) < min(used + _SPARE, _KEPT)

    @Slot()
    def _make_spare(self) -> None:
        """Make one column more, in a turn of its own."""
        made = self._new(len(self._made))
        made.hide()
        self._made.append(made)
        if self._lacks_spare(len(self.columns)):
            self._idle.start()

    def _new(self, number: int) -> _ColumnView:
        view = _ColumnView(number, self._roles)
        view.bars.taken.connect(lambda row: self.taken.emit(number, row))
        view.targets.taken.connect(lambda row: self.target_taken.emit(number, row))
        view.bars.menu_wanted.connect(self.menu_wanted)
        view.targets.menu_wanted.connect(self.menu_wanted)
        self._row.addWidget(view, 1)
        return view


class _ColumnView(QWidget):
    def __init__(self, number: int, roles: tuple[str, str]) -> None:
        super().__init__()
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.bars = CandidateBars(f"Candidates of blank {number + 1}")
        self.asked = QLabel("Your words")
        self.asked.setProperty("role", "caption")
        self.targets = CandidateBars(f"Your words in blank {number + 1}")
        for bars in (self.bars, self.targets):
            bars.slot_colours = roles
        top = QHBoxLayout()
        top.addWidget(self.heading)
        top.addStretch(1)
        top.addWidget(self.note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.asked)
        layout.addWidget(self.targets)
        layout.addLayout(top)
        layout.addWidget(self.bars, 100)
        layout.addStretch(1)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 27)

    def show_column(self, column: Column, full: float, compares: bool) -> None:
        self.heading.setText(column.heading)
        self.note.setText(column.note)
        self.bars.show_bars(column.bars, full=full, compares=compares, takes=column.takes)
        shown = bool(column.targets)
        self.asked.setVisible(shown)
        self.targets.setVisible(shown)
        own = ceiling([bar.probability for bar in column.targets if math.isfinite(bar.probability)])
        self.targets.show_bars(column.targets, full=own, compares=compares, takes=column.takes)
        self.targets.setFixedHeight(self.targets.row_height * min(4, max(1, len(column.targets))) + 2)
