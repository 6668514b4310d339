"""The codebook over a whole corpus: how often each code is chosen, and the four quantisers beside each other."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.demos.latent_codes.contract import Corpus, LatentCodesResult
from app.demos.latent_codes.naming import called
from app.demos.latent_codes.state import LatentCodesState
from app.demos.latent_codes.usage_bars import UsageBars

_HEADS = (
    ("quantiser", "All have the same trunk and as many bits"),
    ("used", "The share of the codes that were chosen at all"),
    ("dead", "Codes that were never chosen"),
    ("perplexity", "How many codes, equally often chosen, would be as hard to guess"),
    ("of K", "Perplexity over the size of the codebook: 100 % is an even choice"),
    ("PSNR", "Of the pictures from their codes, in the mean"),
)


class UsageView(QWidget):
    """`changed(fields, merge)` asks for another state: a chosen code."""

    changed = Signal(dict, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.title.setProperty("role", "muted")
        self.title.setWordWrap(True)
        self.bars = UsageBars("How often each code is chosen")
        self.table = QWidget()
        self._grid = QGridLayout(self.table)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(22)
        self._grid.setVerticalSpacing(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self.bars, 1)
        column.addWidget(self.table)
        self.bars.chosen.connect(self._chosen)

    def show_result(self, result: LatentCodesResult) -> None:
        """Show the corpus of an answer's quantiser; codes that the input uses are marked."""
        here = {code for row in result.codes for code in row}
        own = next((one for one in result.corpus if one.quantizer == result.quantizer), None)
        if result.items:
            places = sum(one.codes for one in result.items)
            self.title.setText(
                f"The folder: {len(result.items):,} pictures, {places:,} places at once. "
                f"{100 * result.usage:.0f} % of the codes are used, perplexity {result.perplexity:.1f}."
            )
        if own is not None:
            self.bars.show_counts(own.counts, sorted(here))
            if not result.items:
                self.title.setText(
                    f"{called(own.quantizer)} over all {own.items:,} held-out pictures at once, "
                    f"{sum(own.counts):,} places. Orange: the codes that this picture uses."
                )
        elif not result.items:
            self.title.setText(
                "This model brings no counts of a corpus: open a folder of pictures to count them."
            )
        self._show_table(result.corpus, result.quantizer)

    def show_state(self, state: LatentCodesState) -> None:
        """Follow the chosen code."""
        self.bars.set_current(state.code)

    def rows(self) -> list[list[str]]:
        """Give the table as it is read."""
        found = []
        for row in range(self._grid.rowCount()):
            items = [self._grid.itemAtPosition(row, column) for column in range(len(_HEADS))]
            labels = [item.widget() for item in items if item is not None]
            found.append([label.text() for label in labels if isinstance(label, QLabel)])
        return [row for row in found if row]

    def _show_table(self, corpus: tuple[Corpus, ...], chosen: str) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for place, (words, tip) in enumerate(_HEADS if corpus else ()):
            self._cell(0, place, words, "caption", tip)
        for row, one in enumerate(corpus, 1):
            role = "heading" if one.quantizer == chosen else "muted"
            size = len(one.counts)
            values = (
                called(one.quantizer),
                f"{100 * one.usage:.1f} %",
                f"{sum(count == 0 for count in one.counts)} of {size}",
                f"{one.perplexity:.1f}",
                f"{100 * one.perplexity / size:.0f} %",
                "" if one.psnr is None else f"{one.psnr:.2f} dB",
            )
            for place, words in enumerate(values):
                self._cell(row, place, words, role)
        self._grid.setColumnStretch(len(_HEADS), 1)

    def _cell(self, row: int, column: int, words: str, role: str, tip: str = "") -> None:
        label = QLabel(words)
        label.setProperty("role", role)
        label.setToolTip(tip)
        self._grid.addWidget(label, row, column)

    @Slot(int)
    def _chosen(self, code: int) -> None:
        self.changed.emit({"code": code}, "quiet")
