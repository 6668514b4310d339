"""The page of anomaly-detection: a table, what is normal in it, how it is learned, and what is found strange."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout

from app.core.contract import Progress, UserError
from app.demos.anomaly_detection import tables
from app.demos.anomaly_detection.classes_row import ClassesRow
from app.demos.anomaly_detection.loaded import Loaded, load
from app.demos.anomaly_detection.options import Options
from app.demos.anomaly_detection.panel import AnomalyDetectionPanel
from app.demos.anomaly_detection.preview import Preview, take
from app.demos.anomaly_detection.source_row import SourceRow
from app.demos.anomaly_detection.state import AnomalyDetectionState
from app.jobs.job import Outcome
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets.empty_state import EmptyState
from app.widgets.pictures import PictureGrid
from app.widgets.segmented import Segmented

_TASKS = (
    ("detect", "Find strange rows", "Several methods learn what is normal, and are compared"),
    ("sweep", "Sweep the width", "Auto-encoders from narrow to wide: where does it stop to help?"),
)


class AnomalyDetectionPage(DemoPage):
    """Methods answer as one plays with them; a sweep waits for Run."""

    delay_ms = 200

    _loaded: Loaded | None = None
    _reading = ""  # what is being read for the preview
    _shown: tuple[object, ...] = ()

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """Task and data in a line; the table on the left, what is normal and how it is learned on the right."""
        self.tasks = Segmented("Task", _TASKS)
        self.bind("task", self.tasks)
        self.source = SourceRow()
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.tasks)
        head.addWidget(self.source, 1)
        layout.addLayout(head)
        layout.addWidget(self.errors.place("data", "label"))
        self.preview = Preview()
        self.wall = PictureGrid("The pictures", cell=34)
        self.look = QStackedWidget()
        self.look.addWidget(self.preview)
        self.look.addWidget(self.wall)
        self.nothing = EmptyState("No table", "Choose a set, or open, drop or paste a table of your own.")
        self.look.addWidget(self.nothing)
        # The wall gets the height that the table needs.
        self.wall.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.look.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.classes = ClassesRow()
        self.options = Options(self.bind)
        settings = QVBoxLayout()
        settings.setSpacing(6)
        classes = QHBoxLayout()
        classes.setSpacing(12)
        classes.addWidget(self.source.label_field, 0, Qt.AlignmentFlag.AlignTop)
        classes.addWidget(self.classes, 1)
        settings.addLayout(classes)
        settings.addWidget(self.errors.place("normal"))
        settings.addWidget(self.options)
        settings.addWidget(
            self.errors.place("methods", "width", "widths", "repeats", "epochs", "quantile", "seed", "row")
        )
        settings.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.look, 5, Qt.AlignmentFlag.AlignTop)
        body.addLayout(settings, 9)
        layout.addLayout(body)
        self.setFocusProxy(self.source.sets)
        self.setAcceptDrops(True)  # a table may be dropped anywhere on the page
        for signal in (self.source.data_wanted, self.preview.pasted, self.preview.dropped):
            signal.connect(self._take_data)
        for signal in (self.source.label_wanted, self.preview.label_wanted):
            signal.connect(self._take_label)
        self.preview.row_wanted.connect(self._explain)
        self.wall.chosen.connect(lambda place: self._explain(place + 1))
        self.classes.wanted.connect(lambda normal: self.change(None, normal=normal, row=None))
        self.options.methods_wanted.connect(lambda methods: self.change(None, methods=methods))

    def make_panel(self, index: int) -> ResultPanel:
        """All that was learned."""
        return AnomalyDetectionPanel(index)

    def follow(self, state: Any) -> None:
        """Show what the state needs; a set that is not there yet is read on the files thread."""
        if not isinstance(state, AnomalyDetectionState):
            return
        self.live = state.task == "detect"
        self.options.show_state(state)
        self.source.show_data(state.data)
        found = self._loaded if self._loaded is not None and self._loaded.data == state.data else None
        if found is not None:
            self._reading = ""
        elif self._reading != state.data:
            self._read(state.data)
        self._show_table(found, state)

    def _show_table(self, found: Loaded | None, state: AnomalyDetectionState) -> None:
        shown = (id(found), state.label, state.normal)
        if shown == self._shown:
            return
        self._shown = shown
        self.source.show_labels(found, state.label)
        if found is None:
            return
        normal = found.normal(state.label, state.normal)
        self.classes.show_classes(found.classes(state.label), normal)
        self.look.setCurrentWidget(self.preview if found.pictures is None else self.wall)
        if found.pictures is None:
            self.preview.show_sheet(found.sheet, found.label_of(state.label), normal)
        else:
            at = found.sheet.names.index(found.label_of(state.label))
            labels = [str(row[at]) for row in found.sheet.rows]
            self.wall.show_pictures(list(found.pictures), labels)
            self.wall.set_selected([place for place, label in enumerate(labels) if label not in normal])

    # -- data -----------------------------------------------------------------------------------------------

    def _read(self, data: str) -> None:
        self._reading = data

        def work(progress: Progress) -> Loaded:
            return load(data, progress)

        job = self.services.jobs.submit(self, work, lane="files", title=f"Reading {tables.named(data)[:40]}")
        job.finished.connect(self._read_ended)

    @Slot(object)
    def _read_ended(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, Loaded):
            self._loaded = outcome.result
            self._show_table(self._loaded, self._state)
        elif isinstance(outcome.error, UserError):
            self.look.setCurrentWidget(self.nothing)  # what was there belongs to another set
            self.classes.show_classes({}, ())
            self.errors.show(outcome.error)
            self.failed.emit(str(outcome.error))

    @Slot(str)
    def _take_data(self, data: str) -> None:
        """Another set: what was chosen in the old one means nothing there."""
        if not data.strip() or (tables.known(data) is None and not tables.is_text(data) and "/" not in data):
            self._refuse("The clipboard holds no table: copy some rows with their headings first.")
        elif len(data) > tables.MOST_BYTES:
            self._refuse("That is too much to paste: save it as a CSV file and open that.")
        else:
            self.change(None, data=data, label="", normal=(), row=None)

    @Slot(str)
    def _take_label(self, label: str) -> None:
        self.change(None, label=label, normal=(), row=None)

    @Slot(int)
    def _explain(self, row: int) -> None:
        """Explain a row, counted from 1; no step of undo."""
        if self._state.task == "detect":
            self.change_quietly(row=row)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        take(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if path := take(event):
            self._take_data(path)

    def _refuse(self, sentence: str) -> None:
        self.errors.show(UserError(sentence, "data"))
        self.failed.emit(sentence)
