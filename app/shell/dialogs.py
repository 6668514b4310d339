"""Small windows that only tell something: keyboard shortcuts, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core.versions import versions
from app.shell.actions import Actions


def shortcuts_dialog(window: QWidget, actions: Actions) -> QDialog:
    """Give a dialog that lists every key; the caller opens it."""
    dialog, layout = _dialog(window, "Keyboard shortcuts")
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 12, 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    native = QKeySequence.SequenceFormat.NativeText
    for row, action in enumerate(action for action in actions if action.shortcuts()):
        grid.addWidget(QLabel(action.text().rstrip("…")), row, 0)
        keys = QLabel("  ".join(key.toString(native) for key in action.shortcuts()))
        keys.setProperty("role", "key")
        grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignLeft)
    grid.setColumnStretch(0, 1)
    area = QScrollArea()
    area.setWidget(table)
    area.setWidgetResizable(True)
    layout.insertWidget(0, area, 1)
    dialog.resize(460, 560)
    return dialog


def about_dialog(window: QWidget) -> QDialog:
    """Give a dialog with the versions in use, to copy into a report."""
    dialog, layout = _dialog(window, "About Inkling")
    title = QLabel("Inkling")
    title.setProperty("role", "title")
    words = QLabel("A desktop laboratory for self-supervised models. Nothing leaves this machine.")
    words.setWordWrap(True)
    text = "\n".join(f"{name} {version}" for name, version in versions().items())
    table = QLabel(text)
    table.setProperty("role", "muted")
    table.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    table.setAccessibleName("Versions")
    for row, part in enumerate((title, words, table)):
        layout.insertWidget(row, part)
    dialog.resize(420, dialog.sizeHint().height())
    return dialog


def _dialog(window: QWidget, title: str) -> tuple[QDialog, QVBoxLayout]:
    dialog = QDialog(window)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(20, 20, 20, 16)
    layout.setSpacing(12)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    layout.addWidget(buttons)
    return dialog, layout
