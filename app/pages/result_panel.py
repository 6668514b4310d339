"""What one model answered: a heading, progress, and the demo's own views below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.core.record import RunRecord
from app.widgets.empty_state import EmptyState
from app.widgets.inline_error import InlineError
from app.widgets.progress_bar import ProgressBar
from app.widgets.slot_badge import SlotBadge
from app.widgets.view import View
from app.widgets.visible import tip


class ResultPanel(QWidget):
    """The base of a demo's results for one model slot.

    A demo overrides `build` (make the views), `show_result` (a new answer), and if it can, `show_state` (the
    page's inputs changed, the answer did not) and `show_other` (the other slot's answer, for differences).
    """

    change_wanted = Signal(dict, str)  # fields of the state to change, and the key that merges such changes
    menu_wanted = Signal(str, QPoint)  # a view's id and where its export menu is to open

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self.record: RunRecord | None = None
        self.state: Any = None
        self.badge = SlotBadge(index)
        self.title = QLabel()
        self.title.setProperty("role", "caption")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.status = QLabel()
        self.status.setProperty("role", "caption")
        self.progress = ProgressBar()
        self.progress.setMaximumHeight(3)
        kept = self.progress.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # nothing moves when a job comes or goes
        self.progress.setSizePolicy(kept)
        self.progress.hide()
        self.error = InlineError()
        self.empty = EmptyState(
            "Nothing to show yet", "The answer appears here as soon as the model has one."
        )
        self.content = QWidget()
        self._stack = QStackedLayout()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.content)
        heading = QHBoxLayout()
        heading.setSpacing(6)
        heading.addWidget(self.badge)
        heading.addWidget(self.title, 1)
        heading.addWidget(self.status)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(heading)
        layout.addWidget(self.progress)
        layout.addWidget(self.error)
        layout.addLayout(self._stack, 1)
        self.views: dict[str, View] = {}
        self.build(self.content)

    # -- for the demo ---------------------------------------------------------------------------------------

    def build(self, content: QWidget) -> None:
        """Make the views inside `content`; call `add_view` for each one that can be exported."""
        raise NotImplementedError

    def show_result(self, request: Any, result: Any) -> None:
        """Show a new answer; `self.state` is the page's state."""
        raise NotImplementedError

    def show_state(self, state: Any) -> None:
        """Follow the inputs where that needs no new answer (a selection, a way of showing)."""

    def show_other(self, record: RunRecord | None) -> None:
        """Show what differs from the other model's answer; None: nothing to compare with."""

    def show_partial(self, value: object) -> None:
        """Show an intermediate result."""

    def add_view(self, view_id: str, view: View) -> None:
        """Give a view the export menu of the result's view `view_id`."""
        self.views[view_id] = view
        view.menu_wanted.connect(lambda at, name=view_id: self.menu_wanted.emit(name, at))

    # -- for the page ---------------------------------------------------------------------------------------

    def show_record(self, record: RunRecord) -> None:
        """Show an answer with where it came from."""
        self.record = record
        self.error.show_sentence("")
        self.show_result(record.request, record.result)
        self.set_stale(False)
        self.status.setText(f"{_duration(record.seconds)} on {record.device}")
        self._stack.setCurrentWidget(self.content)

    def set_busy(self, busy: bool) -> None:
        """Show that an answer is on its way, and dim the one it replaces."""
        self.progress.setVisible(busy)
        if busy:
            self.progress.show_fraction(None)
            self.set_stale(True)
            self.status.setText("Working…")
        else:
            self.progress.rest()

    def show_progress(self, fraction: float | None, note: str) -> None:
        """Show how far the work is."""
        if self.progress.isHidden():
            return
        self.progress.show_fraction(fraction)
        if note:
            self.status.setText(note)

    def show_stopped(self, words: str) -> None:
        """Say why what is shown is not the answer to what is asked now."""
        self.set_stale(True)
        self.status.setText(words)

    def set_stale(self, stale: bool) -> None:
        """Dim or undim every painted view."""
        for view in self.findChildren(View):
            view.set_stale(stale)

    def set_compared(self, compared: bool) -> None:
        """Show the slot's letter only where there are two."""
        self.badge.setVisible(compared)

    def name_model(self, title: str) -> None:
        """Say whose answer this is; a long name ends in an ellipsis and is whole in the tool tip."""
        self.title.setToolTip(tip(title))
        self.title.setText(title)
        self.title.setTextFormat(Qt.TextFormat.PlainText)


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
