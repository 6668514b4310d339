"""Notices in the window's corner: they cover no input, block nothing, and keep their trace to copy."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.pages.notices import Notice, Notices
from app.widgets import theme

_SHOWN = 3
_NEWS_MS = 6000  # good news go by themselves, problems stay
_WIDTH = 380
_MARGIN = 16
_ICONS = {"info": ("check", "ok"), "warning": ("warning", "warn"), "error": ("error", "error")}


class NoticeCard(QFrame):
    """One notice with what can be done about it."""

    gone = Signal(object)  # the card itself

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setProperty("level", notice.level)
        self.notice = notice
        name, role = _ICONS[notice.level]
        sign = QToolButton()
        sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        sign.setStyleSheet("QToolButton { border: 0; background: transparent; padding: 1px; }")
        theme.set_icon(sign, name, role)
        times = f" ({notice.times} times)" if notice.times > 1 else ""
        title = _label(notice.title + times, "heading")
        close = QToolButton()
        close.setAccessibleName("Dismiss this notice")
        close.setToolTip("Dismiss")
        theme.set_icon(close, "close")
        close.clicked.connect(self._leave)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 10)
        layout.setSpacing(4)
        layout.addLayout(head)
        body = QVBoxLayout()
        body.setContentsMargins(30, 0, 8, 0)
        body.setSpacing(8)
        if notice.text:
            body.addWidget(_label(notice.text, "muted"))
        if notice.trace:
            copy = QPushButton("Copy trace")
            copy.setToolTip("Copy what is needed to report this fault")
            theme.set_icon(copy, "copy")
            copy.clicked.connect(self._copy)
            body.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        if body.count():
            layout.addLayout(body)
        self.setAccessibleName(f"{notice.level}: {notice.title}")
        self.setAccessibleDescription(notice.text)
        if notice.level == "info":
            timer = QTimer(self)
            timer.setSingleShot(True)
            timer.timeout.connect(self._leave)
            timer.start(_NEWS_MS)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.notice.as_text())

    @Slot()
    def _leave(self) -> None:
        self.gone.emit(self)


class NoticeStack(QWidget):
    """The newest notices over the lower right corner of `host`, above `foot`; the newest is at the bottom."""

    def __init__(self, notices: Notices, host: QWidget, foot: QWidget) -> None:
        super().__init__(host)
        self._host, self._foot = host, foot
        self._notices = notices
        self._cards: list[NoticeCard] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        host.installEventFilter(self)
        notices.posted.connect(self._post)
        self.hide()

    def cards(self) -> tuple[NoticeCard, ...]:
        """Give the cards on show, oldest first."""
        return tuple(self._cards)

    @Slot()
    def recall(self) -> None:
        """Show the last notices again, or hide them if they are on show."""
        if self._cards:
            for card in list(self._cards):
                self._drop(card)
            return
        for notice in self._notices.items[-_SHOWN:]:
            self._post(notice)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    @Slot(object)
    def _post(self, notice: Notice) -> None:
        if self._cards and notice.times > 1:
            last = self._cards[-1].notice
            if (last.title, last.text) == (notice.title, notice.text):
                self._drop(self._cards[-1])
        card = NoticeCard(notice, self)
        card.gone.connect(self._drop)
        self._cards.append(card)
        self._layout.addWidget(card)
        for old in self._cards[:-_SHOWN]:
            self._drop(old)
        self.show()
        self.raise_()
        card.show()
        self._place()

    @Slot(object)
    def _drop(self, card: NoticeCard) -> None:
        if card not in self._cards:
            return
        self._cards.remove(card)
        self._layout.removeWidget(card)
        card.hide()
        card.deleteLater()
        self.setVisible(bool(self._cards))
        self._place()

    def _place(self) -> None:
        host = self._host
        width = min(_WIDTH, host.width() - 2 * _MARGIN)
        self.setFixedWidth(max(200, width))
        self._layout.activate()
        room = host.height() - self._foot.height() - 2 * _MARGIN
        height = min(self._layout.totalHeightForWidth(self.width()), room)
        left, top = host.width() - self.width() - _MARGIN, room + _MARGIN - height
        self.setGeometry(left, top, self.width(), height)


class NoticeBell(QToolButton):
    """Tells how many problems there were; a click shows the last notices again."""

    def __init__(self, notices: Notices, stack: NoticeStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clicked.connect(stack.recall)
        notices.changed.connect(self._count)
        self._count()

    @Slot()
    def _count(self) -> None:
        problems = sum(notice.times for notice in self._notices.items if notice.level != "info")
        theme.set_icon(self, "bell", "error" if problems else "muted")
        self.setText(str(problems) if problems else "")
        self.setEnabled(bool(self._notices.items))
        words = f"Notices: {len(self._notices.items)}, problems: {problems}"
        self.setToolTip(words)
        self.setAccessibleName(words)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)  # a path or a token may look like HTML
    label.setWordWrap(True)
    label.setProperty("role", role)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
