"""The letter and colour by which a model slot is known on its page: A or B."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.widgets import theme

ROLES = ("slot_a", "slot_b")


def slot_colour(index: int) -> QColor:
    """Give the colour of a slot in the theme in use."""
    return QColor(getattr(theme.palette(), ROLES[index % 2]))


class SlotBadge(QWidget):
    """A small round letter."""

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self.setAccessibleName(f"Model {self.letter}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def letter(self) -> str:
        """A or B."""
        return "AB"[self._index % 2]

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().height() + 2
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = slot_colour(self._index)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        font = theme.small_font(self.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.ink_on(colour))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.letter)
        painter.end()
