"""How far the senses stand apart at each layer: two small curves under the layer slider, on its own places."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.demos.contextual_embeddings.contract import Separation
from app.widgets import theme
from app.widgets.lettering import lettering
from app.widgets.view import View

#: Half a slider's handle, px: its first place is so far from its left end.
HANDLE = 8.0


class LayerCurve(View):
    """Accuracy of the nearest neighbour (solid) and silhouette (thin); uncorrected ones are dotted.

    `chosen(index)` on click: the number of an entry, as the slider counts.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("How far the senses stand apart at each layer", parent)
        self.found: tuple[Separation, ...] = ()
        self.raw: tuple[Separation, ...] = ()
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the slider above has the keys
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_separation(self, found: Sequence[Separation], raw: Sequence[Separation] | None) -> None:
        """Show what is known of each layer."""
        self.found, self.raw = tuple(found), tuple(raw or ())
        self.speak(self.told(self.current))
        self.set_stale(False)
        self.viewport().update()

    def set_current(self, index: int) -> None:
        """Mark an entry."""
        if index != self.current:
            self.current = index
            self.speak(self.told(index))
            self.viewport().update()

    def told(self, index: int) -> str:
        """Say an entry in words."""
        if not 0 <= index < len(self.found):
            return ""
        one = self.found[index]
        if one.accuracy is None:
            return "Give two senses or more, each to two sentences or more, to see how far they stand apart."
        words = f"nearest neighbour of the same sense: {one.accuracy:.0%}"
        if one.silhouette is not None:
            words += f" · silhouette {one.silhouette:.2f}".replace("-", "−")
        return words

    def sizeHint(self) -> QSize:
        return QSize(300, round(lettering(theme.small_font(self.font())).height * 4.2))

    def minimumSizeHint(self) -> QSize:
        return QSize(140, self.sizeHint().height())

    def place(self, index: int, share: float) -> QPointF:
        """Give where an entry with a value, 0 to 1, stands, px of the viewport."""
        across = (self.viewport().width() - 2 * HANDLE) / max(1, len(self.found) - 1)
        height = self.viewport().height() - 12 - lettering(theme.small_font(self.font())).height
        return QPointF(HANDLE + index * across, 4 + (1 - min(1.0, max(0.0, share))) * height)

    def draw(self, painter: QPainter) -> None:
        colours = self.colours
        left, right = self.place(0, 0).x(), self.place(max(0, len(self.found) - 1), 0).x()
        for share in (0.0, 0.5, 1.0):
            y = self.place(0, share).y()
            painter.setPen(QPen(colours.border, 1))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
        x = self.place(self.current, 0).x()
        painter.setPen(QPen(colours.accent, 1.2))
        painter.drawLine(QPointF(x, self.place(0, 1).y() - 3), QPointF(x, self.place(0, 0).y() + 3))
        for found, style in ((self.raw, Qt.PenStyle.DotLine), (self.found, Qt.PenStyle.SolidLine)):
            self._draw_curve(painter, found, "accuracy", colours.accent, 2.0, style)
            self._draw_curve(painter, found, "silhouette", colours.warn, 1.4, style)
        self._draw_words(painter)

    def _draw_words(self, painter: QPainter) -> None:
        """Name the curves and their values at the entry that is marked, each in its colour."""
        letters = lettering(theme.small_font(self.font()))
        painter.setFont(letters.font)
        x, y = HANDLE, self.viewport().height() - letters.height - 1
        for words, ink in zip(self.told(self.current).split(" · "), self._inks(), strict=False):
            shown = letters.elided(words, self.viewport().width() - x)
            painter.setPen(ink)
            letters.draw(painter, QRectF(x, y, letters.width(shown) + 1, letters.height), shown)
            x += letters.width(shown) + 16

    def _inks(self) -> tuple[QColor, QColor]:
        known = 0 <= self.current < len(self.found) and self.found[self.current].accuracy is not None
        return (self.colours.accent if known else self.colours.muted), self.colours.warn

    def _draw_curve(
        self,
        painter: QPainter,
        found: Sequence[Separation],
        name: str,
        colour: QColor,
        width: float,
        style: Qt.PenStyle,
    ) -> None:
        known = [(at, getattr(one, name)) for at, one in enumerate(found)]
        points = [self.place(at, value) for at, value in known if value is not None]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, width, style))
        painter.drawPolyline(points)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if style == Qt.PenStyle.SolidLine:
            for at, value in known:
                if value is not None:
                    size = 3.5 if at == self.current else 2.2
                    painter.drawEllipse(self.place(at, value), size, size)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._index(event.position())
        if event.buttons() & Qt.MouseButton.LeftButton and at >= 0:
            self.chosen.emit(at)
        self.setToolTip(f"Layer {self.found[at].layer}: {self.told(at)}" if at >= 0 else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._index(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self.chosen.emit(at)

    def _index(self, position: QPointF) -> int:
        if not self.found:
            return -1
        across = (self.viewport().width() - 2 * HANDLE) / max(1, len(self.found) - 1)
        return min(len(self.found) - 1, max(0, round((position.x() - HANDLE) / max(1.0, across))))
