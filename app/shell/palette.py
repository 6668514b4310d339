"""Ctrl+K: one line to reach every demo, model and command without the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from app.shell.palette_list import ENTRY_ROLE, Entries, Entry, EntryDelegate
from app.widgets import theme

_WIDTH, _ROWS = 640, 10
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_ROWS, Qt.Key.Key_PageDown: _ROWS}


class CommandPalette(QWidget):
    """A sheet over the whole window: dims it, takes the keys, and goes away on Esc, Enter or a click beside."""

    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._back: QWidget | None = None
        self._frame = QFrame(self)
        self._frame.setObjectName("palette")
        self._line = QLineEdit(self._frame)
        self._line.setPlaceholderText("Go to a demo, a model or a command")
        self._line.setAccessibleName("Search demos, models and commands")
        self._line.setClearButtonEnabled(False)
        self._entries = Entries(self)
        self._list = QListView(self._frame)
        self._list.setModel(self._entries)
        self._list.setItemDelegate(EntryDelegate(self._list))
        self._list.setAccessibleName("Results")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._none = QLabel("Nothing matches. Try fewer letters.", self._frame)
        self._none.setProperty("role", "muted")
        self._none.setContentsMargins(14, 8, 14, 14)
        line = QFrame(self._frame)
        line.setProperty("role", "line")
        layout = QVBoxLayout(self._frame)
        layout.setContentsMargins(0, 2, 0, 6)
        layout.setSpacing(4)
        for part in (self._line, line, self._list, self._none):
            layout.addWidget(part)
        self._line.textChanged.connect(self._search)
        self._line.installEventFilter(self)
        self._list.clicked.connect(self._activate)
        self._list.entered.connect(self._list.setCurrentIndex)
        self.hide()

    def open_with(self, entries: list[Entry], text: str = "") -> None:
        """Show `entries` and wait for keys; `text` is typed already."""
        self._back = self._window.focusWidget()
        self._entries.set_entries(entries)
        self.setGeometry(self._window.rect())
        self._line.setText(text)
        self._search(text)
        self.show()
        self.raise_()
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def dismiss(self) -> None:
        """Close without doing anything; the focus goes back to where it was."""
        if self.isHidden():
            return
        self.hide()
        if self._back is not None and self._back.isVisible():
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        self._back = None
        self.closed.emit()

    def titles(self) -> list[str]:
        """Give the titles listed now, best first."""
        return [self._entries.index(row).data() for row in range(self._entries.rowCount())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (
            QEvent.Type.KeyPress,
            QEvent.Type.ShortcutOverride,
        ):
            key = Qt.Key(event.key())
            ours = {*_MOVES, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab}
            if key in ours:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self._press(key)
                return True
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.dismiss()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 110 if theme.is_dark() else 55))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for spread in (12, 8, 4, 2):  # a soft shadow; QGraphicsEffects would repaint the whole frame
            painter.setBrush(QColor(0, 0, 0, 14))
            area = self._frame.geometry().adjusted(-spread, -spread + 3, spread, spread + 3)
            painter.drawRoundedRect(area, 10 + spread, 10 + spread)

    @Slot(str)
    def _search(self, text: str) -> None:
        self._entries.search(text)
        some = self._entries.rowCount() > 0
        self._list.setVisible(some)
        self._none.setVisible(not some)
        if some:
            self._list.setCurrentIndex(self._entries.index(0))
            self._list.scrollToTop()
        self._place()

    def _place(self) -> None:
        width = min(_WIDTH, self.width() - 48)
        rows = min(_ROWS, self._entries.rowCount())
        row = self._list.sizeHintForRow(0) if rows else 0
        self._list.setFixedHeight(rows * row + 4)
        height = self._frame.sizeHint().height()
        top = max(24, min(96, (self.height() - height) // 4))
        self._frame.setGeometry(
            (self.width() - width) // 2, top, width, min(height, self.height() - top - 24)
        )
        self.update()

    def _press(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in _MOVES:
            count = self._entries.rowCount()
            if count:
                row = self._list.currentIndex().row() + _MOVES[key]
                row = row % count if abs(_MOVES[key]) == 1 else min(count - 1, max(0, row))
                self._list.setCurrentIndex(self._entries.index(row))
        elif key != Qt.Key.Key_Tab:  # Tab has nowhere to go here and must not leave the sheet
            self._activate(self._list.currentIndex())

    @Slot(QModelIndex)
    def _activate(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        entry: Entry = index.data(ENTRY_ROLE)
        self.dismiss()
        entry.activate()
