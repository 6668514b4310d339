"""Every answer with one number of examples: the query, right or wrong, each label with its log-probability."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QWidget

from app.demos.in_context_learning.contract import Answer
from app.widgets.row_view import RowView
from app.widgets.visible import displayable, nats, percent

_ROWS = 7  # at least so many are in sight
_SHORTEST_BAR = 34


class AnswersView(RowView):
    """`chosen` carries the number of an answer. Bars are shares of the labels; the figures are natural logs."""

    chosen = Signal(int)

    heading = 1
    points = True

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__("Answers", parent)
        self._role = role
        self.answers: tuple[Answer, ...] = ()
        self.labels: tuple[str, ...] = ()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._drawn = False  # whether draws are told apart

    def show_answers(self, answers: Sequence[Answer], labels: Sequence[str]) -> None:
        """Show the answers with one number of examples."""
        self.answers, self.labels = tuple(answers), tuple(labels)
        self._drawn = any(one.repeat for one in answers)
        self.current = min(self.current, max(0, len(answers) - 1))
        self.relayout()
        self._speak()
        self.viewport().update()

    def set_current(self, row: int) -> None:
        """Mark an answer and bring it into sight."""
        row = min(max(0, row), max(0, len(self.answers) - 1))
        if row != self.current:
            self.current = row
            self.reveal(self.current)
            self._speak()
            self.viewport().update()

    def shares(self, answer: Answer) -> list[float]:
        """Give what the bars show: probabilities over the labels, calibrated where that was asked."""
        scores = answer.calibrated or answer.log_probabilities
        top = max(scores.values())
        raised = [math.exp(scores[label] - top) for label in self.labels]
        return [one / math.fsum(raised) for one in raised]

    def text(self) -> str:
        """Give the answers as a table with tabs, as Ctrl+C copies them."""
        rows = [
            ("right", "draw", "input", "label", "predicted", *(f"log P({label})" for label in self.labels))
        ]
        for one in self.answers:
            right = "" if one.correct is None else str(int(one.correct))
            logs = (repr(one.log_probabilities[label]) for label in self.labels)
            rows.append((right, str(one.repeat + 1), one.input, one.label or "", one.predicted, *logs))
        return "\n".join(
            "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) for row in rows
        )

    # -- where things are -----------------------------------------------------------------------------------

    @property
    def row_height(self) -> int:
        """Height of a row in px; it follows the text size."""
        return QFontMetrics(self.font()).height() + 8

    @property
    def count(self) -> int:
        """How many answers there are."""
        return len(self.answers)

    def row_rect(self, row: int) -> QRect:
        """Give a row's rectangle in the viewport; it may be wider than that."""
        top = super().row_rect(row).top()
        return QRect(-self.horizontalScrollBar().value(), top, self._width(), self.row_height)

    def sizeHint(self) -> QSize:
        return QSize(420, self.row_height * (_ROWS + 4))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.row_height * (_ROWS + 1) + 4)

    def relayout(self) -> None:
        super().relayout()
        across = self.horizontalScrollBar()
        across.setPageStep(self.viewport().width())
        across.setRange(0, max(0, self._width() - self.viewport().width()))

    def _columns(self) -> tuple[int, int, int]:
        """Give the widths of the marks before the input, of the input, and of one label."""
        metrics = QFontMetrics(self.font())
        marks = 24 + (metrics.horizontalAdvance("000") + 6 if self._drawn else 0)
        count = max(1, len(self.labels))
        least = metrics.horizontalAdvance("−00.00") + _SHORTEST_BAR + 16
        text = metrics.averageCharWidth() * 18
        each = max(least, min(least * 2, (self.viewport().width() - marks - text) // count))
        return marks, max(text, self.viewport().width() - marks - each * count), each

    def _width(self) -> int:
        marks, text, each = self._columns()
        return marks + text + each * len(self.labels)

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        metrics = QFontMetrics(self.font())
        columns = self._columns()
        first = self.verticalScrollBar().value() // self.row_height
        last = first + self.viewport().height() // self.row_height + 1
        for row in range(first, min(last, len(self.answers))):
            self._draw_row(painter, row, self.answers[row], self.row_rect(row), columns, metrics)
        self._draw_headings(painter, columns, metrics)

    def _draw_headings(self, painter: QPainter, columns: tuple[int, int, int], metrics: QFontMetrics) -> None:
        marks, text, each = columns
        left = -self.horizontalScrollBar().value()
        painter.fillRect(QRect(0, 0, self.viewport().width(), self.row_height), self.colours.window)
        painter.setPen(self.colours.muted)
        middle = Qt.AlignmentFlag.AlignVCenter
        if self._drawn:
            painter.drawText(QRect(left + 22, 0, marks - 18, self.row_height), middle, "#")
        painter.drawText(QRect(left + marks, 0, text, self.row_height), middle, "Query")
        for place, label in enumerate(self.labels):
            words = metrics.elidedText(displayable(label), Qt.TextElideMode.ElideRight, each - 12)
            x = left + marks + text + place * each
            painter.drawText(QRect(x + 4, 0, each - 8, self.row_height), middle, words)
        painter.setPen(QPen(self.colours.border, 1))
        painter.drawLine(0, self.row_height - 1, self.viewport().width(), self.row_height - 1)

    def _draw_row(
        self,
        painter: QPainter,
        row: int,
        answer: Answer,
        area: QRect,
        columns: tuple[int, int, int],
        metrics: QFontMetrics,
    ) -> None:
        colours = self.colours
        marks, text, each = columns
        if row in (self.current, self.hover):
            focused = self.hasFocus() and row == self.current
            painter.setPen(QPen(colours.focus, 1.5) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(colours.selection if row == self.current else colours.hover)
            painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 4, 4)
        middle = Qt.AlignmentFlag.AlignVCenter
        sign, colour = {True: ("✓", colours.ok), False: ("✗", colours.error), None: ("·", colours.muted)}[
            answer.correct
        ]
        painter.setPen(colour)
        painter.drawText(QRect(area.left() + 6, area.top(), 16, area.height()), middle, sign)
        if self._drawn:
            painter.setPen(colours.faint)
            painter.drawText(
                QRect(area.left() + 22, area.top(), marks - 18, area.height()), middle, str(answer.repeat + 1)
            )
        painter.setPen(colours.text)
        words = metrics.elidedText(_one_line(answer.input), Qt.TextElideMode.ElideRight, text - 10)
        painter.drawText(QRect(area.left() + marks, area.top(), text - 8, area.height()), middle, words)
        for place, (label, share) in enumerate(zip(self.labels, self.shares(answer), strict=True)):
            cell = QRect(area.left() + marks + text + place * each, area.top(), each, area.height())
            self._draw_label(painter, answer, label, share, cell, metrics)

    def _draw_label(
        self, painter: QPainter, answer: Answer, label: str, share: float, cell: QRect, metrics: QFontMetrics
    ) -> None:
        colours = self.colours
        number = metrics.horizontalAdvance("−00.00") + 4
        groove = QRectF(cell.left() + 4, cell.center().y() - 3, cell.width() - number - 14, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.border)
        painter.drawRoundedRect(groove, 3, 3)
        chosen = label == answer.predicted
        fill = QColor(getattr(colours, self._role)) if chosen else QColor(colours.field)
        painter.setBrush(fill)
        painter.drawRoundedRect(
            QRectF(groove.left(), groove.top(), max(2.0, groove.width() * share), 8), 3, 3
        )
        if label == answer.label:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.ok, 1.6))
            painter.drawRoundedRect(groove.adjusted(-2, -2, 2, 2), 4, 4)
        painter.setPen(colours.text if chosen else colours.muted)
        room = QRect(cell.right() - number - 2, cell.top(), number, cell.height())
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(room, right, nats(answer.log_probabilities[label]))

    # -- mouse and keys -------------------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self.chosen.emit(row)

    def go(self, row: int) -> None:
        self.chosen.emit(row)

    def told(self, row: int) -> str:
        if row < 0:
            return "Bars: the labels' shares. Framed: the right label. Figures: log-probability of the whole label"
        answer = self.answers[row]
        lines = [_one_line(answer.input)[:200]]
        for label, share in zip(self.labels, self.shares(answer), strict=True):
            own = math.exp(answer.log_probabilities[label])
            lines.append(
                f"{displayable(label)[:40]}: {percent(own)} of all that could follow, {percent(share)} of the labels"
            )
        return "\n".join(lines)

    def _speak(self) -> None:
        if not self.answers:
            self.speak("no answers")
            return
        one = self.answers[self.current]
        right = {True: "right", False: "wrong", None: "no right label given"}[one.correct]
        self.speak(
            f"{_one_line(one.input)[:80]}: {one.predicted}, {right}, {self.current + 1} of {len(self.answers)}"
        )


def _one_line(text: str) -> str:
    return displayable(text[:300]).replace("\n", " ⏎ ")
