"""The bottom line: what is running, how far it is, how long it may take, and Stop."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.jobs.job import Job
from app.jobs.runner import JobRunner
from app.shell.eta import Remaining
from app.widgets import theme
from app.widgets.progress_bar import ProgressBar

#: Work shorter than this (ms) is not announced: a bar that flashes says nothing.
_QUIET_MS = 150


class JobBar(QFrame):
    """Shows the oldest job that has a title, and how many wait behind it."""

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job_bar")
        self._jobs = jobs
        self._job: Job | None = None
        self._remaining = Remaining()
        self._full = ""
        self.title = QLabel("Ready")
        self.title.setProperty("role", "muted")
        self.title.setMinimumWidth(60)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title.setAccessibleName("What is running")
        self.bar = ProgressBar()
        self.bar.setFixedWidth(140)
        self.left = QLabel()
        self.left.setProperty("role", "caption")
        self.stop = QPushButton("Stop")
        self.stop.setToolTip("Stop what is running (Esc)")
        self.stop.setAccessibleDescription("Stops what is running")
        theme.set_icon(self.stop, "stop", "error")
        self.stop.clicked.connect(jobs.stop_all)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, 4, 8, 4)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.title, 1)
        for part in (self.bar, self.left, self.stop):
            self._layout.addWidget(part)
        self._measure()
        self._announce = QTimer(self)
        self._announce.setSingleShot(True)
        self._announce.setInterval(_QUIET_MS)
        self._announce.timeout.connect(self._show)
        jobs.changed.connect(self._look)
        jobs.progressed.connect(self._progress)
        self._rest()

    def add(self, widget: QWidget) -> None:
        """Put a further widget at the right end: memory, device, notices."""
        self._layout.addWidget(widget)

    @property
    def busy(self) -> bool:
        """Tell whether a job is being shown."""
        return not self.stop.isHidden()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_layout"):
            self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    @Slot()
    def _look(self) -> None:
        titled = [job for job in self._jobs.active_jobs() if job.title]
        if not titled:
            self._announce.stop()
            if self._job is not None:
                self._job = None
                self._rest()
            return
        if titled[0] is self._job:
            return
        self._job = titled[0]
        self._remaining = Remaining()
        if self.busy:
            self._show()
        elif not self._announce.isActive():
            self._announce.start()

    @Slot(object)
    def _progress(self, job: Job) -> None:
        if job is self._job:
            self._remaining.feed(time.monotonic(), job.fraction)
            if self.busy:
                self._show()

    @Slot()
    def _show(self) -> None:
        job = self._job
        if job is None:
            return
        waiting = sum(1 for other in self._jobs.active_jobs() if other.title) - 1
        words = [job.title, job.note, f"{waiting} waiting" if waiting else ""]
        self._full = " · ".join(word for word in words if word)
        self.bar.show_fraction(job.fraction)
        self.left.setText(self._remaining.text())
        for part in (self.bar, self.left, self.stop):
            part.show()
        self._elide()

    def _rest(self) -> None:
        self._full = "Ready"
        self.bar.rest()
        for part in (self.bar, self.left, self.stop):
            part.hide()
        self._elide()

    def _measure(self) -> None:
        """Keep one height whether something runs or not, and room for the time that is left."""
        metrics = QFontMetrics(self.font())
        self.setFixedHeight(metrics.height() + 22)
        self.left.setMinimumWidth(metrics.horizontalAdvance("about 55 min left"))

    def _elide(self) -> None:
        room = max(40, self.title.width())
        metrics = QFontMetrics(self.title.font())
        self.title.setText(metrics.elidedText(self._full, Qt.TextElideMode.ElideMiddle, room))
        self.title.setToolTip(self._full if self.title.text() != self._full else "")
