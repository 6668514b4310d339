"""What every painted view shares: the theme's colours, staleness, focus, and a voice for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QContextMenuEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.widgets import theme
from app.widgets.theme import Palette
from app.widgets.visible import tip

#: How much of an old answer is still seen while the new one is on its way.
_STALE_OPACITY = 0.45


class View(QAbstractScrollArea):
    """A scrolling canvas. Subclasses paint in `draw` and lay out anew in `relayout`.

    `menu_wanted` tells where (global position) the user asked for a menu; the page fills it.
    """

    menu_wanted = Signal(QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stale = False
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(24)
        self.horizontalScrollBar().setSingleStep(24)

    @property
    def colours(self) -> Palette:
        """The theme's colours now."""
        return theme.palette()

    def set_stale(self, stale: bool) -> None:
        """Dim what is shown: it answers an older question."""
        if stale != self.stale:
            self.stale = stale
            self.viewport().update()

    def setToolTip(self, words: str) -> None:
        """Words as they are, whatever the user's text in them looks like."""
        super().setToolTip(tip(words))

    def draw(self, painter: QPainter) -> None:
        """Paint the viewport."""
        raise NotImplementedError

    def relayout(self) -> None:
        """Measure again: the font, the size or the content changed."""

    def speak(self, description: str) -> None:
        """Tell a screen reader what is under the cursor now."""
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.stale:
            painter.setOpacity(_STALE_OPACITY)
        self.draw(painter)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.relayout()
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.viewport().update()

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())
        event.accept()
