"""What was found in a corpus: a map of all its words, and the words found, in their sentences; one choice in both."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.demos.contextual_embeddings.context_view import ContextView
from app.demos.contextual_embeddings.contract import ContextualEmbeddingsRequest, CorpusResult, Found
from app.demos.contextual_embeddings.corpus_words import caption, marked, numbers
from app.widgets import theme
from app.widgets.point_map import PointMap
from app.widgets.segmented import Segmented
from app.widgets.visible import displayable
from model_zoo.embedding.index.store import Index, opened

#: Narrower than this many characters, map and list stand above one another.
_SIDE_BY_SIDE = 90
_LISTS = (
    ("matches", "Nearest", "The words whose vectors are nearest to the marked word of the sentence above"),
    ("occurrences", "Occurrences", "Where the word stands, in the order of the corpus"),
)


class Labels(Sequence[str]):
    """What the map calls each word, read from the index when it is asked for."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __len__(self) -> int:
        return len(self._index)

    def __getitem__(self, row: Any) -> Any:
        one = self._index.place(int(row))
        before, after = one.text[: one.start].split()[-3:], one.text[one.end :].split()[:3]
        return displayable(" ".join((*before, one.text[one.start : one.end], *after)))


class CorpusView(QWidget):
    """`change_wanted` carries fields of the state, as a panel's does."""

    change_wanted = Signal(dict, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: CorpusResult | None = None
        self.row = -1
        self._index: Index | None = None
        self._shown = ""  # the map's file
        self.facts = QLabel()
        self.facts.setProperty("role", "muted")
        self.map = PointMap("Map of the corpus")
        self.map.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.map.setMinimumHeight(240)
        self.lists = Segmented("List", _LISTS)
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.list = ContextView("Words in their sentences")
        self.list.setMinimumHeight(160)
        self.told = QLabel()
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self.more = QPushButton("Search by this")
        self.more.setToolTip("Take this word in this sentence as what is searched by (Enter in the list)")
        theme.set_icon(self.more, "search")
        for label in (self.facts, self.note, self.told):
            label.setWordWrap(label is self.told)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay()
        self.lists.chosen.connect(self._list_chosen)
        self.list.chosen.connect(self._line_chosen)
        self.list.wanted.connect(lambda line: self._search_by(self.list.lines[line].row))
        self.map.chosen.connect(self._choose)
        self.map.arranged.connect(self._light)
        self.more.clicked.connect(lambda: self._search_by(self.row))

    def _lay(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.lists)
        top.addWidget(self.note, 1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addLayout(top)
        right.addWidget(self.list, 1)
        self.halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.halves.setSpacing(16)
        self.halves.addWidget(self.map, 1)
        self.halves.addLayout(right, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.facts)
        layout.addLayout(self.halves, 1)
        layout.addLayout(foot)

    # -- showing --------------------------------------------------------------------------------------------

    def show_corpus(self, request: ContextualEmbeddingsRequest, result: CorpusResult) -> None:
        """Show an answer; a map that is there already stays as it is, and other words are lit on it."""
        self.result = result
        self.facts.setText(caption(request, result))
        self.facts.setToolTip(f"The index lies in {result.folder}")
        if self._shown != str(result.map) or self.map.cloud is None:
            self._show_map(result)
        self.lists.set_value("matches" if result.matches else "occurrences")
        self._show_list()

    def _show_map(self, result: CorpusResult) -> None:
        self._index = opened(result.folder)
        try:
            places = np.load(result.map)
        except (OSError, ValueError):
            places = np.empty((0, 2), np.float32)
        labels = Labels(self._index) if self._index is not None and len(self._index) == len(places) else None
        self.map.show_points(places, labels=labels)
        self._shown = str(result.map)

    def show_row(self, row: int) -> None:
        """Mark a word in both views, and write its sentence below."""
        result = self.result
        if result is None:
            return
        self.row = row if 0 <= row < result.vectors else -1
        self.map.set_current(self.row)
        self.list.set_current(next((at for at, one in enumerate(self.list.lines) if one.row == self.row), -1))
        one = self._found(self.row)
        self.more.setEnabled(one is not None)
        if one is None:
            self.told.setText("Choose a word on the map or in the list to read its sentence.")
            self.told.setProperty("role", "muted")
        else:
            parts = (one.text[: one.start], one.text[one.start : one.end], one.text[one.end :])
            before, word, after = (html.escape(displayable(part)) for part in parts)
            self.told.setText(f"{before}<b>{word}</b>{after}")
            self.told.setProperty("role", "")
        self.told.style().polish(self.told)

    def stand(self, characters: float) -> None:
        """Put map and list side by side where there is room for both."""
        wide = characters >= _SIDE_BY_SIDE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.halves.setDirection(across if wide else down)

    def _found(self, row: int) -> Found | None:
        assert self.result is not None
        for one in (*self.result.matches, *self.result.occurrences):
            if one.row == row:
                return one
        if row < 0 or self._index is None or row >= len(self._index):
            return None
        place = self._index.place(row)
        return Found(row, place.sentence, place.text, place.start, place.end, None, None)

    def _show_list(self) -> None:
        assert self.result is not None
        nearest = self.lists.value() == "matches"
        self.list.show_lines(self.result.matches if nearest else self.result.occurrences)
        self.note.setText(numbers(self.result, nearest))
        self._light()
        self.show_row(self.row)

    @Slot()
    def _light(self) -> None:
        if self.result is None or self.map.cloud is None or len(self.map.cloud) != self.result.vectors:
            return
        nearest = self.lists.value() == "matches"
        rows = [one.row for one in self.result.matches] if nearest else self.result.rows
        self.map.set_selected(np.array(rows, np.int64))

    # -- what the user does ---------------------------------------------------------------------------------

    @Slot(object)
    def _list_chosen(self, _value: object) -> None:
        self._show_list()

    @Slot(int)
    def _line_chosen(self, line: int) -> None:
        self._choose(self.list.lines[line].row)

    @Slot(int)
    def _choose(self, row: int) -> None:
        self.change_wanted.emit({"row": row}, "quiet")

    def _search_by(self, row: int) -> None:
        one = self._found(row)
        if one is not None:
            word = one.text[one.start : one.end]
            self.change_wanted.emit({"query": marked(one), "corpus_word": word, "row": row}, "")
