"""The codebook as a wall of what each code paints; the chosen code, and where and how often it stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.core.contract import Picture
from app.demos.latent_codes.code_colours import tiles
from app.demos.latent_codes.contract import Edit, LatentCodesResult
from app.demos.latent_codes.state import LatentCodesState
from app.widgets import theme
from app.widgets.pictures import PictureGrid


class BookPane(QWidget):
    """`changed(fields, merge)` asks for another state: a chosen code, or an edit that replaces it."""

    changed = Signal(dict, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: LatentCodesResult | None = None
        self.state = LatentCodesState()
        self._painted: NDArray[np.uint8] | None = None
        self.title = QLabel("The codebook")
        self.title.setProperty("role", "muted")
        self.wall = PictureGrid("The codebook: what each code paints", cell=16)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.replace = QPushButton("Replace by…")
        self.replace.setCheckable(True)
        self.replace.setToolTip("Then click the code that takes its place, wherever it stands in the picture")
        self.none = QPushButton("Choose none")
        self.none.setToolTip("Show the whole picture again")
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.replace)
        foot.addWidget(self.none)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.title)
        column.addWidget(self.wall, 1)
        column.addWidget(self.about)
        column.addLayout(foot)
        self.wall.chosen.connect(self._chosen)
        self.replace.toggled.connect(self._armed)
        self.none.clicked.connect(lambda: self.changed.emit({"code": -1}, "quiet"))

    def show_result(self, result: LatentCodesResult) -> None:
        """Show an answer's codebook; codes that the picture uses are framed."""
        self.result = result
        if isinstance(result.book, Picture):
            if self._painted is None or not np.array_equal(self._painted, result.book.pixels):
                self._painted = result.book.pixels
                self.wall.show_pictures(list(tiles(self._painted, result.codebook_size)))
            self.wall.set_stale(False)
            self.wall.set_selected(sorted({code for row in result.codes for code in row}))
            self.title.setText(f"{result.codebook_size} codes; framed: used here")
        else:
            self._painted = None
            self.wall.show_pictures([])
            self.title.setText(f"{result.codebook_size:,} codes are too many for a wall")
        self._show()

    def show_state(self, state: LatentCodesState) -> None:
        """Follow the chosen code."""
        self.state = state
        self._show()

    def _show(self) -> None:
        code, result = self.state.code, self.result
        self.wall.set_current(code)
        self.replace.setEnabled(code >= 0)
        self.none.setEnabled(code >= 0)
        if code < 0 or result is None:
            self.replace.setChecked(False)
            self.about.setText("Click a code, here or in the picture: everywhere it occurs lights up.")
            return
        every = [one for row in result.codes for one in row]
        here = every.count(code)
        words = [f"Code {code}: {here} of {len(every)} places here"]
        for corpus in result.corpus:
            if corpus.quantizer == result.quantizer and code < len(corpus.counts):
                share = 100 * corpus.counts[code] / max(1, sum(corpus.counts))
                words.append(
                    f"{share:.2g} % of the held-out corpus" if share else "never in the held-out corpus"
                )
        self.about.setText(", ".join(words) + ".")

    @Slot(int)
    def _chosen(self, code: int) -> None:
        old = self.state.code
        if self.replace.isChecked() and old >= 0 and code != old:
            self.replace.setChecked(False)
            edits = (*self.state.edits, Edit(code, replaces=old))
            self.changed.emit({"edits": edits, "code": code}, "")
        else:
            self.changed.emit({"code": -1 if code == old else code}, "quiet")

    @Slot(bool)
    def _armed(self, armed: bool) -> None:
        if armed:
            self.about.setText(f"Now click the code that takes the place of code {self.state.code}.")
        else:
            self._show()
        theme.set_icon(self.replace, "edit", "accent" if armed else "muted")
