"""Painting has a turn of the event loop of its own."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.shell.window import MainWindow


class Canvas(QWidget):
    """Counts how often it is painted."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1


def test_what_is_posted_with_a_change_is_handled_before_the_change_is_painted(
    window: MainWindow, qtbot: QtBot
) -> None:
    canvas = Canvas(window)
    canvas.setGeometry(0, 0, 50, 50)
    canvas.show()
    qtbot.waitUntil(lambda: canvas.painted > 0)
    before = canvas.painted
    canvas.update()
    QCoreApplication.sendPostedEvents()
    assert canvas.painted == before  # an answer, its layout and its painting do not come in one piece
    qtbot.waitUntil(lambda: canvas.painted == before + 1)


def test_a_second_request_in_the_same_turn_is_not_lost(window: MainWindow, qtbot: QtBot) -> None:
    canvas = Canvas(window)
    canvas.setGeometry(0, 0, 50, 50)
    canvas.show()
    qtbot.waitUntil(lambda: canvas.painted > 0)
    for _ in range(20):
        before = canvas.painted
        canvas.update()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)
        canvas.update()
        qtbot.waitUntil(lambda before=before: canvas.painted > before)  # type: ignore[misc]
