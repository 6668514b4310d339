"""The sidebar: demos under their chapters, and a line to filter them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.contract import Demo
from app.shell import fuzzy
from app.widgets import theme

_ID = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class Navigation(QFrame):
    """Lists demos by chapter. A chapter without a demo is not listed."""

    chosen = Signal(str)  # a demo's id

    def __init__(self, demos: dict[str, Demo], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self._demos = demos
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter demos")
        self.filter.setAccessibleName("Filter demos")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._refill)
        self.filter.installEventFilter(self)
        self._model = QStandardItemModel(self)
        self.list = QListView()
        self.list.setObjectName("demo_list")
        self.list.setAccessibleName("Demos")
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self._none = QLabel("No demo matches.")
        self._none.setProperty("role", "muted")
        self._none.setContentsMargins(8, 8, 8, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        for part in (self.filter, self._none):
            layout.addWidget(part)
        layout.addWidget(self.list, 1)
        self._current = ""
        self._refill("")

    def sizeHint(self) -> QSize:
        widest = max(
            (self.fontMetrics().horizontalAdvance(demo.title) for demo in self._demos.values()), default=0
        )
        return QSize(min(280, max(208, widest + 36)), 400)

    def show_current(self, demo: str) -> None:
        """Mark the demo that is open; asks for nothing."""
        self._current = demo
        for row in range(self._model.rowCount()):
            if self._model.item(row).data(_ID) == demo:
                self.list.setCurrentIndex(self._model.index(row, 0))
                return

    def listed(self) -> list[str]:
        """Give what is listed, from the top: chapters and titles."""
        return [self._model.item(row).text() for row in range(self._model.rowCount())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                self._select_first()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._select_first()
                self._choose(self.list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _refill(self, text: str) -> None:
        self._model.clear()
        chapter = ""
        for demo in self._demos.values():
            if text.strip() and fuzzy.match(text, f"{demo.title} {demo.group}") is None:
                continue
            if demo.group != chapter:
                chapter = demo.group
                head = QStandardItem(chapter)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setAccessibleText(f"Chapter {chapter}")
                self._model.appendRow(head)
            item = QStandardItem(demo.title)
            item.setData(demo.id, _ID)
            item.setToolTip(demo.summary)
            item.setAccessibleDescription(demo.summary)
            self._model.appendRow(item)
        self._none.setVisible(self._model.rowCount() == 0)
        self.show_current(self._current)

    def _select_first(self) -> None:
        current = self.list.currentIndex()
        if current.isValid() and current.data(_ID):
            return
        for row in range(self._model.rowCount()):
            if self._model.item(row).data(_ID):
                self.list.setCurrentIndex(self._model.index(row, 0))
                return

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        demo = index.data(_ID) if index.isValid() else None
        if demo:
            self.chosen.emit(demo)


class _Delegate(QStyledItemDelegate):
    """Chapters are small and quiet, with room above; demos are the style's own rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = QFontMetrics(option.font).height()
        if index.data(_ID):
            return QSize(80, height + 12)
        return QSize(80, height + (8 if index.row() == 0 else 20))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = theme.palette()
        area: QRect = option.rect
        state = option.state
        font = option.font
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not index.data(_ID):
            painter.setFont(theme.small_font(font))
            painter.setPen(colours.faint)
            where = area.adjusted(8, 0, -8, -4)
            painter.drawText(where, Qt.AlignmentFlag.AlignBottom, index.data())
            painter.restore()
            return
        body = area.adjusted(1, 1, -1, -1)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.selection if chosen else colours.hover)
            painter.drawRoundedRect(body, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colours.focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body, 6, 6)
        painter.setFont(font)
        painter.setPen(colours.text)
        room = area.adjusted(10, 0, -8, 0)
        text = QFontMetrics(font).elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
