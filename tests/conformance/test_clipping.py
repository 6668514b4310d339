"""The finder of clipped text finds what is clipped, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.conformance.clipping import clipped

LONG = "a label that is much too long for the little room it is given"


def show(qtbot: QtBot, widget: QWidget) -> QWidget:
    """Show a widget at the size it has."""
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_what_fits_is_not_reported(qtbot: QtBot) -> None:
    root = QWidget()
    layout = QVBoxLayout(root)
    wrapped = QLabel(LONG * 3)
    wrapped.setWordWrap(True)
    combo = QComboBox()
    combo.addItems([LONG, "short"])
    for widget in (QLabel(LONG), wrapped, QPushButton("&Run"), combo):
        layout.addWidget(widget)
    assert clipped(show(qtbot, root)) == []


def test_narrow_labels_buttons_and_boxes_are_found(qtbot: QtBot) -> None:
    root = QWidget()
    root.resize(400, 300)
    combo = QComboBox(root)
    combo.addItem(LONG)
    for row, widget in enumerate((QLabel(LONG, root), QPushButton(LONG, root), combo)):
        widget.setGeometry(10, 40 * row, 80, 35)
    found = clipped(show(qtbot, root))
    assert len(found) == 3 and all("needs a width" in sentence for sentence in found)


def test_wrapped_text_that_is_too_high_is_found(qtbot: QtBot) -> None:
    root = QWidget()
    root.resize(400, 300)
    label = QLabel(LONG, root)
    label.setWordWrap(True)
    label.setGeometry(0, 0, 60, 20)
    assert "needs a height" in clipped(show(qtbot, root))[0]


def test_what_sticks_out_is_found_unless_it_scrolls(qtbot: QtBot) -> None:
    root = QWidget()
    root.resize(200, 100)
    QLabel("over the edge", root).setGeometry(150, 10, 120, 20)
    assert "sticks out" in clipped(show(qtbot, root))[0]
    area = QScrollArea()
    inside = QWidget()
    QHBoxLayout(inside).addWidget(QLabel(LONG * 4))
    area.setWidget(inside)
    area.resize(100, 100)
    assert clipped(show(qtbot, area)) == []
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    assert "scrolls upwards only" in clipped(area)[0]
