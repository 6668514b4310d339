"""Lines over numbers: where points stand, what is said of them, and how they are walked."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.widgets.line_chart import Axis, Line, LineChart

WIDTHS = Axis("width", logarithmic=True, ticks=(1, 2, 4, 8))
NETS = Line("net", ((1, 0.04), (2, 0.02), (4, 0.01), (8, 0.005)))
PCA = Line("PCA", ((1, 0.05), (8, 0.02)), role="muted", dashed=True)


@pytest.fixture
def chart(qtbot: QtBot) -> LineChart:
    widget = LineChart("Errors", WIDTHS, Axis("error", form=".3f"))
    widget.resize(420, 240)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show_lines([NETS, PCA], current=4)
        widget.show()
    return widget


def test_logarithmic_steps_are_equal(chart: LineChart) -> None:
    places = [chart.place(x, 0.01).x() for x in (1, 2, 4, 8)]
    steps = [b - a for a, b in itertools.pairwise(places)]
    assert steps == pytest.approx([steps[0]] * 3)
    assert chart.place(1, 0.04).y() < chart.place(1, 0.01).y()
    for line in (NETS, PCA):
        for x, y in line.points:
            assert chart.area().adjusted(-1, -1, 1, 1).contains(chart.place(x, y))


def test_a_click_and_the_keys_choose_a_point(chart: LineChart) -> None:
    chosen: list[float] = []
    chart.chosen.connect(chosen.append)
    QTest.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=chart.place(2, 0.01).toPoint())
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chosen == [2, 1]
    assert chart.accessibleDescription() == "width 1: net 0.040, PCA 0.050"


def test_the_table_has_gaps_where_a_line_has_no_point(chart: LineChart) -> None:
    rows = chart.text().split("\n")
    assert rows[0] == "width\tnet\tPCA" and rows[2] == "2\t0.02\t" and rows[4] == "8\t0.005\t0.02"


@pytest.mark.parametrize("points", [(), ((3.0, 0.0),), ((1.0, float("nan")), (2.0, 0.5))])
def test_little_or_nothing_is_painted_too(chart: LineChart, points: tuple[tuple[float, float], ...]) -> None:
    chart.show_lines([Line("net", points)], reach=(1, 8))
    assert not chart.viewport().grab().isNull()
    assert all(x == 2.0 or x == 3.0 for one in chart.lines for x, _ in one.points)
