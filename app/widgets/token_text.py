"""Running text made of tokens: read like any text, coloured token by token, and growing while it is written.

Words are shaped and wrapped by Qt, paragraph by paragraph, so every script reads as it should; a token that comes
at the end lays out the last paragraph only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.scales import ScaleName
from app.widgets.text_paragraphs import Paragraphs, Span
from app.widgets.view import View

_LEAST_LINES = 5
_FORK = 2.6  # radius of the dot where other branches leave


class TokenText(View):
    """Click or arrows: `moved(i)`. Enter: `accepted(i)`. Mouse over: `hovered(i or -1)`.

    Double click or F2: `edit_wanted(i)`. A letter typed on it: `typed(text)`.
    """

    moved = Signal(int)
    accepted = Signal(int)
    hovered = Signal(int)
    edit_wanted = Signal(int)
    typed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None, *, scale: float = 1.12) -> None:
        super().__init__(name, parent)
        self.shades: ScaleName = "surprise"
        self.current = -1
        self._scale = scale
        self._hover = -1
        self._body = Paragraphs()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)

    # -- content --------------------------------------------------------------------------------------------

    @property
    def spans(self) -> Sequence[Span]:
        """What is shown."""
        return self._body.spans

    def show_spans(self, spans: Sequence[Span], shades: ScaleName = "surprise") -> None:
        """Show a text's tokens; what stands there already at the beginning is not laid out again."""
        at_end = self._at_end()
        self.shades = shades
        self._body.set_spans(spans)
        self._hover = -1 if self._hover >= len(spans) else self._hover
        if self.current >= len(spans):
            self.current = -1
        self.set_stale(False)
        self._fit(at_end)
        self._speak()

    def append(self, spans: Sequence[Span]) -> None:
        """Add tokens at the end; the end stays in view if it was."""
        at_end = self._at_end()
        self._body.append(spans)
        self._fit(at_end)

    def set_current(self, index: int) -> None:
        """Mark a token as the one that is looked at; -1 for none. Tells nobody."""
        index = index if 0 <= index < len(self.spans) else -1
        if index != self.current:
            self.current = index
            self._reveal(index)
            self._speak()
            self.viewport().update()

    def show_end(self) -> None:
        """Scroll to the end of the text."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def text(self) -> str:
        """Give the text as it is, as Ctrl+C copies it."""
        return "".join(span.text for span in self.spans)

    def token_rect(self, index: int) -> QRect:
        """Give a token's first box in the viewport; empty if it has none."""
        boxes = self._body.boxes(index)
        return self._seen(boxes[0]).toAlignedRect() if boxes else QRect()

    def token_at(self, position: QPointF) -> int:
        """Give the token under a point of the viewport, -1 if there is none."""
        return self._body.span_at(QPointF(position.x(), position.y() + self.verticalScrollBar().value()))

    def below(self, index: int) -> QPoint:
        """Give the global point below a token, where a popover belongs."""
        return self.viewport().mapToGlobal(self.token_rect(index).bottomLeft() + QPoint(0, 4))

    # -- layout ---------------------------------------------------------------------------------------------

    def text_font(self) -> QFont:
        """Give the font of the text: a little larger than the window's."""
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * self._scale)
        return font

    def relayout(self) -> None:
        self._body.set_shape(self.text_font(), max(60.0, float(self.viewport().width()) - 4))
        self._fit(False)

    def _fit(self, to_end: bool) -> None:
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        bar.setPageStep(max(1, height))
        bar.setSingleStep(round(self._body.line_height))
        bar.setRange(0, max(0, round(self._body.height) - height + 2))
        if to_end:
            bar.setValue(bar.maximum())
        self.viewport().update()

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.maximum() > 0 and bar.value() >= bar.maximum() - self._body.line_height

    def sizeHint(self) -> QSize:
        return QSize(360, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        line = QFontMetricsF(self.text_font()).height() * 1.45
        return QSize(160, round(line * _LEAST_LINES) + 6)

    def _seen(self, box: QRectF) -> QRectF:
        return box.translated(0, -self.verticalScrollBar().value())

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        painter.translate(0, -top)
        inks: dict[int, tuple[QColor, QRegion]] = {}
        seen = self._body.between(top, bottom)
        for number in seen:
            for index, boxes in self._body.pieces(number, top, bottom):
                ink = self._draw_ground(painter, index, boxes)
                _, region = inks.setdefault(ink.rgba(), (ink, QRegion()))
                for box in boxes:
                    region += box.toAlignedRect()
                inks[ink.rgba()] = (ink, region)
        # Letters are painted once for each ink, where it belongs: a format for each token costs Qt a second.
        for ink, region in inks.values():
            painter.save()
            painter.setClipRegion(region, Qt.ClipOperation.IntersectClip)
            painter.setPen(ink)
            for number in seen:
                self._body.draw(painter, number, top, bottom)
            painter.restore()
        self._draw_frame(painter)

    def _draw_ground(self, painter: QPainter, index: int, boxes: list[QRectF]) -> QColor:
        """Paint what lies behind a token; give the ink of its letters."""
        span, colours = self.spans[index], self.colours
        ink: QColor = colours.text if span.new else colours.muted
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if span.kind in ("special", "part"):
            painter.setPen(QPen(colours.border, 1))
            painter.setBrush(colours.panel)
            ink = colours.faint
        elif span.shade is not None:
            ground = theme.scale_colour(self.shades, span.shade)
            painter.setBrush(ground)
            ink = theme.ink_on(ground) if span.shade > 0.04 else ink
        for box in boxes:
            painter.drawRoundedRect(box, 3, 3)
        if index == self._hover and span.kind != "plain":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.field, 1))
            for box in boxes:
                painter.drawRoundedRect(box.adjusted(-0.5, -0.5, 0.5, 0.5), 3, 3)
        if span.forks and boxes:
            painter.setPen(QPen(colours.window, 1))
            painter.setBrush(colours.accent_fill)
            painter.drawEllipse(boxes[0].bottomLeft() + QPointF(2, 1), _FORK, _FORK)
        return ink

    def _draw_frame(self, painter: QPainter) -> None:
        if not 0 <= self.current < len(self.spans):
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.colours.focus if self.hasFocus() else self.colours.text, 1.8))
        for box in self._body.boxes(self.current):
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 4, 4)

    # -- mouse and keys -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        at_end = self._at_end()
        if event.size().width() != event.oldSize().width():
            self.relayout()
        self._fit(at_end)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.token_at(event.position())
        if index != self._hover:
            self._hover = index
            self.viewport().update()
            self.hovered.emit(index)

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        if self._hover >= 0:
            self._hover = -1
            self.viewport().update()
            self.hovered.emit(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.token_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._go(index, again=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.edit_wanted.emit(self.token_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self.spans) - 1
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        steps = {Qt.Key.Key_Right: self.current + 1, Qt.Key.Key_Left: self.current - 1, Qt.Key.Key_Home: 0}
        steps[Qt.Key.Key_End] = last
        typed = event.text()
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif key in steps and plain and last >= 0:
            self._go(min(last, max(0, steps[key])))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain:
            self._go(self._body.beside(self.current, 1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.current >= 0:
            self.accepted.emit(self.current)
        elif key == Qt.Key.Key_F2:
            self.edit_wanted.emit(self.current)
        elif typed and typed.isprintable() and not event.modifiers() & _COMMANDS:
            self.typed.emit(typed)
        else:
            super().keyPressEvent(event)

    def _go(self, index: int, again: bool = False) -> None:
        if index < 0 or (index == self.current and not again):
            return
        self.current = index
        self._reveal(index)
        self._speak()
        self.viewport().update()
        self.moved.emit(index)

    def _reveal(self, index: int) -> None:
        boxes, bar = self._body.boxes(index) if index >= 0 else [], self.verticalScrollBar()
        if not boxes:
            return
        top, bottom = boxes[0].top() - 4, boxes[0].bottom() + 6
        if top < bar.value():
            bar.setValue(round(top))
        elif bottom > bar.value() + self.viewport().height():
            bar.setValue(round(bottom) - self.viewport().height())

    def _speak(self) -> None:
        if 0 <= self.current < len(self.spans):
            span = self.spans[self.current]
            words = [span.text.strip() or span.name or "space", span.said]
            self.speak(", ".join([*filter(None, words), f"token {self.current + 1} of {len(self.spans)}"]))
        else:
            self.speak(f"{len(self.spans)} tokens")


_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
