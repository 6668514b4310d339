"""Examples to click: as many chips as fit in one line, the rest behind "More"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget


class ExamplesBar(QWidget):
    """`chosen` tells the number of the example that was clicked."""

    chosen = Signal(int)

    def __init__(self, examples: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Examples")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._label = QLabel("Try")
        self._label.setProperty("role", "caption")
        self._layout.addWidget(self._label)
        self.chips: list[QPushButton] = []
        for index, (title, note) in enumerate(examples):
            chip = QPushButton(title)
            chip.setProperty("role", "link")
            chip.setToolTip(note)
            chip.clicked.connect(partial(self._choose, index))
            self.chips.append(chip)
            self._layout.addWidget(chip)
        self.more = QToolButton()
        self.more.setText("More ▾")
        self.more.setAccessibleName("More examples")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.more)
        self._menu.setToolTipsVisible(True)
        self.more.setMenu(self._menu)
        self._layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addStretch(1)
        self.setVisible(bool(examples))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def sizeHint(self) -> QSize:
        return QSize(300, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())

    def _share_out(self) -> None:
        """Show what fits, put the rest into the menu."""
        gap = self._layout.spacing()
        room = self.width() - self._label.sizeHint().width() - gap
        widths = [chip.sizeHint().width() + gap for chip in self.chips]
        fitting = len(widths)
        if sum(widths) > room:
            room -= self.more.sizeHint().width() + gap
            while fitting and sum(widths[:fitting]) > room:
                fitting -= 1
        self._menu.clear()
        for index, chip in enumerate(self.chips):
            chip.setVisible(index < fitting)
            if index >= fitting:
                action = self._menu.addAction(chip.text())
                action.setToolTip(chip.toolTip())
                action.triggered.connect(partial(self._choose, index))
        self.more.setVisible(fitting < len(self.chips))
        self._layout.activate()  # now, not with the next event: nothing is ever painted squeezed

    def _choose(self, index: int, _checked: bool = False) -> None:
        self.chosen.emit(index)
