"""Which classes are normal: one button each, with the number of its rows."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from app.widgets.flow_layout import FlowLayout
from app.widgets.visible import displayable
from app.widgets.words_field import WordsField

#: More classes than that are written, not pressed.
_MOST = 16


class ClassesRow(QWidget):
    """`wanted` carries the classes that are to be normal."""

    wanted = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {}
        self._shown: dict[str, int] = {}
        self._normal: tuple[str, ...] = ()
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, gap=6)
        self._caption = QLabel("Normal")
        self._caption.setProperty("role", "muted")
        self._flow.addWidget(self._caption)
        self.words = WordsField("Normal classes", "classes with commas between them")
        self.words.setToolTip("Which classes are learned; all others are strange")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._chips)
        layout.addWidget(self.words)
        self.words.hide()
        self.words.edited.connect(lambda words: self.wanted.emit(tuple(words)))

    def show_classes(self, classes: dict[str, int], normal: tuple[str, ...]) -> None:
        """Show the classes of a column, the normal ones pressed."""
        self._normal = normal
        if classes != self._shown:
            self._shown = classes
            self._make(classes if len(classes) <= _MOST else {})
        self.words.setVisible(len(classes) > _MOST)
        self.words.set_words(normal)
        for name, button in self.buttons.items():
            button.setChecked(name in normal)

    def _make(self, classes: dict[str, int]) -> None:
        for button in self.buttons.values():
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for name, count in sorted(classes.items()):
            button = QToolButton()
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            shown = displayable(name) if len(name) <= 24 else f"{displayable(name[:23])}…"
            button.setText(f"{shown or '(empty)'}  {count:,}")
            button.setToolTip(
                f"{displayable(name)[:100]}: {count:,} rows. Pressed: it is normal and learned. Else it is strange"
            )
            button.setAccessibleName(f"{displayable(name)[:60]} is normal")
            button.clicked.connect(partial(self._clicked, name))
            self._flow.addWidget(button)
            self.buttons[name] = button

    def _clicked(self, name: str) -> None:
        kept = [one for one in self._shown if one in self._normal or one == name]
        if not self.buttons[name].isChecked():
            kept = [one for one in kept if one != name]
        if not kept:  # something must be learned: the last one stays
            self.buttons[name].setChecked(True)
            return
        self.wanted.emit(tuple(kept))
