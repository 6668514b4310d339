"""A heat map larger than its window: places, what is painted, and how the keys bring it into view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.widgets.heat_map import Cell, HeatMap

ROWS, COLUMNS = 25, 512


@pytest.fixture
def heat(qtbot: QtBot) -> HeatMap:
    """Give the lens of a deep model on a long text."""
    widget = HeatMap("Lens")
    widget.resize(520, 260)
    qtbot.addWidget(widget)
    cells = [
        [Cell(f"w{(row + column) % 9}", column / COLUMNS) for column in range(COLUMNS)] for row in range(ROWS)
    ]
    names = [f"token {column}" for column in range(COLUMNS)]
    with qtbot.waitExposed(widget):
        widget.show_cells([f"layer {row}" for row in range(ROWS)], names, cells)
        widget.show()
    return widget


@pytest.mark.parametrize("across", [0, 7, 12_345, 10**9])
def test_what_is_painted_is_what_can_be_seen(heat: HeatMap, across: int) -> None:
    heat.horizontalScrollBar().setValue(across)
    heat.verticalScrollBar().setValue(across)
    width = heat.viewport().width() - heat.head_width
    body = QRect(heat.head_width, 0, width, heat.viewport().height() - heat.row_height - 2)
    seen = {
        (row, column)
        for row in range(ROWS)
        for column in range(COLUMNS)
        if heat.cell_rect(row, column).intersects(body)
    }
    painted = {(row, column) for row in heat.seen_rows() for column in heat.seen_columns()}
    assert seen <= painted and len(painted) < 200  # of 12,800: a repaint follows every move of the mouse
    for row, column in seen:
        middle = heat.cell_rect(row, column).intersected(body).center()
        assert heat.cell_at(QPointF(middle)) == (row, column)


def test_the_keys_bring_a_cell_into_view_and_tell_it(heat: HeatMap) -> None:
    told: list[tuple[int, int]] = []
    heat.chosen.connect(lambda row, column: told.append((row, column)))
    for _ in range(30):
        QTest.keyClick(heat, Qt.Key.Key_Right)
    for _ in range(ROWS + 3):
        QTest.keyClick(heat, Qt.Key.Key_Down)
    assert told[-1] == (ROWS - 1, 30)
    assert heat.viewport().rect().contains(heat.cell_rect(ROWS - 1, 30))
    assert heat.accessibleDescription() == f"layer {ROWS - 1}, token 30: w0, {30 / COLUMNS:.2%}"


def test_a_wider_window_stretches_the_columns_again(heat: HeatMap) -> None:
    heat.show_cells(["layer"], list("abcdef"), [[Cell("x", 0.1)] * 6])
    before = heat.cell_rect(0, 1).width()
    heat.resize(700, 260)
    assert heat.cell_rect(0, 1).width() > before and heat.horizontalScrollBar().maximum() == 0
