"""What the codes tell of phones, beside k-means on cepstra and beside chance."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.demos.latent_codes.phone_matrix import PhoneMatrix
from app.demos.latent_codes.speech_contract import PhoneTable, SpeechDetail
from app.widgets import theme
from app.widgets.lettering import lettering
from app.widgets.segmented import Segmented
from app.widgets.view import View

TITLES = {
    "codes": "Codes",
    "kmeans": "k-means on MFCC",
    "kmeans_normalised": "k-means, each voice normalised",
    "shuffled": "Codes, shuffled",
}
_MEASURES = (
    ("pnmi", "phones told (PNMI)"),
    ("purity", "phone purity"),
    ("voice", "voice told"),
)
_EXPLAINED = (
    "PNMI is the share of the phones' information that the codes hold; purity, how often a frame's phone is the most "
    "frequent one of its code; voice, the share of who is speaking. {sentences} labelled sentences by four voices "
    "that the model never heard; k-means has as many clusters as there are codes and learned from the same speech."
)


class PhoneScores(View):
    """Bars of what each way tells, and their numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What is told of phones", parent)
        self.tables: tuple[PhoneTable, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_tables(self, tables: tuple[PhoneTable, ...]) -> None:
        """Show what each way of naming frames tells."""
        self.tables = tables
        self.speak("; ".join(f"{TITLES.get(one.way, one.way)}: PNMI {one.pnmi:.2f}" for one in tables))
        self.updateGeometry()
        self.viewport().update()

    def text(self) -> str:
        """The numbers as a table with tabs, as Ctrl+C copies it."""
        lines = ["\t".join(["", *(words for _, words in _MEASURES)])]
        for one in self.tables:
            values = (f"{getattr(one, name):.4f}" for name, _ in _MEASURES)
            lines.append("\t".join([TITLES.get(one.way, one.way), *values]))
        return "\n".join(lines)

    def _line(self) -> float:
        return lettering(theme.small_font(self.font())).height + 5

    def sizeHint(self) -> QSize:
        return QSize(480, round(self._line() * (len(self.tables) + 1)) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, self.sizeHint().height())

    def draw(self, painter: QPainter) -> None:
        letters, colours, line = lettering(theme.small_font(self.font())), self.colours, self._line()
        painter.setFont(letters.font)
        wide = self.viewport().width()
        head = min(0.36 * wide, max(letters.width(TITLES.get(t.way, t.way)) for t in self.tables) + 10)
        room = (wide - head) / len(_MEASURES)
        for column, (name, words) in enumerate(_MEASURES):
            left = head + column * room
            painter.setPen(colours.muted)
            letters.draw(painter, QRectF(left, 0, room - 8, line), letters.elided(words, room - 8))
            for row, one in enumerate(self.tables, 1):
                value = float(getattr(one, name))
                box = QRectF(left, row * line + 2, (room - 52) * min(1.0, max(0.0, value)), line - 5)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.accent_fill if one.way == "codes" else colours.field)
                painter.drawRoundedRect(box, 2, 2)
                painter.setPen(colours.text)
                letters.draw(painter, QRectF(box.right() + 5, row * line, 44, line), f"{value:.3f}")
        for row, one in enumerate(self.tables, 1):
            painter.setPen(colours.text if one.way == "codes" else colours.muted)
            words = letters.elided(TITLES.get(one.way, one.way), head - 8)
            letters.draw(painter, QRectF(0, row * line, head, line), words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        else:
            super().keyPressEvent(event)


class PhonesView(QWidget):
    """The bars, the matrix of one way, and which. `chosen(code)` when a code is picked in the codes' matrix."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scores = PhoneScores()
        self.matrix = PhoneMatrix()
        self.ways = Segmented(
            "Matrix", [(way, words, f"The matrix of: {words}") for way, words in TITLES.items()]
        )
        self.explained = QLabel()
        self.explained.setProperty("role", "caption")
        self.explained.setWordWrap(True)
        self.none = QLabel(
            "Nothing was measured for this model: phones are counted on labelled speech after training."
        )
        self.none.setProperty("role", "muted")
        self.none.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.ways)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.scores)
        layout.addWidget(self.explained)
        layout.addLayout(row)
        layout.addWidget(self.matrix, 1)
        layout.addWidget(self.none)
        self._tables: dict[str, PhoneTable] = {}
        self.ways.chosen.connect(self._show_way)
        self.matrix.chosen.connect(self._picked)

    def show_detail(self, detail: SpeechDetail) -> None:
        """Show what was measured after training."""
        self._tables = {table.way: table for table in detail.tables}
        there = bool(self._tables)
        for widget in (self.scores, self.matrix, self.ways, self.explained):
            widget.setVisible(there)
        self.none.setVisible(not there)
        if there:
            self.scores.show_tables(detail.tables)
            self.explained.setText(_EXPLAINED.format(sentences=detail.sentences))
            self._show_way(self.ways.value())

    def show_code(self, code: int) -> None:
        """Frame a code in the codes' matrix."""
        if self.ways.value() == "codes":
            self.matrix.show_code(code)

    @Slot(object)
    def _show_way(self, way: object) -> None:
        if (table := self._tables.get(str(way))) is not None:
            self.matrix.show_table(table)

    @Slot(int)
    def _picked(self, code: int) -> None:
        if self.matrix.table is not None and self.matrix.table.way == "codes":
            self.chosen.emit(code)
