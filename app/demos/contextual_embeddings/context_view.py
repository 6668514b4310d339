"""Words in their contexts, one a line, each under the other: the word in the middle, its sentence on both sides."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.demos.contextual_embeddings.contract import Found
from app.widgets.lettering import lettering
from app.widgets.row_view import RowView
from app.widgets.visible import displayable

_PAD = 8.0
_GAP = 5.0
#: The share of the line that lies before the word.
_BEFORE = 0.45
#: Characters of a context that a line may show; more are not measured.
_CONTEXT = 160
_HINT = "Enter or a double click searches for words like this one; Ctrl+C copies the list"


class ContextView(RowView):
    """A concordance. Arrow keys go through the lines, Enter or a double click wants more like one, Ctrl+C copies."""

    chosen = Signal(int)  # the line that the user went to
    wanted = Signal(int)  # the line whose like is wanted

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.lines: tuple[Found, ...] = ()
        self.current = -1

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def row_height(self) -> int:
        return round(lettering(self.font()).height) + 7

    def show_lines(self, lines: Sequence[Found]) -> None:
        """Show other lines, none of them current."""
        self.lines, self.current = tuple(lines), -1
        self.verticalScrollBar().setValue(0)
        self.relayout()
        self.viewport().update()

    def relayout(self) -> None:
        super().relayout()
        self.verticalScrollBar().setSingleStep(self.row_height)

    def set_current(self, line: int) -> None:
        """Go to a line without telling anyone; -1 for none."""
        line = line if 0 <= line < len(self.lines) else -1
        if line == self.current:
            return
        self.current = line
        if line >= 0:
            self.reveal(line)
            self.speak(self.told(line))
        self.viewport().update()

    def reveal(self, row: int) -> None:
        """Bring a line into the middle, unless it is in sight."""
        bar, top, room = self.verticalScrollBar(), row * self.row_height, self.viewport().height()
        if not bar.value() <= top <= bar.value() + room - self.row_height:
            bar.setValue(round(top - room / 2))

    def told(self, row: int) -> str:
        """A line in words."""
        if row < 0:
            return _HINT
        one = self.lines[row]
        score = "" if one.score is None else f"cosine {one.score:.2f}, ".replace("-", "−")
        return f"{row + 1} of {len(self.lines)}: {score}{one.text}"

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        colours, area = self.colours, QRectF(self.viewport().rect())
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        plain, lit = lettering(self.font()), lettering(strong)
        scored = any(one.score is not None for one in self.lines)
        score = plain.width("−0.00") + _PAD if scored else 0.0
        first = max(0, self.row_at(0))
        last = min(len(self.lines), first + int(area.height() // self.row_height) + 2)
        for line in range(first, last):
            one, box = self.lines[line], QRectF(self.row_rect(line))
            if line == self.current:
                painter.fillRect(box, colours.hover)
            if line == self.current and self.hasFocus():
                painter.setPen(colours.focus)
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
            x = box.left() + _PAD
            if one.score is not None:
                painter.setFont(plain.font)
                painter.setPen(colours.muted)
                words = f"{one.score:.2f}".replace("-", "−")
                plain.draw(painter, QRectF(x, box.top(), score - _PAD, box.height()), words)
            word = lit.elided(displayable(one.text[one.start : one.end]), box.width() * 0.4)
            middle = x + score + (box.width() - score - 2 * _PAD) * _BEFORE
            before = displayable(one.text[max(0, one.start - _CONTEXT) : one.start])
            glued = before[-1:].strip() != ""
            room = middle - x - score - (0 if glued else _GAP)
            painter.setFont(plain.font)
            painter.setPen(colours.text)
            short = plain.elided(before.strip(), room, Qt.TextElideMode.ElideLeft)
            left = QRectF(x + score, box.top(), room, box.height())
            plain.draw(painter, left, short, Qt.AlignmentFlag.AlignRight)
            painter.setFont(lit.font)
            painter.setPen(colours.accent)
            wide = lit.width(word)
            lit.draw(painter, QRectF(middle, box.top(), wide + 1, box.height()), word)
            after = displayable(one.text[one.end : one.end + _CONTEXT])
            begin = middle + wide + (_GAP if after[:1].isspace() else 0.0)
            right = QRectF(begin, box.top(), box.right() - _PAD - begin, box.height())
            painter.setFont(plain.font)
            painter.setPen(colours.text)
            plain.draw(painter, right, plain.elided(after.strip(), right.width()))

    # -- the hand -------------------------------------------------------------------------------------------

    def go(self, row: int) -> None:
        if row >= 0 and row != self.current:
            self.set_current(row)
            self.chosen.emit(row)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.go(self.row_at(event.position().y()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        line = self.row_at(event.position().y())
        if line >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.wanted.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current >= 0:
            self.wanted.emit(self.current)
        else:
            super().keyPressEvent(event)

    def text(self) -> str:
        """All lines as a spreadsheet takes them: cosine, what is before the word, the word, what is behind it."""
        rows = ["cosine\tbefore\tword\tafter"]
        for one in self.lines:
            parts = (one.text[: one.start], one.text[one.start : one.end], one.text[one.end :])
            score = "" if one.score is None else f"{one.score:.4f}"
            rows.append("\t".join([score, *(" ".join(part.split()) for part in parts)]))
        return "\n".join(rows)
