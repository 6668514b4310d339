"""The point map by mouse and keys, and the words that say what is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPolygonF, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.widgets import scales, theme
from app.widgets.point_map import PointMap
from app.widgets.point_map.painter import DOTS
from app.widgets.scales import contrast

#: A cross: the middle, and what lies right, left, above and below.
CROSS = np.array([[0, 0], [2, 0.3], [-2, -0.2], [0.1, 2], [-0.1, -2], [3, 0.1]], np.float32)
NAMES = ["middle", "right", "left", "above", "below", "far right"]


@pytest.fixture
def view(qtbot: QtBot) -> PointMap:
    """Give an empty map of 500 by 400 px."""
    widget = PointMap("Words")
    widget.resize(500, 400)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def at(view: PointMap, row: int) -> QPoint:
    return QPointF(*view.place_of(row)).toPoint()


def painted(view: PointMap) -> str:
    """Paint the map and give what its corner says."""
    view.viewport().repaint()
    return view.caption


def cloud(count: int, dimensions: int = 2) -> NDArray[np.float32]:
    return np.random.default_rng(5).normal(size=(count, dimensions)).astype(np.float32)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_the_pointer_finds_the_nearest_point(view: PointMap, qtbot: QtBot, dimensions: int) -> None:
    view.show_points(cloud(40, dimensions))
    told: list[int] = []
    view.hovered.connect(told.append)
    places = np.array([view.place_of(row) for row in range(40)])
    for row in range(40):
        point = at(view, row)
        qtbot.mouseMove(view.viewport(), QPoint(1, 1))
        qtbot.mouseMove(view.viewport(), point)
        far = np.hypot(*(places - [point.x(), point.y()]).T)
        assert view.chosen_rows.hover == int(np.argmin(far))
    assert told[-1] == view.chosen_rows.hover and -1 in told


def test_a_click_chooses_and_a_drag_does_not(view: PointMap, qtbot: QtBot) -> None:
    view.show_points(CROSS, labels=NAMES)
    told: list[int] = []
    view.chosen.connect(told.append)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at(view, 3))
    assert told == [3] and "above" in view.accessibleDescription()
    before = at(view, 0)
    drag(view, before, before + QPoint(60, -35))
    assert told == [3]
    assert at(view, 0) - before == QPoint(60, -35)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert at(view, 0) == before


def drag(
    view: PointMap, begin: QPoint, end: QPoint, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    path(view, [begin, begin + (end - begin) / 2, end], keys)


def path(view: PointMap, points: list[QPoint], keys: Qt.KeyboardModifier) -> None:
    viewport = view.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, keys, points[0])
    for point in points[1:]:
        QTest.mouseMove(viewport, point)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, keys, points[-1])


@pytest.mark.parametrize(("count", "dimensions"), [(500, 2), (500, 3), (45_000, 2)])
def test_a_lasso_takes_exactly_what_is_inside(
    view: PointMap, qtbot: QtBot, count: int, dimensions: int
) -> None:
    points = cloud(count, dimensions)
    show(view, qtbot, points)
    told: list[NDArray[np.int64]] = []
    view.lassoed.connect(told.append)
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    reach = 60 + 50 * np.cos(3 * angle)
    line = [
        QPoint(round(260 + r * np.cos(a)), round(190 + r * np.sin(a)))
        for a, r in zip(angle, reach, strict=True)
    ]
    path(view, line, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: not view.busy)
    corners = [line[0]]  # the line is drawn in steps of three px at least
    for point in line[1:]:
        if (point - corners[-1]).manhattanLength() >= 3:
            corners.append(point)
    polygon = QPolygonF([QPointF(point) for point in corners])
    places = [QPointF(*view.place_of(row)) for row in range(count)]
    rule = Qt.FillRule.OddEvenFill
    inside = [row for row, place in enumerate(places) if polygon.containsPoint(place, rule)]
    assert len(inside) > 20 and told[-1].tolist() == inside
    assert view.chosen_rows.selected.tolist() == inside
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not len(told[-1]) and not len(view.chosen_rows.selected)


def show(view: PointMap, qtbot: QtBot, points: NDArray[np.float32]) -> None:
    with qtbot.waitSignal(view.arranged):
        view.show_points(points)


def wheel(view: PointMap, point: QPointF, notches: int) -> None:
    event = QWheelEvent(
        point, view.viewport().mapToGlobal(point), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def test_the_wheel_zooms_about_the_pointer(view: PointMap) -> None:
    view.show_points(CROSS)
    under = QPointF(*view.place_of(1))
    others = np.hypot(*np.subtract(view.place_of(1), view.place_of(0)))
    wheel(view, under, 3)
    assert view.place_of(1) == pytest.approx((under.x(), under.y()))
    assert np.hypot(*np.subtract(view.place_of(1), view.place_of(0))) == pytest.approx(others * 1.25**3)
    QTest.keyClick(view, Qt.Key.Key_Minus)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert np.hypot(*np.subtract(view.place_of(1), view.place_of(0))) == pytest.approx(others)


def test_space_is_turned_and_panned_with_control(view: PointMap) -> None:
    view.show_points(cloud(30, 3))
    painted(view)
    camera = view.camera
    drag(view, QPoint(200, 200), QPoint(260, 220))
    assert (view.camera.yaw, view.camera.pitch) != (camera.yaw, camera.pitch)
    assert (view.camera.x, view.camera.y) == (camera.x, camera.y)
    turned = view.camera
    drag(view, QPoint(200, 200), QPoint(260, 220), Qt.KeyboardModifier.ControlModifier)
    assert view.camera.yaw == turned.yaw and view.camera.x != turned.x
    view.reset_view()
    assert view.camera == camera


def test_arrow_keys_walk_to_the_nearest_point_that_way(view: PointMap) -> None:
    view.show_points(CROSS, labels=NAMES)
    told: list[int] = []
    view.chosen.connect(told.append)
    walked = []
    view.set_current(0)
    for key in (
        Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left,
        Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down,
    ):  # fmt: skip
        QTest.keyClick(view, key)
        walked.append(NAMES[view.chosen_rows.current])
    expected = ["right", "far right", "far right", "right", "middle", "left", "middle", "below"]
    nearest = [NAMES[row] for row in brute_walk([1, 0], [-1, 0], [0, 1], [0, -1])]
    assert walked[:6] == expected[:6] and walked[0] == nearest[0]
    assert not told
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert told == [view.chosen_rows.current]


def brute_walk(*ways: list[int]) -> list[int]:
    """Give the nearest to the middle of the cross in each direction."""
    found = []
    for way in ways:
        off = CROSS - CROSS[0]
        along = off @ np.array(way, np.float32)
        aside = np.abs(off @ np.array(way[::-1], np.float32))
        fits = [row for row in range(len(CROSS)) if along[row] > 0 and aside[row] <= along[row]]
        found.append(min(fits, key=lambda row: float(np.hypot(*off[row]))))
    return found


def test_walking_brings_the_point_into_view(view: PointMap) -> None:
    view.show_points(CROSS, labels=NAMES)
    view.set_current(0)
    for _ in range(12):
        wheel(view, QPointF(*view.place_of(0)), 2)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.chosen_rows.current == 1 and view.camera.shows(*view.place_of(1))


def test_the_corner_tells_the_truth(view: PointMap, qtbot: QtBot) -> None:
    points = cloud(DOTS + 20_000)
    points[:7] = np.nan
    show(view, qtbot, points)
    assert painted(view) == f"shown as density: {len(points) - 7:,} points · 7 without a place"
    words = ""
    for _ in range(60):
        wheel(view, QPointF(250, 200), 1)
        left, bottom, right, top = view.camera.box
        x, y = points[:, 0].astype(float), points[:, 1].astype(float)
        count = int(((x >= left) & (x <= right) & (y >= bottom) & (y <= top)).sum())
        words = painted(view)
        if count > DOTS:
            assert words.startswith(f"shown as density: {count:,} points")
        else:
            assert words.startswith(f"{count:,} of {count:,} point")
        if count < 100:
            break
    assert f"{len(points) - 7:,} in all" in words


def test_the_legend_hides_and_shows_a_group(view: PointMap, qtbot: QtBot) -> None:
    view.show_points(CROSS, labels=NAMES, groups=[0, 1, 1, 0, -1, 1], group_names=["edge", "side"])
    assert [chip.words for chip in view.legend.chips] == ["no group", "edge", "side"]
    assert painted(view) == "6 of 6 points"
    side = view.legend.chips[2]
    qtbot.mouseClick(side, Qt.MouseButton.LeftButton)
    assert painted(view) == "3 of 3 points · 3 hidden"
    assert view.row_at(QPointF(*view.place_of(1))) == -1
    assert "hidden: side" in view.accessibleDescription()
    QTest.keyClick(side, Qt.Key.Key_Space)
    assert painted(view) == "6 of 6 points" and view.row_at(QPointF(*view.place_of(1))) == 1


def test_copying_gives_the_selected_rows_or_those_in_view(view: PointMap) -> None:
    view.show_points(CROSS, labels=[f"a\t{name}" for name in NAMES])
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "label\tx\ty" and len(lines) == 7 and lines[2] == "a right\t2\t0.3"
    view.set_selected([4, 2, 4])
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert [line.split("\t")[0] for line in lines] == ["label", "a left", "a below"]


def test_points_move_to_their_new_places(view: PointMap, qtbot: QtBot) -> None:
    view.show_points(CROSS, labels=NAMES)
    view.set_selected([2])
    fresh = CROSS[:, ::-1].copy()
    before = view.place_of(1)
    view.animate_to(fresh, 0.05)
    assert view.place_of(1) == before  # nothing jumps
    qtbot.waitUntil(lambda: bool((view.cloud is not None) and (view.cloud.points == fresh).all()))
    assert view.row_at(QPointF(*view.place_of(1))) == 1
    assert view.chosen_rows.selected.tolist() == [2]
    with pytest.raises(ValueError, match="do not go on"):
        view.animate_to(fresh[:3])


def test_newer_points_end_an_animation(view: PointMap) -> None:
    view.show_points(CROSS)
    view.animate_to(CROSS * 2, 5.0)
    view.show_points(CROSS[:2])
    assert painted(view) == "2 of 2 points"


def test_the_view_stays_where_it_is_asked_to(view: PointMap) -> None:
    view.show_points(CROSS)
    wheel(view, QPointF(100, 100), 4)
    camera = view.camera
    view.show_points(CROSS * 3, keep_view=True)
    assert view.camera == camera
    view.show_points(CROSS * 3)
    assert view.camera.scale == pytest.approx(view.camera.home)


@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_almost_nothing_is_no_trouble(view: PointMap, count: int, dimensions: int) -> None:
    view.show_points(np.ones((count, dimensions), np.float32), labels=["one"] * count)
    assert painted(view) == ("1 of 1 point" if count else "0 of 0 points")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Plus, Qt.Key.Key_Return, Qt.Key.Key_Home):
        QTest.keyClick(view, key)
    wheel(view, QPointF(9, 9), -20)
    painted(view)


def test_lengths_that_do_not_fit_are_told(view: PointMap) -> None:
    with pytest.raises(ValueError, match="labels"):
        view.show_points(CROSS, labels=["one"])
    with pytest.raises(ValueError, match="shape"):
        view.show_points(np.zeros((3, 4), np.float32))
    with pytest.raises(ValueError, match="link"):
        view.show_points(CROSS, links=[(0, 6)])


def test_newer_points_win(view: PointMap, qtbot: QtBot) -> None:
    view.show_points(cloud(60_000))
    show(view, qtbot, cloud(DOTS + 1_000))
    assert "31,000" in painted(view)
    view.show_points(cloud(60_000))
    view.show_points(CROSS)
    qtbot.waitUntil(lambda: not view.busy)
    assert painted(view) == "6 of 6 points"


@pytest.mark.parametrize("many", [40_000, 9_000, 50])  # density, dots, marks
def test_what_is_painted_is_where_it_is_said_to_be(view: PointMap, qtbot: QtBot, many: int) -> None:
    """However many there are, the ink is on the points and nowhere else, in both themes."""
    places = np.concatenate([np.tile([[1.0, 1.0]], (many, 1)), [[-1.0, -1.0], [1.0, -1.0]]])
    show(view, qtbot, places.astype(np.float32))
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    modes: tuple[theme.Mode, ...] = ("light", "dark")
    for mode in modes:
        theme.apply(application, mode)
        image = view.viewport().grab().toImage()
        paper = theme.palette().surface
        for row in (0, many, many + 1):
            assert ink(view, image, row) > 1.8
            x, y = view.place_of(row)
            for across, down in ((14, 14), (-14, 14), (14, -14), (-14, -14)):
                assert image.pixelColor(int(x) + across, int(y) + down) == paper


def ink(view: PointMap, image: QImage, row: int) -> float:
    """Give how much the strongest pixel at a row's place stands out of the paper: WCAG's contrast."""
    x, y = view.place_of(row)
    around = [image.pixelColor(int(x) + i, int(y) + j) for i in (-2, -1, 0, 1) for j in (-2, -1, 0, 1)]
    return max(contrast(colour, theme.palette().surface) for colour in around)


def test_hues_are_told_apart_by_colour_blind_readers() -> None:
    """Machado, Oliveira and Fernandes (2009), full deficiency; distances in OKLab."""
    machado = {
        "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
        "common": np.eye(3).tolist(),
    }  # fmt: skip
    first = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
             [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
    then = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip
    for dark, palette in ((False, theme.LIGHT), (True, theme.DARK)):
        hues = [scales.category(group, dark) for group in range(8)]
        assert all(contrast(hue, palette.surface) >= 2.0 for hue in hues)  # marks have an outline besides
        srgb = np.array([[hue.redF(), hue.greenF(), hue.blueF()] for hue in hues])
        linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
        for matrix in machado.values():
            seen = np.clip(linear @ np.array(matrix).T, 0, 1)
            lab = np.cbrt(seen @ np.array(first).T) @ np.array(then).T
            apart = np.sqrt(((lab[:, None] - lab[None]) ** 2).sum(-1)) + np.eye(8)
            assert apart.min() > 0.14


def test_a_large_selection_stands_out_of_the_density(view: PointMap, qtbot: QtBot) -> None:
    """More selected points than marks are a density of their own above the others, which fade."""
    places = [[-1.0, 0.0]] * 20_000 + [[1.0, 0.0]] * 20_000
    show(view, qtbot, np.array(places, np.float32))
    whole = view.viewport().grab().toImage()
    view.set_selected(range(20_000))
    qtbot.waitUntil(lambda: not view.busy)
    parted = view.viewport().grab().toImage()
    assert ink(view, parted, 0) == pytest.approx(ink(view, whole, 0), rel=0.05)
    assert ink(view, parted, 30_000) < ink(view, whole, 30_000) * 0.7


def test_many_rows_keep_their_selection_and_view_at_new_places(view: PointMap, qtbot: QtBot) -> None:
    points = cloud(31_000)
    with qtbot.waitSignal(view.arranged):
        view.show_points(points, groups=np.arange(31_000) % 2)
    view.set_selected([1, 5])
    view.set_current(4)
    qtbot.mouseClick(view.legend.chips[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not view.busy)
    with qtbot.waitSignal(view.arranged):
        view.animate_to(points * 2)
    assert view.chosen_rows.selected.tolist() == [1, 5] and view.chosen_rows.current == 4
    assert "15,500 hidden" in painted(view) and not view.legend.chips[1].isChecked()
