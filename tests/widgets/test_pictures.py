"""A wall of pictures and one large picture: what is painted where, by mouse and by keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.pictures import bundled_pictures
from app.widgets import theme
from app.widgets.pictures import PictureField, PictureGrid, PictureView
from app.widgets.pictures.images import paint, to_image

LEFT = Qt.MouseButton.LeftButton


def checks(size: int = 8) -> NDArray[np.uint8]:
    """Give a board of black and white pixels."""
    board = np.indices((size, size)).sum(axis=0) % 2 * 255
    return board.astype(np.uint8)


@pytest.fixture
def grid(qtbot: QtBot) -> PictureGrid:
    widget = PictureGrid("Wall", cell=40)
    widget.resize(300, 200)
    qtbot.addWidget(widget)
    shades = [np.full((4, 4), 10 * number, np.uint8) for number in range(25)]
    with qtbot.waitExposed(widget):
        widget.show_pictures(shades, [f"no. {number}" for number in range(25)])
        widget.show()
    return widget


@pytest.fixture
def view(qtbot: QtBot) -> PictureView:
    widget = PictureView("Picture")
    widget.resize(208, 208)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show_picture(checks(20))
        widget.show()
    return widget


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3), (5, 7, 4)])
def test_pixels_become_the_same_image(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    image = to_image(pixels)
    colour = image.pixelColor(3, 2)
    found = np.atleast_1d(pixels[2, 3])
    assert (image.width(), image.height()) == (7, 5)
    assert colour.red() == found[0] and colour.blue() == (found[2] if len(found) > 2 else found[0])


def test_what_is_no_picture_is_refused() -> None:
    wrongs: tuple[Any, ...] = (np.zeros((4, 4)), np.zeros((4, 4, 2), np.uint8), np.zeros((0, 4), np.uint8))
    for wrong in wrongs:
        with pytest.raises(ValueError, match="no picture"):
            to_image(wrong)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_enlarged_pixels_have_sharp_edges(qapp: QApplication, ratio: float) -> None:
    canvas = QImage(round(80 * ratio), round(80 * ratio), QImage.Format.Format_RGB32)
    canvas.setDevicePixelRatio(ratio)
    painter = QPainter(canvas)
    paint(painter, to_image(checks(8)), QRectF(0, 0, 80, 80), ratio)
    painter.end()
    seen = {canvas.pixelColor(x, y).red() for x in range(canvas.width()) for y in range(canvas.height())}
    assert seen == {0, 255}


def test_the_wall_finds_its_pictures_and_scrolls(grid: PictureGrid) -> None:
    assert grid.columns == 6
    for number in (0, 5, 6):
        assert grid.number_at(grid.place_of(number).center()) == number
    assert grid.number_at(QPointF(299, 4)) == -1
    assert grid.verticalScrollBar().maximum() > 0
    chosen: list[int] = []
    grid.chosen.connect(chosen.append)
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.place_of(7).center().toPoint())
    assert chosen == [7] and grid.accessibleDescription() == "no. 7"
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End):
        QTest.keyClick(grid, key)
    assert chosen == [7, 8, 14, 8, 24]
    assert grid.viewport().rect().contains(grid.place_of(24).toRect())
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert grid.current == 24


def test_hovering_tells_and_copying_copies(grid: PictureGrid) -> None:
    heard: list[int] = []
    grid.hovered.connect(heard.append)
    QTest.mouseMove(grid.viewport(), grid.place_of(3).center().toPoint())
    assert heard == [3] and grid.toolTip() == "no. 3"
    grid.set_current(12)
    QTest.keySequence(grid, "Ctrl+C")
    assert QGuiApplication.clipboard().image().pixelColor(1, 1).red() == 120


def test_columns_fill_the_width_and_rows_have_heads(grid: PictureGrid) -> None:
    grid.show_pictures(np.zeros((8, 28, 28), np.uint8), columns=4, heads=("Picture", "Width 8"))
    assert grid.columns == 4 and grid.place_of(3).right() <= grid.viewport().width()
    assert grid.cell > 50
    assert grid.told(5) == "Width 8"


@pytest.mark.parametrize("columns", [0, 5])
def test_a_scroll_bar_that_comes_moves_no_picture(grid: PictureGrid, columns: int) -> None:
    """Else the page would shrink with the pictures, the bar would go, the pictures grow, for ever."""
    grid.show_pictures(grid.pictures, columns=columns)
    found = []
    for height in (700, 60):
        grid.resize(300, height)
        QApplication.processEvents()
        assert grid.verticalScrollBar().isVisible() == (height == 60)
        found.append((grid.place_of(8).x(), grid.cell, grid.minimumSizeHint(), grid.sizeHint()))
    assert found[0] == found[1]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_wall_shows_what_it_was_given(grid: PictureGrid, qapp: QApplication, mode: theme.Mode) -> None:
    theme.apply(qapp, mode)
    grid.show_pictures([np.full((4, 4, 3), (200, 30, 40), np.uint8)])
    seen = grid.viewport().grab().toImage()
    ratio = seen.devicePixelRatio()
    middle = grid.place_of(0).center() * ratio
    found = seen.pixelColor(middle.toPoint())
    assert (found.red(), found.green(), found.blue()) == (200, 30, 40)
    theme.apply(qapp, "light")


def test_places_and_pixels_agree_at_any_zoom(view: PictureView) -> None:
    for _ in range(4):
        for x, y in ((0.5, 0.5), (7.25, 12.5), (19.5, 3.5)):
            found = view.spot(view.position(x, y))
            assert found == pytest.approx((x, y))
        QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.scale_ == pytest.approx(10 * 1.25**4)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.scale_ == pytest.approx(10)
    assert view.pixel_at(QPointF(1, 1)) == QPoint(-1, -1)


def test_a_brush_tells_its_way_without_gaps(view: PictureView) -> None:
    view.set_mode("brush")
    parts: list[list[tuple[float, float]]] = []
    whole: list[list[tuple[float, float]]] = []
    view.stroked.connect(parts.append)
    view.stroke_ended.connect(whole.append)
    port = view.viewport()
    QTest.mousePress(port, LEFT, pos=view.position(2, 2).toPoint())
    QTest.mouseMove(port, view.position(14, 2).toPoint())
    QTest.mouseRelease(port, LEFT, pos=view.position(14, 2).toPoint())
    (stroke,) = whole
    assert [spot for part in parts for spot in part] == stroke
    steps = np.diff(np.array(stroke), axis=0)
    assert np.hypot(*steps.T).max() <= view.brush / 2 + 1e-6
    assert stroke[-1] == pytest.approx((14, 2), abs=0.1)


def test_a_box_by_mouse_and_by_keys(view: PictureView) -> None:
    view.set_mode("box")
    boxes: list[QRect] = []
    view.boxed.connect(boxes.append)
    port = view.viewport()
    QTest.mousePress(port, LEFT, pos=view.position(4.5, 5.5).toPoint())
    QTest.mouseMove(port, view.position(9.5, 7.5).toPoint())
    QTest.mouseRelease(port, LEFT, pos=view.position(9.5, 7.5).toPoint())
    assert boxes == [QRect(4, 5, 6, 3)] == [view.box]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert boxes[-1].isEmpty()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    assert boxes[-1] == QRect(11, 10, 2, 2)


def test_a_click_tells_the_pixel_and_the_keys_walk(view: PictureView) -> None:
    told: list[tuple[int, int]] = []
    view.clicked.connect(lambda x, y: told.append((x, y)))
    QTest.mouseClick(view.viewport(), LEFT, pos=view.position(3.5, 8.5).toPoint())
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert told == [(3, 8), (4, 16)]
    assert view.accessibleDescription() == "picture of 20 by 20 pixels, column 4, row 16: 0, 0, 0"


def test_a_layer_lies_over_the_whole_picture(view: PictureView) -> None:
    view.show_picture(np.zeros((20, 20), np.uint8))
    view.show_overlay(np.array([[[255, 0, 0], [0, 255, 0]]], np.uint8), 1.0)
    seen = view.viewport().grab().toImage()
    ratio = seen.devicePixelRatio()
    left, right = (view.position(x, 10) * ratio for x in (5, 15))
    assert seen.pixelColor(left.toPoint()).red() == 255 and seen.pixelColor(right.toPoint()).green() == 255


def test_a_picture_is_chosen_from_the_samples_or_a_file(qtbot: QtBot, tmp_path: Path) -> None:
    field = PictureField("Picture", bundled_pictures())
    qtbot.addWidget(field)
    qtbot.addWidget(field.error)
    heard: list[str] = []
    field.changed.connect(heard.append)
    next(action for action in field.menu.actions() if action.text() == "Sneaker").trigger()
    assert heard == ["sneaker"] and field.name.text() == "Sneaker" and not field.thumb.pixmap().isNull()
    (tmp_path / "no.png").write_text("no picture")
    field.take(str(tmp_path / "no.png"))
    assert heard == ["sneaker"] and "cannot be read as a picture" in field.error.text()
    to_image(checks()).save(str(tmp_path / "checks.png"))
    field.take(str(tmp_path / "checks.png"))
    assert heard[-1] == str(tmp_path / "checks.png") and field.name.text() == "checks.png"
    assert not field.error.text()
    QTest.mouseClick(field.clear, LEFT)
    assert heard[-1] == "" and field.name.text() == "none"
