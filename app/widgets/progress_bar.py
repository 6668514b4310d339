"""A progress bar that is painted in its turn."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

_STEPS = 1000


class ProgressBar(QProgressBar):
    """Shows a share of the work, or that something is going on.

    QProgressBar paints itself at once on each new value or range, and with it everything else in the window that
    waits to be painted, in the midst of whatever told it. This one waits for the event loop like any widget.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextVisible(False)
        self.setAccessibleName("Progress")
        self.rest()

    def show_fraction(self, fraction: float | None) -> None:
        """Show a share of the work, 0 to 1; None: it is not known how much is left."""
        self._set(0 if fraction is None else _STEPS, 0 if fraction is None else round(fraction * _STEPS))

    def rest(self) -> None:
        """Show nothing: an endless bar is animated even while it is hidden."""
        self._set(1, 0)

    def _set(self, most: int, value: int) -> None:
        if (most, value) == (self.maximum(), self.value()):
            return
        self.setUpdatesEnabled(False)
        self.setRange(0, most)
        self.setValue(value)
        self.setUpdatesEnabled(True)
