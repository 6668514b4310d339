"""The progress bar, and what it must not do to the rest of the window."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.progress_bar import ProgressBar
from tests.conformance.waiting import settle, until


class Counted(QWidget):
    """Counts how often it is painted."""

    paints = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.paints += 1


def test_a_new_value_paints_nothing_before_its_turn(qtbot: QtBot) -> None:
    window, other, bar = QWidget(), Counted(), ProgressBar()
    other.setMinimumSize(60, 60)
    layout = QVBoxLayout(window)
    layout.addWidget(other)
    layout.addWidget(bar)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    until(lambda: other.paints > 0, 5)
    settle()
    before = other.paints
    other.update()
    for fraction in (0.1, 0.7, None, 0.9):
        bar.show_fraction(fraction)
    assert other.paints == before
    until(lambda: other.paints > before, 5)
    assert bar.value() == 900


def test_an_unknown_share_is_an_endless_bar_and_rest_ends_it() -> None:
    bar = ProgressBar()
    bar.show_fraction(None)
    assert (bar.minimum(), bar.maximum()) == (0, 0)
    bar.rest()
    assert bar.maximum() > 0
