"""Ties widgets to the fields of a page's state. The state holds the truth; widgets show it and tell of edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from app.widgets.segmented import Segmented
from app.widgets.text_editor import TextEditor
from app.widgets.visible import displayable
from app.widgets.words_field import WordsField


@dataclass(frozen=True, slots=True)
class _Tie:
    widget: QWidget
    write: Callable[[Any], None]


class Binder(QObject):
    """`edited(field, value, typing)` tells what the user changed; typing in a row makes one step of undo."""

    edited = Signal(str, object, bool)
    left = Signal()  # the user left a text field: the next edit is a step of its own

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ties: dict[str, list[_Tie]] = {}

    def bind(self, field: str, widget: QWidget) -> None:
        """Tie a widget to a field of the state. A field may have several widgets.

        Takes TextEditor, QLineEdit (text), WordsField (a tuple of texts), QSpinBox, QDoubleSpinBox and sliders
        (numbers), checkable buttons (bool), QComboBox (its items' data) and Segmented (its values). TypeError
        for any other.
        """
        self._ties.setdefault(field, []).append(_Tie(widget, self._connect(field, widget)))

    def show(self, state: Any) -> None:
        """Write the state into the widgets; no widget tells of it."""
        for field, ties in self._ties.items():
            for tie in ties:
                with QSignalBlocker(tie.widget):
                    tie.write(getattr(state, field))

    def widget(self, field: str) -> QWidget | None:
        """Give the first widget of a field."""
        ties = self._ties.get(field)
        return ties[0].widget if ties else None

    def _connect(self, field: str, widget: QWidget) -> Callable[[Any], None]:
        tell, typing = partial(self._tell, field, False), partial(self._tell, field, True)
        match widget:
            case TextEditor():
                widget.edited.connect(typing)
                widget.finished.connect(self.left)
                return widget.set_text
            case WordsField():
                widget.edited.connect(typing)
                widget.editingFinished.connect(self.left)
                return widget.set_words
            case QLineEdit():
                widget.textEdited.connect(typing)
                widget.editingFinished.connect(self.left)
                return partial(_write_line, widget)
            case QSpinBox() | QDoubleSpinBox():
                widget.valueChanged.connect(typing)
                widget.editingFinished.connect(self.left)
                return partial(_write_number, widget)
            case QAbstractSlider():
                widget.valueChanged.connect(typing)
                widget.sliderReleased.connect(self.left)
                return partial(_write_number, widget)
            case QAbstractButton():
                widget.toggled.connect(tell)
                return widget.setChecked
            case QComboBox():
                widget.currentIndexChanged.connect(partial(self._tell_item, field, widget))
                return partial(_write_item, widget)
            case Segmented():
                widget.chosen.connect(tell)
                return widget.set_value
        raise TypeError(f"{type(widget).__name__} cannot be tied to “{field}”")

    def _tell(self, field: str, typing: bool, value: object) -> None:
        self.edited.emit(field, value, typing)

    def _tell_item(self, field: str, combo: QComboBox, index: int) -> None:
        if index >= 0:
            self.edited.emit(field, combo.itemData(index), False)


def _write_line(line: QLineEdit, text: str) -> None:
    if line.text() != (shown := displayable(text)):
        line.setText(shown)


def _write_number(widget: Any, value: float) -> None:
    """Show a number; one outside the widget's range is shown by its end and stays what it is in the state."""
    low, high = widget.minimum(), widget.maximum()
    widget.setValue(min(high, max(low, value)))


def _write_item(combo: QComboBox, value: object) -> None:
    index = combo.findData(value)
    if index >= 0:
        combo.setCurrentIndex(index)
