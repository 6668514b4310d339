"""Every source with every target: a matrix whose cells are heard."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.demos.voice_conversion.contract import Swap, SwapCell, SwapProgress
from app.demos.voice_conversion.naming import called
from app.widgets.audio.playback import Playback
from app.widgets.audio.transport import Transport
from app.widgets.heat_map import Cell, HeatMap
from app.widgets.visible import displayable


class SwapView(QWidget):
    """Cells fill while they are made. `opened(source, target)` asks for one conversion with all its views."""

    opened = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Swap | None = None
        self._growing: dict[tuple[int, int], SwapCell] = {}
        self._names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self.playback = Playback(self)
        self.transport = Transport(self.playback)
        self.summary = QLabel()
        self.summary.setProperty("role", "muted")
        self.summary.setWordWrap(True)
        self.matrix = HeatMap("Likeness to the target, and to the source")
        self.matrix.setMinimumHeight(160)
        self.said = QLabel("Click a cell, or choose one with the arrow keys and press Enter, to hear it.")
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        self.open = QPushButton("Open in Convert")
        self.open.setToolTip(
            "This source and this target with spectrograms, pitch and the source to compare with"
        )
        self.open.setEnabled(False)
        self._at = (-1, -1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.summary)
        layout.addWidget(self.matrix, 1)
        layout.addWidget(self.transport)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.open)
        layout.addLayout(foot)
        self.matrix.chosen.connect(self._chosen)
        self.open.clicked.connect(self._open)

    def show_cell(self, told: SwapProgress) -> None:
        """Take a cell on its way."""
        if (told.sources, told.targets) != self._names or (told.row, told.column) == (0, 0):
            self._names = told.sources, told.targets
            self._growing.clear()
        self._growing[told.row, told.column] = told.cell
        self._draw()

    def show_swap(self, found: Swap) -> None:
        """Show the whole matrix."""
        self._names = found.sources, found.targets
        self._growing = {(r, c): cell for r, row in enumerate(found.cells) for c, cell in enumerate(row)}
        self._draw()
        self.summary.setText(told(found))

    def _draw(self) -> None:
        sources, targets = self._names
        cells = []
        for row in range(len(sources)):
            made = [self._growing.get((row, column)) for column in range(len(targets))]
            cells.append([_cell(one) for one in made])
        self.matrix.show_cells(
            [displayable(called(name)) for name in sources],
            [f"→ {displayable(called(name))}" for name in targets],
            cells,
        )

    @Slot(int, int)
    def _chosen(self, row: int, column: int) -> None:
        cell = self._growing.get((row, column))
        if cell is None or cell.audio is None:
            return
        self._at = (row, column)
        self.open.setEnabled(True)
        source, target = (displayable(called(n[k])) for n, k in zip(self._names, self._at, strict=True))
        self.playback.load("cell", cell.audio.samples, cell.audio.rate, f"{source} → {target}")
        self.playback.seek(0.0)
        self.playback.play()
        error = (
            "no pitch"
            if cell.pitch_error is None
            else f"{cell.pitch_error:+.2f} semitones off the wanted pitch"
        )
        self.said.setText(
            f"{source} with the voice of {target}: likeness {cell.likeness.target:.2f} to the target, "
            f"{cell.likeness.source:.2f} to the source, {error}.".replace("-", "−")
        )

    @Slot()
    def _open(self) -> None:
        if self._at != (-1, -1):
            self.opened.emit(self._names[0][self._at[0]], self._names[1][self._at[1]])


def _cell(made: SwapCell | None) -> Cell:
    if made is None:
        return Cell("…", 0.0)
    words = f"{made.likeness.target:.2f} | {made.likeness.source:.2f}".replace("-", "−")
    return Cell(words, max(0.0, made.likeness.target))


def told(found: Swap) -> str:
    """Say in words how the matrix is."""
    cells = [cell for row in found.cells for cell in row]
    nearer = sum(cell.likeness.target > cell.likeness.source for cell in cells)
    mean = sum(cell.likeness.target for cell in cells) / len(cells)
    errors = [abs(cell.pitch_error) for cell in cells if cell.pitch_error is not None]
    pitch = f"; the pitch is {sum(errors) / len(errors):.2f} semitones off on average" if errors else ""
    return (
        f"{nearer} of {len(cells)} conversions are nearer to the target than to the source, by the model's own ear: "
        f"mean likeness to the target {mean:.2f}{pitch}. In a cell: target | source."
    ).replace("-", "−")
