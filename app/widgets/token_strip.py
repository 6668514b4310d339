"""A text as tokens to click: any script, any direction, spaces and specials visible, a colour under each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme
from app.widgets.lettering import Lettering, lettering
from app.widgets.scales import ScaleName
from app.widgets.token_flow import Placed, StripToken, flow
from app.widgets.view import View
from app.widgets.visible import displayable

_PAD_X, _PAD_Y = 4.0, 3.0
_BAR = 5.0  # height of the colour under a token
_GAP = 6.0  # between lines


class TokenStrip(View):
    """Click or Space: `toggled(i)`. Enter: `accepted(i)`. Arrows move: `moved(i)`. Mouse over: `hovered(i or -1)`.

    The strip is as high as its text, up to `most_lines` lines; then it scrolls.
    """

    toggled = Signal(int)
    accepted = Signal(int)
    moved = Signal(int)
    hovered = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None, *, scale: float = 1.22) -> None:
        super().__init__(name, parent)
        self.tokens: tuple[StripToken, ...] = ()
        self.current = -1
        self.shades: ScaleName = "surprise"
        self.most_lines = 6
        self.lines = 1  # what the text needs
        self.least_lines = 1
        self._scale = scale
        self._placed: list[Placed] = []
        self._hover = -1
        self._revealed = -1
        self._text_height = 0.0
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # -- content --------------------------------------------------------------------------------------------

    def show_tokens(self, tokens: Sequence[StripToken], shades: ScaleName = "surprise") -> None:
        """Show a text's tokens, coloured on the scale `shades`."""
        self.tokens, self.shades = tuple(tokens), shades
        self._hover = self._revealed = -1
        if not 0 <= self.current < len(self.tokens) or self.tokens[self.current].kind == "gap":
            self.current = -1
        self.set_stale(False)
        self.relayout()
        self._speak()

    def set_current(self, index: int) -> None:
        """Mark a token as the one that is looked at; -1 for none. Tells nobody."""
        if index != self.current and index < len(self.tokens):
            self.current = index
            self.reveal(index)
            self._speak()
            self.viewport().update()

    def reveal(self, index: int) -> None:
        """Scroll so that a token can be seen; -1 for none."""
        self._revealed = index
        if not 0 <= index < len(self._placed):
            return
        top, bar = self._placed[index].y, self.verticalScrollBar()
        if top < bar.value():
            bar.setValue(round(top))
        elif top + self.line_height() > bar.value() + self.viewport().height():
            bar.setValue(round(top + self.line_height()) - self.viewport().height())

    def token_rect(self, index: int) -> QRect:
        """Give a token's box in the viewport."""
        return self._box(index).toAlignedRect()

    def token_at(self, position: QPointF) -> int:
        """Give the token under a point of the viewport that can be chosen, -1 if there is none."""
        for index, token in enumerate(self.tokens):
            if token.kind != "gap" and self._box(index).contains(position):
                return index
        return -1

    def below(self, index: int) -> QPoint:
        """Give the global point below a token, where a popover belongs."""
        return self.viewport().mapToGlobal(self.token_rect(index).bottomLeft() + QPoint(0, 4))

    # -- layout ---------------------------------------------------------------------------------------------

    def _letters(self) -> Lettering:
        """Give the letters of the tokens: a little larger than the window's."""
        return lettering(theme.small_font(self.font(), self._scale))

    def _captions(self) -> Lettering:
        return lettering(theme.small_font(self.font()))

    def relayout(self) -> None:
        letters, small = self._letters(), self._captions()
        room = max(60.0, float(self.viewport().width()) - 2)
        widths = [self._width(token, letters, small, room) for token in self.tokens]
        for index, (token, after) in enumerate(pairwise(self.tokens)):
            if token.kind == "word" and _is_mark(after) and not after.spaced:
                widths[index] -= _PAD_X - 1  # a full stop stays close to its word
        space, line = letters.width(" "), self.line_height()
        self._placed, content = flow(self.tokens, widths, room, line, max(3.0, space - 2))
        self.lines = max(1, round(content / line))
        lines = max(self.lines, self.least_lines)
        self._text_height = letters.height + 2 * _PAD_Y
        wanted = round(line * min(lines, self.most_lines)) + 2
        if wanted != self.height() or self.minimumHeight() != wanted:
            self.setFixedHeight(wanted)
        scrolls = lines > self.most_lines
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOn if scrolls else policy.ScrollBarAlwaysOff)
        bar = self.verticalScrollBar()
        bar.setPageStep(wanted)
        bar.setSingleStep(round(line))
        bar.setRange(0, max(0, round(content) - wanted))
        self.viewport().update()

    def line_height(self) -> float:
        """Give the height of one line: the text, the colour or caption below it, and the gap."""
        below = max(_BAR + 2, self._captions().height)
        return self._letters().height + 2 * _PAD_Y + below + _GAP

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.minimumHeight())

    def _width(self, token: StripToken, letters: Lettering, small: Lettering, room: float) -> float:
        pad = 1.0 if token.kind == "gap" or _is_mark(token) else _PAD_X
        chip = 8.0 if token.kind in ("mask", "special") else 0.0
        text = letters.width(displayable(token.text)) + 2 * pad + chip
        caption = small.width(token.caption) + 4 if token.caption else 0.0
        return min(room, max(text, caption))

    def _box(self, index: int) -> QRectF:
        placed = self._placed[index]
        top = placed.y + 1 - self.verticalScrollBar().value()
        return QRectF(placed.x + 1, top, placed.width, self._text_height)

    # -- painting -------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        letters, small = self._letters(), self._captions()
        line = self.line_height()
        visible = QRectF(self.viewport().rect()).adjusted(0, -line, 0, line)
        painter.setFont(letters.font)
        for index, token in enumerate(self.tokens):
            box = self._box(index)
            if box.intersects(visible):
                self._draw_token(painter, letters, index, token, box)
        painter.setFont(small.font)
        painter.setPen(self.colours.muted)
        for index, token in enumerate(self.tokens):
            if token.caption and (box := self._box(index)).intersects(visible):
                area = QRectF(box.left(), box.bottom(), box.width(), small.height)
                small.draw(painter, area, token.caption, Qt.AlignmentFlag.AlignHCenter)

    def _draw_token(
        self, painter: QPainter, letters: Lettering, index: int, token: StripToken, box: QRectF
    ) -> None:
        colours = self.colours
        focused = index == self.current
        painter.setPen(self._draw_ground(painter, index, token, box))
        text = displayable(token.text)
        if letters.width(text) > box.width():
            text = letters.elided(text, box.width() - 2 * _PAD_X, Qt.TextElideMode.ElideMiddle)
        from_right = self._placed[index].level % 2 == 1
        letters.draw(painter, box, text, Qt.AlignmentFlag.AlignHCenter, from_right)
        if token.unknown:
            painter.setPen(QPen(colours.warn, 1.4, Qt.PenStyle.DotLine))
            y = box.bottom() - 2
            painter.drawLine(QPointF(box.left() + 3, y), QPointF(box.right() - 3, y))
        self._draw_below(painter, token, box)
        if focused:
            strength = 1.8 if self.hasFocus() else 1.2
            painter.setPen(QPen(colours.focus if self.hasFocus() else colours.field, strength))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _draw_ground(self, painter: QPainter, index: int, token: StripToken, box: QRectF) -> QColor:
        """Paint what lies behind a token; give the ink for its text."""
        colours = self.colours
        inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
        if token.kind == "mask":
            painter.setPen(QPen(colours.accent, 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(colours.selection)
            painter.drawRoundedRect(inner, 5, 5)
            return colours.accent
        if token.kind == "special":
            painter.setPen(QPen(colours.border, 1))
            painter.setBrush(colours.panel)
            painter.drawRoundedRect(inner, 5, 5)
            return colours.faint
        if token.kind == "gap":
            return colours.faint
        if index == self._hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.hover)
            painter.drawRoundedRect(inner, 5, 5)
        elif token.kind == "piece":
            painter.setPen(QPen(colours.border, 1))
            painter.setBrush(colours.surface)
            painter.drawRoundedRect(inner, 4, 4)
        return colours.text

    def _draw_below(self, painter: QPainter, token: StripToken, box: QRectF) -> None:
        if token.shade is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.scale_colour(self.shades, token.shade))
            bar = QRectF(box.left() + 2, box.bottom() + 1, box.width() - 4, _BAR)
            painter.drawRoundedRect(bar, 2, 2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.colours.border, 0.8))
            painter.drawRoundedRect(bar, 2, 2)

    # -- mouse and keys -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.relayout()
        self.reveal(self._revealed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.token_at(event.position())
        if index != self._hover:
            self._hover = index
            shape = Qt.CursorShape.PointingHandCursor if index >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
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
            self.current = index
            self._speak()
            self.viewport().update()
            self.toggled.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Home: -len(self.tokens)}
        steps[Qt.Key.Key_End] = len(self.tokens)
        if key in steps:
            backwards = self.current >= 0 and self._placed[self.current].level % 2 == 1
            sided = key in (Qt.Key.Key_Right, Qt.Key.Key_Left)
            self._move(-steps[key] if backwards and sided else steps[key])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move_line(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Space and self.current >= 0:
            self.toggled.emit(self.current)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current >= 0:
            self.accepted.emit(self.current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)
        if self.current < 0:
            self.current = next((i for i, token in enumerate(self.tokens) if token.kind != "gap"), -1)
            self._speak()

    def _move(self, step: int) -> None:
        """Go to the next token that can be chosen in the direction of `step`, or as far as there is one."""
        chosen = [index for index, token in enumerate(self.tokens) if token.kind != "gap"]
        if not chosen:
            return
        at = chosen.index(self.current) if self.current in chosen else (-1 if step > 0 else len(chosen))
        self._go(chosen[min(len(chosen) - 1, max(0, at + step))])

    def _move_line(self, step: int) -> None:
        if self.current < 0:
            return
        here = self._placed[self.current]
        middle = here.x + here.width / 2
        line = [
            (abs(placed.x + placed.width / 2 - middle), index)
            for index, placed in enumerate(self._placed)
            if placed.line == here.line + step and self.tokens[index].kind != "gap"
        ]
        if line:
            self._go(min(line)[1])

    def _go(self, index: int) -> None:
        if index == self.current:
            return
        self.current = index
        self.reveal(index)
        self._speak()
        self.viewport().update()
        self.moved.emit(index)

    def _speak(self) -> None:
        if 0 <= self.current < len(self.tokens):
            token = self.tokens[self.current]
            what = {"mask": "masked", "special": "special token"}.get(token.kind, token.kind)
            words = [
                token.name or token.text,
                what,
                token.caption,
                f"{self.current + 1} of {len(self.tokens)}",
            ]
            self.speak(", ".join(word for word in words if word))
        else:
            self.speak(f"{len(self.tokens)} tokens")


def _is_mark(token: StripToken) -> bool:
    return token.kind == "word" and not any(character.isalnum() for character in token.text)
