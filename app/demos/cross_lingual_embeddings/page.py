"""The page of cross-lingual-embeddings: pairs, how they are compared, and what one or two models make of them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.demos.cross_lingual_embeddings.comparison import Comparison
from app.demos.cross_lingual_embeddings.pairs_file import bundled_languages
from app.demos.cross_lingual_embeddings.panel import CrossLingualPanel
from app.demos.cross_lingual_embeddings.state import CrossLingualEmbeddingsState
from app.pages.demo_page import DemoPage
from app.pages.result_panel import ResultPanel
from app.widgets import theme
from app.widgets.flow_layout import FlowLayout
from app.widgets.segmented import Segmented
from app.widgets.text_editor import TextEditor

_CORRECTIONS = (
    ("centred", "own mean away", "Each language's own mean is taken off its vectors"),
    ("none", "none", "The vectors as the model gives them"),
    ("whitened", "whitened", "Each language's directions are made equally strong"),
    ("all_but_top", "strongest away", "Each language's mean and strongest directions are taken away"),
)


class CrossLingualEmbeddingsPage(DemoPage):
    """Sentences and translations, and whether the model puts them in one place."""

    delay_ms = 350
    comparison_first = True

    def build_inputs(self, layout: QVBoxLayout) -> None:
        """Where the pairs are from, the pairs themselves, and the options."""
        options = QWidget()
        flow = FlowLayout(options, gap=14)
        source = Segmented(
            "Pairs",
            (
                ("bundled", "Bundled", "Short sentences that come with Inkling, in six languages"),
                ("own", "Written here", "A sentence and its translation in each line"),
                ("file", "From a file", "A TSV file: a sentence, a tab, its translation"),
            ),
        )
        self.bind("source", source)
        flow.addWidget(source)
        flow.addWidget(self._languages())
        flow.addWidget(self._pooling())
        flow.addWidget(self._correction())
        layout.addWidget(options)
        self.editor = TextEditor("Pairs, one a line", lines=(3, 7))
        self.editor.setPlaceholderText("The cat sleeps. | Die Katze schläft.")
        self.bind("text", self.editor)
        layout.addWidget(self.editor)
        layout.addWidget(self._file())
        layout.addWidget(self._transfer())
        layout.addWidget(self.errors.place("transfer", "seed"))
        layout.addWidget(self.errors.place("pairs", "languages", "layers", "pooling", "correction"))
        layout.addWidget(self.errors.place("align", "align_layer", "gold", "detail"))

    def make_panel(self, index: int) -> ResultPanel:
        """All that one model says."""
        return CrossLingualPanel(index)

    def make_comparison(self) -> QWidget:
        """Both models' curves in one picture."""
        return Comparison()

    def follow(self, state: object) -> None:
        """Show the inputs that the source needs."""
        if isinstance(state, CrossLingualEmbeddingsState):
            self.editor.setVisible(state.source == "own")
            self.file_row.setVisible(state.source == "file")
            for box in self.language_boxes:
                if box.findText(getattr(state, str(box.property("field")))) < 0:
                    box.addItem(getattr(state, str(box.property("field"))))
                box.setCurrentText(getattr(state, str(box.property("field"))))

    def edit(self, field: str, value: object, merge: str | None) -> None:
        """Other pairs are looked at from their beginning, at the best layer."""
        if field in ("source", "text", "file"):
            self.change(merge, **{field: value, "pair": 0, "layer": None, "gold": ""})
        else:
            super().edit(field, value, merge)

    def _languages(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.language_boxes = []
        for field, words in (("first", "From"), ("second", "to")):
            label = QLabel(words)
            label.setProperty("role", "muted")
            choice = QComboBox()
            choice.addItems(bundled_languages())
            # Names of one's own come later.
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            choice.setProperty("field", field)
            choice.setAccessibleName(f"{words} language")
            choice.setToolTip("Of the bundled sentences; with pairs of your own, what the side is called")
            choice.textActivated.connect(self._choose_language)
            label.setBuddy(choice)
            self.language_boxes.append(choice)
            row.addWidget(label)
            row.addWidget(choice)
        return box

    @Slot(str)
    def _choose_language(self, name: str) -> None:
        field = str(self.sender().property("field"))
        self.change(None, **{field: name, "gold": "", "layer": None})

    def _pooling(self) -> QWidget:
        view = Segmented(
            "Vector of a sentence",
            (
                ("mean", "Mean", "The mean of the vectors of all its tokens"),
                ("cls", "First token", "The vector of the first token, [CLS]"),
            ),
        )
        self.bind("pooling", view)
        return view

    def _correction(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        label = QLabel("Correction")
        label.setProperty("role", "muted")
        choice = QComboBox()
        choice.setAccessibleName("Correction of each language")
        for value, words, tip in _CORRECTIONS:
            choice.addItem(words, value)
            choice.setItemData(choice.count() - 1, tip, 3)  # Qt.ItemDataRole.ToolTipRole
        label.setBuddy(choice)
        self.bind("correction", choice)
        row.addWidget(label)
        row.addWidget(choice)
        return box

    def _transfer(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        label = QLabel("Transfer")
        label.setProperty("role", "muted")
        line = QLineEdit()
        line.setAccessibleName("TSV file of labelled texts")
        line.setPlaceholderText("Optional: a TSV file of label, language and text")
        line.setToolTip("A probe learns the labels in each language and is asked in all the others")
        label.setBuddy(line)
        self.bind("transfer", line)
        choose = QPushButton("Choose…")
        choose.setAccessibleName("Choose labelled texts")
        theme.set_icon(choose, "folder")
        choose.clicked.connect(lambda: self._choose("Labelled texts", "transfer"))
        row.addWidget(label)
        row.addWidget(line, 1)
        row.addWidget(choose)
        return box

    def _file(self) -> QWidget:
        self.file_row = QWidget()
        row = QHBoxLayout(self.file_row)
        row.setContentsMargins(0, 0, 0, 0)
        line = QLineEdit()
        line.setAccessibleName("TSV file of pairs")
        line.setPlaceholderText("A TSV file: a sentence, a tab, its translation")
        self.bind("file", line)
        choose = QPushButton("Choose…")
        theme.set_icon(choose, "folder")
        choose.clicked.connect(lambda: self._choose("Pairs of sentences", "file"))
        row.addWidget(line, 1)
        row.addWidget(choose)
        return self.file_row

    def _choose(self, title: str, field: str) -> None:
        dialog = QFileDialog(self, title, "", "Tab-separated text (*.tsv *.txt);;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.edit(field, path, None))
        dialog.open()
