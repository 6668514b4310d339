"""A small window beside the mouse: what a model says of one place, without a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.widgets import theme
from app.widgets.candidate_bars import Bar, ceiling
from app.widgets.visible import displayable, percent

_PAD = 10
_COLUMN = 200
_MOST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Story:
    """What a popover tells: a heading, a line below it, columns of (heading, bars), and a hint at the foot."""

    heading: str
    line: str = ""
    columns: Sequence[tuple[str, Sequence[Bar]]] = ()
    foot: str = ""


class Popover(QWidget):
    """Painted, never focused, never in the way of the mouse. A child of the view it belongs to."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.colour_role = "slot_a"
        self.story = Story("")

    def tell(self, story: Story, below: QPoint) -> None:
        """Show a story under a global point, moved so that it stays on the screen."""
        self.story = story
        self.setAccessibleName(self.text())
        size = self.sizeHint()
        screen = QGuiApplication.screenAt(below) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        x = min(max(area.left() + 4, below.x()), area.right() - size.width() - 4)
        y = below.y() if below.y() + size.height() < area.bottom() else below.y() - size.height() - 48
        self.setGeometry(QRect(QPoint(x, y), size))
        self.update()
        self.show()

    def text(self) -> str:
        """Give the story as plain text."""
        lines = [self.story.heading, self.story.line]
        for heading, bars in self.story.columns[:_MOST_COLUMNS]:
            lines += [heading, *(f"{bar.label} {percent(bar.probability)}" for bar in bars)]
        return "\n".join(line for line in [*lines, self.story.foot] if line)

    def sizeHint(self) -> QSize:
        metrics, small = QFontMetrics(self._bold()), QFontMetrics(theme.small_font(self.font()))
        columns = self.story.columns[:_MOST_COLUMNS]
        width = max(
            metrics.horizontalAdvance(displayable(self.story.heading)),
            small.horizontalAdvance(self.story.line),
            small.horizontalAdvance(self.story.foot),
            self._column() * max(1, len(columns)),
        )
        rows = max((len(bars) + bool(heading) for heading, bars in columns), default=0)
        height = metrics.height() + rows * self._row() + 2 * _PAD
        height += sum(small.height() + 4 for words in (self.story.line, self.story.foot) if words)
        return QSize(min(width + 8, 3 * self._column()) + 2 * _PAD, height + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.field, 1))
        painter.setBrush(colours.raised)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        area = self.rect().adjusted(_PAD, _PAD, -_PAD, -_PAD)
        top = self._write(painter, area, area.top(), self.story.heading, self._bold(), colours.text)
        small = theme.small_font(self.font())
        if self.story.line:
            top = self._write(painter, area, top, self.story.line, small, colours.muted) + 2
        begin = top
        full = ceiling([bar.probability for _, bars in self.story.columns for bar in bars])
        for number, (heading, bars) in enumerate(self.story.columns[:_MOST_COLUMNS]):
            column = QRect(area.left() + number * self._column(), begin, self._column() - 8, area.height())
            y = begin
            if heading:
                y = self._write(painter, column, y, heading, small, colours.muted)
            for bar in bars:
                self._draw_bar(painter, bar, full, QRect(column.left(), y, column.width(), self._row()))
                y += self._row()
            top = max(top, y)
        if self.story.foot:
            self._write(painter, area, top + 3, self.story.foot, small, colours.faint)
        painter.end()

    def _write(self, painter: QPainter, area: QRect, top: int, text: str, font: QFont, ink: QColor) -> int:
        painter.setFont(font)
        painter.setPen(ink)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(displayable(text), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QPointF(area.left(), top + metrics.ascent()), shown)
        return top + metrics.height()

    def _draw_bar(self, painter: QPainter, bar: Bar, full: float, area: QRect) -> None:
        colours = theme.palette()
        painter.setFont(self.font())
        metrics = QFontMetrics(self.font())
        share = metrics.horizontalAdvance("00.00%") + 4
        room = area.width() - share - 6
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(getattr(colours, self.colour_role))
        ground.setAlphaF(0.28)
        painter.setBrush(ground)
        length = max(2.0, room * min(1.0, max(0.0, bar.probability) / full))
        painter.drawRoundedRect(QRectF(area.left(), area.top() + 2, length, area.height() - 4), 3, 3)
        painter.setPen(colours.text)
        middle = Qt.AlignmentFlag.AlignVCenter
        label = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, room - 8)
        painter.drawText(area.adjusted(5, 0, -share, 0), middle | Qt.AlignmentFlag.AlignLeft, label)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, percent(bar.probability))

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def _row(self) -> int:
        return QFontMetrics(self.font()).height() + 5

    def _column(self) -> int:
        return max(_COLUMN, QFontMetrics(self.font()).averageCharWidth() * 26)
