"""What a corpus is asked: its file and column, the layer, the word, and the sentence to search by."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.core.contract import UserError
from app.demos.contextual_embeddings.state import ContextualEmbeddingsState
from app.demos.contextual_embeddings.survey import Survey, survey
from app.jobs.job import Outcome
from app.jobs.runner import JobRunner
from app.pages.binding import Binder
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.labelled import labelled
from app.widgets.segmented import Segmented

ENDINGS = (".txt", ".csv", ".tsv", ".parquet", ".pq")
_FILES = "Texts and tables (*.txt *.csv *.tsv *.parquet *.pq);;All files (*)"
_AMONG = (
    ("all", "any word", "The nearest words of the whole corpus"),
    ("same", "this word", "The occurrences of the marked word, the nearest first"),
    ("others", "other words", "The nearest words but the marked one: what could stand in its place"),
)
_LINES = (
    ("corpus_word", "Word", "a word of the corpus", "List where this word stands and light it on the map"),
    ("query", "In context", "a sentence with its *word* marked", "Find the words nearest to the marked one"),
)


class CorpusInputs(QWidget):
    """`edited` carries a field of the state and its value; `refused` a UserError about the file."""

    edited = Signal(str, object)
    refused = Signal(object)

    def __init__(self, jobs: JobRunner, binder: Binder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._asked: tuple[str, str, str | None] = ("", "", None)
        self.file = QLineEdit()
        self.file.setAcceptDrops(False)  # the page takes files
        self.file.setAccessibleName("File of the corpus")
        self.file.setPlaceholderText("A text, CSV or Parquet file: choose it, or drop it here")
        binder.bind("corpus", self.file)
        self.choose = QPushButton("Choose…")
        self.choose.setAccessibleName("Choose a corpus")
        theme.set_icon(self.choose, "folder")
        self.choose.clicked.connect(self._choose_file)
        self.column = QComboBox()
        self.column.setAccessibleName("Column of the texts")
        self.column.setToolTip("Which column of the table holds the texts")
        self.column.activated.connect(self._choose_column)
        self.column_box = labelled("Column", self.column)
        self.layer = QSpinBox()
        self.layer.setRange(-1, 200)
        self.layer.setSpecialValueText("last")
        self.layer.setAccessibleName("Layer that is indexed")
        self.layer.setToolTip(
            "Which layer's vectors are indexed and searched; each takes its own room on the disk"
        )
        self.layer.setKeyboardTracking(False)
        theme.pad(self.layer)
        binder.bind("index_layer", self.layer)
        self.among = Segmented("Nearest among", _AMONG)
        binder.bind("among", self.among)
        self.told = QLabel()
        self.told.setProperty("role", "caption")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.lines: dict[str, QLineEdit] = {}
        self._lay(binder)

    def _lay(self, binder: Binder) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.file, 1)
        top.addWidget(self.choose)
        asked = QHBoxLayout()
        asked.setSpacing(12)
        for field, words, hint, tip in _LINES:
            line = QLineEdit()
            line.setAccessibleName(words)
            line.setPlaceholderText(hint)
            line.setToolTip(tip)
            line.setMinimumWidth(line.fontMetrics().horizontalAdvance(hint) + 24)
            binder.bind(field, line)
            self.lines[field] = line
            asked.addWidget(labelled(words, line), 3 if field == "query" else 1)
        options = QWidget()
        flow = FlowLayout(options, gap=16)
        for widget in (self.column_box, labelled("Layer", self.layer), labelled("Nearest among", self.among)):
            flow.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.told)
        layout.addLayout(asked)
        layout.addWidget(options)

    def follow(self, state: ContextualEmbeddingsState, model: str | None, indexed: bool) -> None:
        """Look at the state's file if that is another one; what is indexed needs no word on what it will take."""
        self.told.setVisible(bool(state.corpus.strip()) and not indexed)
        asked = (state.corpus, state.column, model)
        if asked == self._asked:
            return
        self._asked = asked
        self.told.setText("")
        if not state.corpus.strip():
            self._show_columns((), "")
            return
        job = self._jobs.submit(self, partial(survey, *asked), lane="files")
        job.finished.connect(self._surveyed)

    @Slot(object)
    def _surveyed(self, outcome: Outcome) -> None:
        found = outcome.result
        if isinstance(found, Survey):
            self.told.setText(found.told())
            self._show_columns(found.columns, self._asked[1])
        elif isinstance(outcome.error, UserError):
            if outcome.error.field != "column":
                self._show_columns((), "")
            self.refused.emit(outcome.error)

    def _show_columns(self, names: tuple[str, ...], chosen: str) -> None:
        self.column_box.setVisible(bool(names))
        with QSignalBlocker(self.column):
            self.column.clear()
            self.column.addItem("found by itself", "")
            for name in names:
                self.column.addItem(name, name)
            self.column.setCurrentIndex(max(0, self.column.findData(chosen.strip())))

    @Slot(int)
    def _choose_column(self, at: int) -> None:
        self.edited.emit("column", self.column.itemData(at))

    @Slot()
    def _choose_file(self) -> None:
        dialog = QFileDialog(self, "Choose a corpus", "", _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.edited.emit("corpus", path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def dropped(mime: QMimeData) -> str | None:
    """The one file of a drop, if it looks like a corpus."""
    paths = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    fits = len(paths) == 1 and Path(paths[0]).suffix.lower() in ENDINGS
    return paths[0] if fits else None
