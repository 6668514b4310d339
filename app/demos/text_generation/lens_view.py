"""The layer lens: what each layer would have said in each token's place (nostalgebraist 2020)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.demos.text_generation.contract import TextGenerationResult
from app.demos.text_generation.wording import label, name
from app.widgets.heat_map import Cell, HeatMap
from app.widgets.legend import ScaleLegend
from app.widgets.popover import Popover, Story
from app.widgets.visible import percent


class LensView(QWidget):
    """A heat map of layers by tokens. A column is a token; its cells were said before the model had read it.

    `chosen` carries the number of a token; one past the last is what comes next.
    """

    chosen = Signal(int)

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: TextGenerationResult | None = None
        heading = QLabel("Layer lens")
        heading.setProperty("role", "heading")
        heading.setToolTip(
            "What the model would have said in each token's place had it stopped after each layer; "
            "the output is on top"
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
        self.map.chosen.connect(self._chosen)
        self.map.hovered.connect(self._hovered)

    def show_result(self, result: TextGenerationResult) -> None:
        """Show the lens of a result; a guess after one token stands in the column of the next."""
        if result is self.result:
            return
        self.result = result
        lens = result.lens or ()
        cells = [
            [Cell(label(one.token) if one.token else "", one.probability) for one in row] for row in lens
        ]
        columns = [label(token.text) if token.text else token.piece for token in result.tokens[1:]]
        names = ["input", *(f"layer {number}" for number in range(1, len(lens)))]
        self.map.show_cells(names[::-1], [*columns, "next"], cells[::-1], frozenset({len(columns)}))

    def look_at(self, place: int | None) -> None:
        """Frame the column of a token; None for what comes next."""
        self.map.set_column(len(self.map.columns) - 1 if place is None else place - 1)

    def _chosen(self, _row: int, column: int) -> None:
        self.chosen.emit(column + 1)

    def _hovered(self, row: int, column: int) -> None:
        if row < 0 or self.result is None:
            self._popover.hide()
            return
        cell, last = self.map.cells[row][column], self.map.cells[0][column]
        there = column + 1 < len(self.result.tokens)
        stands = name(self.result.tokens[column + 1]) if there else "what comes next"
        line = f"says “{cell.text}”, {percent(cell.value)}"
        foot = "" if row == 0 else f"in the end: “{last.text}”, {percent(last.value)}"
        heading = f"{self.map.rows[row].capitalize()}, before {stands}"
        self._popover.tell(Story(heading, line, (), foot), self.map.below(row, column))
