"""Which features make a row strange: bars of blame, with the row's value beside what is usual."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.anomaly_detection.contract import Blame, Method, MethodBlame
from app.demos.anomaly_detection.plot_view import PlotView
from app.demos.anomaly_detection.words import TITLES, number
from app.widgets.visible import displayable, percent

_ROWS = 7


class BlameView(PlotView):
    """Features from the most to the least to blame, by one method."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Features to blame", parent)
        self.blame: Blame | None = None
        self.method: MethodBlame | None = None
        self.features: tuple[str, ...] = ()
        self.order: list[int] = []
        self._hover = -1
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_blame(self, blame: Blame, method: Method, features: tuple[str, ...]) -> None:
        """Show one row's blame by one method."""
        found = next((one for one in blame.methods if one.method == method), None)
        if found is None:
            return
        if self.blame is None or blame.row != self.blame.row or self.method is None:
            self.verticalScrollBar().setValue(0)
        self.blame, self.method, self.features = blame, found, features
        self.order = sorted(range(len(features)), key=lambda place: -found.amounts[place])
        self.relayout()
        top = self.features[self.order[0]]
        self.speak(f"Row {blame.row}, {TITLES[method]}: most to blame is {top}")
        self.viewport().update()

    def text(self) -> str:
        """Give the bars as a table with tabs, as Ctrl+C copies them."""
        lines = ["feature\tblame\tvalue\tusual\tspread"]
        if self.blame is not None and self.method is not None:
            for at in self.order:
                values = (
                    self.method.amounts[at],
                    self.blame.values[at],
                    self.blame.usual[at],
                    self.blame.spread[at],
                )
                lines.append("\t".join([self.features[at], *map(repr, values)]))
        return "\n".join(lines)

    @property
    def row_height(self) -> int:
        """Height of a bar's row in px."""
        return round(self.letters.height) + 8

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 40, self.row_height * (_ROWS + 2))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 28, self.row_height * (_ROWS + 1))

    def relayout(self) -> None:
        bar = self.verticalScrollBar()
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setRange(0, max(0, self.row_height * (len(self.order) + 1) - self.viewport().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.relayout()

    def draw(self, painter: QPainter) -> None:
        if self.blame is None or self.method is None:
            return
        letters, colours = self.letters, self.colours
        painter.setFont(letters.font)
        total = sum(self.method.amounts) or 1.0
        most = max(self.method.amounts) or 1.0
        wide = self.viewport().width()
        names = min(wide * 0.36, max(letters.width(name) for name in self.features) + 12)
        figures = letters.width("−0.00e−00 (usual −0.00e−00)") + 6
        figures = figures if wide - names - figures > 50 else letters.width("100%") + 6
        top = self.verticalScrollBar().value()
        for place, at in enumerate(self.order):
            y = (place + 1) * self.row_height - top
            if y < 0 or y > self.viewport().height():
                continue
            amount = self.method.amounts[at]
            painter.setPen(colours.text)
            box = QRectF(2, y, names - 8, self.row_height)
            letters.draw(painter, box, letters.elided(displayable(self.features[at]), names - 8))
            groove = QRectF(names, y + self.row_height / 2 - 4, wide - names - figures - 8, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.border)
            painter.drawRoundedRect(groove, 3, 3)
            painter.setBrush(self.ink(self.method.method))
            groove.setWidth(max(1.0, groove.width() * amount / most))
            painter.drawRoundedRect(groove, 3, 3)
            painter.setPen(colours.muted)
            box = QRectF(wide - figures - 2, y, figures, self.row_height)
            words = f"{number(self.blame.values[at])} (usual {number(self.blame.usual[at])})"
            words = words if letters.width(words) <= figures else percent(amount / total)
            letters.draw(painter, box, words, Qt.AlignmentFlag.AlignRight)
        self._draw_head(painter, wide)

    def _draw_head(self, painter: QPainter, wide: int) -> None:
        assert self.blame is not None and self.method is not None
        letters = self.letters
        painter.fillRect(QRectF(0, 0, wide, self.row_height), self.colours.window)
        painter.setPen(self.colours.muted)
        words = f"Row {self.blame.row:,} ({displayable(self.blame.label)[:30]}), {TITLES[self.method.method]}"
        letters.draw(painter, QRectF(2, 0, wide - 4, self.row_height), letters.elided(words, wide - 4))
        self.draw_focus(painter, QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        y = event.position().y() + self.verticalScrollBar().value()
        place = int(y // self.row_height) - 1 if event.position().y() >= self.row_height else -1
        if place != self._hover:
            self._hover = place
            self.setToolTip(self._tip(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_ROWS, Qt.Key.Key_PageDown: _ROWS}
        step = steps.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(displayable(self.text()))
        elif step is not None:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + step * self.row_height)
        else:
            super().keyPressEvent(event)

    def _tip(self, place: int) -> str:
        if self.blame is None or self.method is None or not 0 <= place < len(self.order):
            return "What each feature adds to the row's score, by the method that is chosen above."
        at = self.order[place]
        total = sum(self.method.amounts) or 1.0
        lines = [
            f"{displayable(self.features[at])}: {percent(self.method.amounts[at] / total)} of the blame",
            (
                f"here {number(self.blame.values[at])}, usual {number(self.blame.usual[at])} "
                f"± {number(self.blame.spread[at])}"
            ),
        ]
        if self.method.expected is not None:
            lines.append(f"{TITLES[self.method.method]} expected {number(self.method.expected[at])}")
        return "\n".join(lines)
