"""Widgets in lines: measured once, and again when one of them changes."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.flow_layout import FlowLayout
from tests.conformance.waiting import settle


def test_what_is_hidden_added_or_grows_is_measured_again(qtbot: QtBot) -> None:
    box = QWidget()
    flow = FlowLayout(box, gap=4, line_gap=0)
    labels = [QLabel("some words") for _ in range(4)]
    for label in labels:
        flow.addWidget(label)
    qtbot.addWidget(box)
    size = labels[0].sizeHint()
    box.resize(size.width() * 2 + 10, 200)  # two in a line
    with qtbot.waitExposed(box):
        box.show()
    settle()
    assert flow.heightForWidth(box.width()) == 2 * size.height()
    assert labels[1].y() == labels[0].y() < labels[2].y() == labels[3].y()
    labels[0].hide()
    labels[1].hide()
    assert flow.heightForWidth(box.width()) == size.height()
    labels[2].setText("words that need a line to themselves")
    settle()
    assert flow.heightForWidth(box.width()) == 2 * size.height() and labels[3].y() > labels[2].y()
    assert flow.minimumSize().width() >= labels[2].minimumSizeHint().width()
