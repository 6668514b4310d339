"""The layer lens: what each layer would have said at each place (nostalgebraist 2020)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.demos.masked_words.contract import MaskedWordsResult
from app.widgets.heat_map import Cell, HeatMap
from app.widgets.legend import ScaleLegend
from app.widgets.popover import Popover, Story
from app.widgets.visible import percent


class LensView(QWidget):
    """A heat map of layers by tokens. `chosen` carries a place in `result.tokens`."""

    chosen = Signal(int)

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: list[int] = []
        self._result: MaskedWordsResult | None = None
        heading = QLabel("Layer lens")
        heading.setProperty("role", "heading")
        heading.setToolTip(
            "What the model would have said had it stopped after each layer; the output is on top"
        )
        self.legend = ScaleLegend("probability", "best guess", "0", "100%")
        self.map = HeatMap("Layer lens")
        self._popover = Popover(self.map)
        self._popover.colour_role = role
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.map, 100)
        layout.addStretch(1)
        self.map.chosen.connect(self._chosen)
        self.map.hovered.connect(self._hovered)

    def show_result(self, result: MaskedWordsResult, pieces: bool) -> None:
        """Show the lens of a result; special tokens only among pieces."""
        lens = result.lens or ()
        tokens = result.tokens
        self._result = result
        self._places = [place for place, token in enumerate(tokens) if pieces or token.word is not None]
        columns = [self._heading(place, pieces) for place in self._places]
        cells = [[Cell(row[place].token, row[place].probability) for place in self._places] for row in lens]
        names = ["input", *(f"layer {number}" for number in range(1, len(lens)))]
        marked = frozenset(at for at, place in enumerate(self._places) if tokens[place].mask)
        self.map.show_cells(names[::-1], columns, cells[::-1], marked)

    def look_at(self, place: int) -> None:
        """Frame the column of a place in `result.tokens`; -1 for none."""
        self.map.set_column(self._places.index(place) if place in self._places else -1)

    def _heading(self, place: int, pieces: bool) -> str:
        assert self._result is not None
        token = self._result.tokens[place]
        if token.mask:
            number = [mask.index for mask in self._result.masks].index(place) + 1
            return f"blank {number}" if len(self._result.masks) > 1 else "blank"
        return token.piece if pieces or not token.text else token.text

    def _chosen(self, _row: int, column: int) -> None:
        self.chosen.emit(self._places[column])

    def _hovered(self, row: int, column: int) -> None:
        if row < 0 or self._result is None:
            self._popover.hide()
            return
        cell, last = self.map.cells[row][column], self.map.cells[0][column]
        line = f"says “{cell.text}”, {percent(cell.value)}"
        foot = "" if row == 0 else f"in the end: “{last.text}”, {percent(last.value)}"
        heading = f"{self.map.rows[row].capitalize()} at “{self.map.columns[column]}”"
        self._popover.tell(Story(heading, line, (), foot), self.map.below(row, column))
