"""Choices with what a rule cuts off, the plot by rank, and numbers with sliders."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.widgets.choice_list import Choice, ChoiceList
from app.widgets.rank_plot import Cut, RankPlot
from app.widgets.slider_field import SliderField, SlidingSpin, WholeSlidingSpin

CHOICES = [Choice("a", 0.5, 0.7), Choice("b", 0.3, 0.3, chosen=True), Choice("c", 0.1, 0.0, "top-k 2")]


def test_choices_are_taken_by_mouse_and_keys(qtbot: QtBot) -> None:
    view = ChoiceList("Choices")
    view.resize(300, 200)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    view.show_choices(CHOICES)
    taken: list[int] = []
    only: list[int] = []
    view.taken.connect(taken.append)
    view.taken_only.connect(only.append)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.row_rect(2).center())
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, shift, view.row_rect(0).center())
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert (taken, only) == ([2, 1], [0])
    QTest.keyClick(view, Qt.Key.Key_End)
    assert "cut by top-k 2" in view.accessibleDescription()
    assert view.text().splitlines()[-1] == "c\t0.1\t0.0\ttop-k 2"


def test_the_plot_tells_a_rank_under_the_mouse(qtbot: QtBot) -> None:
    view = RankPlot("Plot")
    view.resize(400, 160)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    view.show_curves(
        [(1, 0.6), (10, 0.03), (100, 0.001)], [(1, 0.9), (10, 0.1)], [Cut("top-k", rank=10)], 100
    )
    QTest.mouseMove(view.viewport(), view.viewport().rect().center())
    assert view.toolTip().startswith("Rank 10: 3.00%") and "in the draw" in view.toolTip()
    assert view.accessibleDescription() == "top-k at rank 10"


def test_a_slider_and_its_number_go_together(qtbot: QtBot) -> None:
    spin = SlidingSpin(0, 100, 0.05, 2)
    field = SliderField("Temperature", spin, reach=(0, 2), off="greedy", tip="")
    qtbot.addWidget(field)
    seen: list[float] = []
    spin.valueChanged.connect(seen.append)
    field.slider.setValue(200)
    assert spin.value() == 1.0 and seen == [1.0]
    spin.setValue(0)
    assert field.slider.value() == 0 and spin.text() == "greedy"
    spin.setValue(50)  # beyond the slider's reach
    assert field.slider.value() == field.slider.maximum() and spin.value() == 50
    with QSignalBlocker(spin):
        spin.setValue(0.5)
    assert field.slider.value() == 100


def test_whole_numbers_slide_logarithmically(qtbot: QtBot) -> None:
    spin = WholeSlidingSpin(0, 10_000_000)
    field = SliderField("Top-k", spin, reach=(0, 1000), off="off", tip="", logarithmic=True)
    qtbot.addWidget(field)
    field.slider.setValue(field.slider.maximum() // 2)
    assert 20 < spin.value() < 50
    field.slider.setValue(field.slider.maximum())
    assert spin.value() == 1000
