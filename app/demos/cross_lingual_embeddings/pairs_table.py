"""The pairs as a table: how far down the list each translation was found, the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.demos.cross_lingual_embeddings.contract import Pair
from app.widgets.visible import displayable, tip

_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.pairs: Sequence[Pair] = ()
        self.ranks: Sequence[tuple[int, int]] = ()
        self.order: list[int] = []
        self.names = ("there", "back")

    def show(self, pairs: Sequence[Pair], ranks: Sequence[tuple[int, int]], names: tuple[str, str]) -> None:
        self.beginResetModel()
        self.pairs, self.ranks = pairs, ranks
        self.names = (f"{names[0]}→{names[1]}", f"{names[1]}→{names[0]}")
        self.order = sorted(range(len(pairs)), key=lambda row: -sum(ranks[row]))
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (*self.names, "sentence", "translation")[section]
        return None

    def data(self, index: _Index, role: int = 0) -> Any:
        row, column = self.order[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self.ranks[row][column]) if column < 2 else displayable(self.pairs[row][column - 2])
        if role == Qt.ItemDataRole.ToolTipRole and column >= 2:
            return tip(self.pairs[row][column - 2])
        if role == Qt.ItemDataRole.TextAlignmentRole and column < 2:
            return Qt.AlignmentFlag.AlignCenter
        return None


class PairsTable(QTableView):
    """`chosen` carries the number of a pair."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model()
        self.setModel(self._model)
        self.setAccessibleName("Pairs, the worst found first")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        for column in (0, 1):
            across.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        for column in (2, 3):
            across.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.setMinimumHeight(self.fontMetrics().height() * 9)

    def show_pairs(
        self, pairs: Sequence[Pair], ranks: Sequence[tuple[int, int]], names: tuple[str, str], current: int
    ) -> None:
        """Show pairs with their ranks, forward and backward; `current` is the one that is looked at."""
        self._model.show(pairs, ranks, names)
        if 0 <= current < len(pairs):
            index = self._model.index(self._model.order.index(current), 0)
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            self.chosen.emit(self._model.order[current.row()])
