"""Every line of a chart has its name in sight, at any width, and the chart begins below them."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap
from pytestqt.qtbot import QtBot

from app.widgets.chart_key import ChartKey, Named
from app.widgets.layer_curves import Curve, LayerCurves
from app.widgets.lettering import Lettering
from app.widgets.line_chart import Axis, Line, LineChart

NAMES = ("variational", "plain, standard normal", "plain, fitted normal")
RED = QColor("#ff0000")


@pytest.fixture
def letters(qtbot: QtBot) -> Lettering:
    return Lettering(QFont())


def test_names_go_on_in_another_row_and_none_is_left_out(letters: Lettering) -> None:
    named = [Named("share", None), *(Named(name, RED) for name in NAMES)]
    wide = ChartKey(letters, named, 5000)
    assert wide.rows == 1 and wide.height == letters.height
    narrow = ChartKey(letters, named, letters.width(NAMES[1]) + 30)
    assert narrow.rows > 1 and [name for name, _ in narrow.names] == ["share", *NAMES]
    assert ChartKey(letters, [], 100).rows == 1


def test_only_what_fits_no_row_is_cut(letters: Lettering) -> None:
    key = ChartKey(letters, [Named("short", RED), Named("long " * 40, RED)], 200)
    (short, first), (long, second) = key.names
    assert (short, first, second) == ("short", 0, 1)
    assert long.endswith("…") and letters.width(long) <= 200


def test_a_name_is_painted_in_its_row(letters: Lettering) -> None:
    key = ChartKey(letters, [Named("first", RED), Named("second", QColor("#0000ff"))], 80)
    assert key.rows == 2
    canvas = QPixmap(200, round(key.height) + 4)
    canvas.fill(QColor("#ffffff"))
    painter = QPainter(canvas)
    painter.setFont(letters.font)
    key.draw(painter, 0.0, QColor("#000000"))
    painter.end()
    picture, line = canvas.toImage(), round(letters.height)
    assert picture.pixelColor(4, 1 + line // 2).red() > 200 > picture.pixelColor(4, 1 + line // 2).blue()
    assert picture.pixelColor(4, 1 + line + line // 2).blue() > 200


def test_charts_begin_below_their_names(qtbot: QtBot) -> None:
    chart = LineChart("errors", Axis("latents"), Axis("share that the judge is sure of"))
    curves = LayerCurves("found")
    for view in (chart, curves):
        qtbot.addWidget(view)
        view.resize(320, 240)
        view.show()
    chart.show_lines([Line(name, ((1.0, 0.2), (2.0, 0.4))) for name in NAMES])
    curves.show_curves([0, 1], [Curve(name, (0.1, 0.9)) for name in NAMES])
    before = chart.area().top(), curves.place(0, 1.0).y()
    for view in (chart, curves):
        view.resize(900, 240)
    assert chart.area().top() < before[0] - 8  # one row is enough now
    assert curves.place(0, 1.0).y() < before[1] - 8
