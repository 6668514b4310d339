"""The generator's page by mouse and keys, with the bundled nets, and what a user reads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.demos.generator.contract import GeneratorResult
from app.demos.generator.page import GeneratorPage
from app.demos.generator.panel import GeneratorPanel
from app.pages.services import Services
from tests.pages.opened import opened, panel_of, result_of, settled

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> GeneratorPage:
    """Give the page as it opens, with its first answer."""
    return opened(GeneratorPage, "generator", services, qtbot, height=720)


def after(page: GeneratorPage, act: Callable[[], object]) -> None:
    act()
    settled(page)


def panel(page: GeneratorPage) -> GeneratorPanel:
    return panel_of(page, GeneratorPanel)


def result(page: GeneratorPage) -> GeneratorResult:
    return result_of(page, GeneratorResult)


def segment(page: GeneratorPage, words: str) -> QToolButton:
    return next(one for one in page.findChildren(QToolButton) if one.text() == words)


def test_it_opens_with_two_walls_and_what_the_judge_says(page: GeneratorPage, qtbot: QtBot) -> None:
    ours, plain, pixels = panel(page).walls.columns_
    assert len(ours.grid.pictures) == len(plain.grid.pictures) == 40 and pixels.isHidden()
    assert ours.title.text() == "Variational" and plain.title.text() == "Plain"
    share = result(page).walls[0].recognised
    assert ours.below.text() == f"The judge is sure of {share:.0%} of these 40."
    qtbot.mouseClick(ours.grid.viewport(), LEFT, pos=ours.grid.place_of(3).center().toPoint())
    assert ours.one.text().startswith(f"The judge says: {result(page).walls[0].said[3]}, ")
    assert "10,000 samples" in panel(page).measures.text() and "Real pictures" in panel(page).measures.text()


def test_draw_again_is_another_seed_and_undo_brings_the_old_ones_back(
    page: GeneratorPage, qtbot: QtBot
) -> None:
    before = result(page).walls[0].codes
    after(page, lambda: qtbot.mouseClick(page.again, LEFT))
    assert result(page).walls[0].codes != before
    after(page, page.undo)
    assert result(page).walls[0].codes == before


def test_a_class_takes_the_net_that_is_told_one(page: GeneratorPage) -> None:
    after(page, lambda: page.change(latents=2))
    after(page, lambda: page.label.setCurrentIndex(page.label.findData("each")))
    assert page.state().latents == 8 and page.state().label == "each"
    column = panel(page).walls.columns_[0]
    assert column.title.text() == "Variational, told a class"
    assert tuple(column.grid.heads) == result(page).classes
    after(page, lambda: page.latents.setCurrentIndex(page.latents.findData(16)))
    assert page.state().label == "" and column.title.text() == "Variational"


def test_the_point_is_dragged_and_walked(page: GeneratorPage, qtbot: QtBot) -> None:
    page.change(latents=2)
    after(page, lambda: qtbot.mouseClick(segment(page, "Walk"), LEFT))
    walk = panel(page).walk
    assert walk.isVisible() and panel(page).walls.isHidden()
    pad, other = (part.pad for part in walk.parts)
    begin, end = pad.position(0, 0).toPoint(), pad.position(1.5, -1.0).toPoint()
    qtbot.mousePress(pad.viewport(), LEFT, pos=begin)
    qtbot.mouseMove(pad.viewport(), end)
    after(page, lambda: qtbot.mouseRelease(pad.viewport(), LEFT, pos=end))
    assert (page.state().x, page.state().y) == pytest.approx((1.5, -1.0), abs=0.06)
    assert other.at == pad.at == (page.state().x, page.state().y)
    assert result(page).walls[0].codes[0] == pytest.approx((page.state().x, page.state().y), abs=1e-3)
    assert walk.parts[0].below.text().startswith("The judge says: ")
    x = page.state().x
    after(page, lambda: QTest.keyClick(other, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier))
    assert page.state().x == pytest.approx(x - 0.5)
    after(page, lambda: QTest.keyClick(pad, Qt.Key.Key_Home))
    assert (page.state().x, page.state().y) == (0.0, 0.0)


def test_the_way_between_two_pictures(page: GeneratorPage, qtbot: QtBot) -> None:
    after(page, lambda: qtbot.mouseClick(segment(page, "Between two"), LEFT))
    columns = panel(page).walls.columns_
    assert [column.isHidden() for column in columns] == [False, False, False]
    assert list(columns[0].grid.captions)[:2] == ["0%", "12%"] and len(columns[2].grid.pictures) == 9
    straight = result(page).walls[0].codes
    after(page, lambda: qtbot.mouseClick(segment(page, "along the sphere"), LEFT))
    assert result(page).walls[0].codes[4] != straight[4] and result(page).walls[0].codes[0] == straight[0]
    after(page, lambda: page.start.take("no such file.png"))
    assert "no such file.png" in page.start.error.text() and page.state().start == "sneaker"


def test_a_traversal_has_a_row_for_each_latent(page: GeneratorPage, qtbot: QtBot) -> None:
    after(page, lambda: qtbot.mouseClick(segment(page, "Traverse"), LEFT))
    grid = panel(page).walls.columns_[0].grid
    assert len(grid.heads) == 8 and len(grid.pictures) == 72
    assert not page.parts["count"].isVisible() and page.parts["steps"].isVisible()


def test_a_point_of_a_chart_is_a_width(page: GeneratorPage, qtbot: QtBot) -> None:
    chart = panel(page).distance
    line = next(one for one in chart.lines if one.name == "variational")
    page.scroller.ensureWidgetVisible(chart)
    at = chart.place(*line.points[-1]).toPoint()
    after(page, lambda: qtbot.mouseClick(chart.viewport(), LEFT, pos=at - QPoint(1, 0)))
    assert page.state().latents == 16 and len(result(page).walls[0].codes[0]) == 16


def test_a_mistake_is_told_beside_its_input(page: GeneratorPage) -> None:
    page.show_request({"task": "walk", "latents": 2, "axes": [1, 9]})
    settled(page)
    assert page.errors.sentences() == ["“axes” are two different latents from 1 to 2."]
