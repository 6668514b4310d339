"""A layout that puts widgets side by side and goes on in the next line when the room ends."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items keep their size hint, are centred in their line, and never overlap or leave the widget."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8, line_gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._measured: list[tuple[QLayoutItem, QSize, int]] | None = None  # item, its size, its least width
        self._heights: dict[int, int] = {}  # by width
        self._gap = gap
        self._line_gap = line_gap
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        self.invalidate()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        # Qt asks for sizes many times before it places anything; measuring styled widgets is slow.
        self._measured = None
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rectangle: QRect) -> None:
        super().setGeometry(rectangle)
        self._arrange(rectangle, move=True)

    def sizeHint(self) -> QSize:
        shown = [size for _, size, _ in self._sizes()]
        margins = self.contentsMargins()
        width = sum(size.width() for size in shown) + self._gap * max(0, len(shown) - 1)
        height = max((size.height() for size in shown), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        width = max((least for _, _, least in self._sizes()), default=0)
        height = max((size.height() for _, size, _ in self._sizes()), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def _sizes(self) -> list[tuple[QLayoutItem, QSize, int]]:
        """Give what is shown, with its size and its least width, measured once until something changes."""
        if self._measured is None:
            self._measured = []
            for item in self._items:
                if not item.isEmpty():
                    least = item.minimumSize()
                    self._measured.append((item, item.sizeHint().expandedTo(least), least.width()))
        return self._measured

    def _arrange(self, rectangle: QRect, move: bool) -> int:
        """Place the items; give the height that they need."""
        margins = self.contentsMargins()
        area = rectangle.marginsRemoved(margins)
        top = area.top()
        for line in self._lines(area.width()):
            height = max(size.height() for _, size in line)
            left = area.left()
            for item, size in line:
                if move:
                    corner = QPoint(left, top + (height - size.height()) // 2)
                    item.setGeometry(QRect(corner, size))
                left += size.width() + self._gap
            top += height + self._line_gap
        used = top - area.top() - self._line_gap if top > area.top() else 0
        return used + margins.top() + margins.bottom()

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        left = 0
        for item, wanted, least in self._sizes():
            size = QSize(min(wanted.width(), max(width, least)), wanted.height())
            if not lines or left + size.width() > width:
                lines.append([])
                left = 0
            lines[-1].append((item, size))
            left += size.width() + self._gap
        return lines
