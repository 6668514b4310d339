"""The denoising page by mouse and keys, with the bundled nets, and what a user reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.demos.denoising.contract import DenoisingResult, pixels
from app.demos.denoising.page import DenoisingPage
from app.demos.denoising.panel import DenoisingPanel
from app.pages.services import Services
from tests.pages.opened import opened, panel_of, result_of, settled

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> DenoisingPage:
    """Give the page as it opens, with its first answer."""
    return opened(DenoisingPage, "denoising", services, qtbot)


def panel(page: DenoisingPage) -> DenoisingPanel:
    return panel_of(page, DenoisingPanel)


def result(page: DenoisingPage) -> DenoisingResult:
    return result_of(page, DenoisingResult)


def test_it_opens_with_a_noisy_shoe_and_what_became_of_it(page: DenoisingPage) -> None:
    shown = panel(page)
    assert "The identity net keeps" in shown.words.text() and "Best: " in shown.words.text()
    assert shown.cells["denoiser"].below.text().endswith("%") and "dB" in shown.cells["denoiser"].below.text()
    assert sum("★" in cell.title.text() for cell in shown.cells.values()) == 1
    assert shown.chart.current == pytest.approx(0.3)


def test_painting_puts_noise_under_the_brush_and_undo_takes_it_off(page: DenoisingPage, qtbot: QtBot) -> None:
    page.change(noise="none", brush="squares", strength=1.0, radius=2.0)
    settled(page)
    view = panel(page).noisy.view
    port = view.viewport()
    qtbot.mousePress(port, LEFT, pos=view.position(8, 14).toPoint())
    qtbot.mouseMove(port, view.position(18, 14).toPoint())
    assert not page.state().strokes  # nothing is asked while the brush is down
    qtbot.mouseRelease(port, LEFT, pos=view.position(18, 14).toPoint())
    assert len(page.state().strokes) == 1
    settled(page)
    found = result(page)
    changed = pixels(found.noisy) != pixels(found.clean)
    assert changed[13:15, 9:17].all() and not changed[:11].any() and not changed[18:].any()
    assert found.psnr is not None
    page.undo()
    settled(page)
    assert not page.state().strokes and result(page).psnr is None


def test_a_dot_is_painted_by_keys(page: DenoisingPage, qtbot: QtBot) -> None:
    page.change(noise="none", brush="salt_and_pepper", strength=1.0, radius=3.0)
    settled(page)
    view = panel(page).noisy.view
    view.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    (stroke,) = page.state().strokes
    assert stroke.points == ((15.5, 15.5),) and stroke.kind == "salt_and_pepper" and stroke.radius == 3.0
    settled(page)
    qtbot.mouseClick(page.row.wipe, LEFT)
    settled(page)
    assert result(page).psnr is None and not page.row.wipe.isEnabled()


def test_the_noise_is_chosen_by_a_click_and_its_amount_by_keys(page: DenoisingPage, qtbot: QtBot) -> None:
    before = result(page).psnr
    button = next(one for one in page.row.noise.findChildren(QToolButton) if one.text() == "Squares")
    qtbot.mouseClick(button, LEFT)
    settled(page)
    assert page.state().noise == "squares" and result(page).psnr != before
    masked = float((pixels(result(page).level) == 255).mean())
    assert masked == pytest.approx(round(0.3 * 49) / 49, abs=1e-6)
    spin = page.row.amount.spin
    spin.setFocus()
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    settled(page)
    assert page.state().amount == pytest.approx(0.35)
    assert float((pixels(result(page).level) == 255).mean()) > masked


def test_telling_where_changes_the_denoiser_alone(page: DenoisingPage, qtbot: QtBot) -> None:
    page.change(noise="squares")
    settled(page)
    before = {one.name: pixels(one.picture) for one in result(page).answers}
    qtbot.mouseClick(page.row.told, LEFT, pos=QPoint(8, page.row.told.height() // 2))
    settled(page)
    after = {one.name: pixels(one.picture) for one in result(page).answers}
    assert page.state().told
    assert {name for name in before if (before[name] != after[name]).any()} == {"denoiser"}


def test_a_file_that_is_no_picture_is_refused(page: DenoisingPage, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    page.picture.take(str(tmp_path / "text.png"))
    assert "cannot be read as a picture" in page.picture.error.text() and page.state().input == "sneaker"
    Image.fromarray(np.full((60, 120), 128, np.uint8)).save(tmp_path / "grey.png")
    page.picture.take(str(tmp_path / "grey.png"))
    settled(page)
    assert pixels(result(page).clean).shape == (60, 120) and not page.picture.error.text()
    assert not panel(page).cells["bottleneck"].isVisible()
    assert "far from home" in panel(page).notes.text()
