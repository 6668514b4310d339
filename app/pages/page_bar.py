"""The line at the top of a page: models, Compare, Run or Stop, Export."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from app.widgets import theme
from app.widgets.model_picker import ModelPicker
from app.widgets.slot_badge import SlotBadge


class PageBar(QWidget):
    """Two pickers, of which the second is shown while comparing. It holds no state of its own."""

    compare_wanted = Signal(bool)
    run_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, with_models: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pickers = [ModelPicker("Model"), ModelPicker("Second model")]
        self.badges = [SlotBadge(0), SlotBadge(1)]
        self.compare = QToolButton()
        self.compare.setText("Compare")
        self.compare.setToolTip("Ask a second model the same and see both answers side by side")
        self.compare.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.set_icon(self.compare, "columns")
        self.alone = QToolButton()
        self.alone.setToolTip("Close the second model")
        self.alone.setAccessibleName("Close the second model")
        theme.set_icon(self.alone, "close")
        self.run = QPushButton("Run")
        self.run.setToolTip("Ask again (Ctrl+Return)")
        theme.set_icon(self.run, "play")
        self.export = QToolButton()
        self.export.setText("Export")
        self.export.setToolTip("Figures, tables, arrays, and the command that makes them again")
        self.export.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        theme.set_icon(self.export, "export")
        self.export_menu = QMenu(self.export)
        self.export.setMenu(self.export_menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for badge, picker in zip(self.badges, self.pickers, strict=True):
            layout.addWidget(badge)
            layout.addWidget(picker)
        layout.addWidget(self.alone)
        layout.addWidget(self.compare)
        layout.addStretch(1)
        layout.addWidget(self.run)
        layout.addWidget(self.export)
        self.compare.clicked.connect(self._compare)
        self.alone.clicked.connect(self._stop_comparing)
        self.run.clicked.connect(self._run_or_stop)
        self._busy = False
        self._with_models = with_models
        self.show_slots(False)
        self.show_busy(False)

    def show_slots(self, comparing: bool) -> None:
        """Show one picker or two."""
        for widget in (*self.badges, self.pickers[1], self.alone):
            widget.setVisible(comparing)
        self.pickers[0].setVisible(self._with_models)
        self.compare.setVisible(self._with_models and not comparing)

    def show_busy(self, busy: bool) -> None:
        """Offer Stop while something runs."""
        self._busy = busy
        self.run.setText("Stop" if busy else "Run")
        self.run.setToolTip("Stop (Esc)" if busy else "Ask again (Ctrl+Return)")
        theme.set_icon(self.run, "stop" if busy else "play")
        widest = max(self.run.fontMetrics().horizontalAdvance(word) for word in ("Stop", "Run"))
        self.run.setMinimumWidth(widest + 52)

    @Slot()
    def _compare(self) -> None:
        self.compare_wanted.emit(True)

    @Slot()
    def _stop_comparing(self) -> None:
        self.compare_wanted.emit(False)

    @Slot()
    def _run_or_stop(self) -> None:
        if self._busy:
            self.stop_wanted.emit()
        else:
            self.run_wanted.emit()
