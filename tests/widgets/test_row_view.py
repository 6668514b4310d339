"""Rows under a heading: what is where, what keys and pointer do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.widgets.row_view import RowView

KEY = Qt.Key


class Numbers(RowView):
    """A hundred numbers below their heading."""

    heading = 1
    points = True

    @property
    def row_height(self) -> int:
        return 20

    @property
    def count(self) -> int:
        return 100

    def told(self, row: int) -> str:
        return f"number {row}" if row >= 0 else "numbers"

    def text(self) -> str:
        return "\n".join(map(str, range(100)))

    def draw(self, painter: QPainter) -> None:
        for row in range(100):
            painter.drawText(self.row_rect(row), str(row))


@pytest.fixture
def rows(qtbot: QtBot) -> Numbers:
    """Give the list, with room for its heading and nine rows."""
    widget = Numbers("Numbers")
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.resize(200, 200)
    assert widget.viewport().height() == 200
    return widget


def test_the_current_row_is_always_in_sight(rows: Numbers) -> None:
    for key, row in (
        (KEY.Key_Down, 1), (KEY.Key_PageDown, 9), (KEY.Key_PageDown, 17), (KEY.Key_Up, 16), (KEY.Key_End, 99),
        (KEY.Key_PageDown, 99), (KEY.Key_PageUp, 91), (KEY.Key_Home, 0), (KEY.Key_Up, 0),
    ):  # fmt: skip
        QTest.keyClick(rows, key)
        assert rows.current == row
        assert rows.row_rect(row).top() >= 20 and rows.row_rect(row).bottom() < 200, (
            "below the heading, whole"
        )
    QTest.keyClick(rows, KEY.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert rows.current == 0


def test_the_pointer_finds_what_is_drawn_there(rows: Numbers) -> None:
    viewport = rows.viewport()
    for value in (0, 7, 1000):
        rows.verticalScrollBar().setValue(value)
        for row in range(100):
            area = rows.row_rect(row)
            if area.top() >= 20 and area.bottom() < 200:
                assert rows.row_at(area.top()) == rows.row_at(area.bottom()) == row
        assert rows.row_at(5) == -1, "the heading"
    rows.verticalScrollBar().setValue(0)
    QTest.mouseMove(viewport, QPoint(50, 70))
    assert rows.toolTip() == "number 2" and viewport.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(viewport, QPoint(50, 10))
    assert rows.toolTip() == "numbers" and viewport.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert rows.row_at(20 * 101 + 5) == -1, "below the last"


def test_a_token_that_looks_like_markup_is_shown(rows: Numbers) -> None:
    rows.setToolTip("<s>   0.12")
    assert "&lt;s&gt;   0.12" in rows.toolTip()


def test_the_rows_are_copied(rows: Numbers) -> None:
    QTest.keyClick(rows, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == [str(row) for row in range(100)]
