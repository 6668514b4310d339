"""The slim line above a page: which demo this is, and what can be done with every page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.core.contract import Demo


class Header(QFrame):
    """Title and summary at the left, buttons for `actions` at the right."""

    def __init__(self, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self._summary_text = ""
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.summary = QLabel()
        self.summary.setProperty("role", "muted")
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.summary)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 12, 12, 10)
        layout.setSpacing(2)
        layout.addLayout(words, 1)
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setAccessibleName(action.text().replace("&", ""))
            if action.menu() is not None:
                button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def show_demo(self, demo: Demo) -> None:
        """Name the demo."""
        self.title.setText(demo.title)
        self._summary_text = demo.summary
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics = QFontMetrics(self.summary.font())
        text = metrics.elidedText(self._summary_text, Qt.TextElideMode.ElideRight, self.summary.width())
        self.summary.setText(text)
        self.summary.setToolTip(self._summary_text if text != self._summary_text else "")
