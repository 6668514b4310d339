"""The compression page by mouse and keys, with the bundled codec, and what a user reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QToolButton
from pytestqt.qtbot import QtBot

from app.demos.compression.contract import CompressionResult, data_of, pixels_of
from app.demos.compression.page import CompressionPage
from app.demos.compression.panel import CompressionPanel
from app.demos.compression.state import CompressionState
from app.pages.services import Services
from tests.conformance.waiting import until
from tests.pages.opened import opened, panel_of, result_of, settled

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> CompressionPage:
    """Give the page with an emoji on it, which is quickly done, and no curve yet."""
    return opened(
        CompressionPage,
        "compression",
        services,
        qtbot,
        height=720,
        state=CompressionState(input="owl", curve=False),
    )


def after(page: CompressionPage, act: Callable[[], object]) -> None:
    act()
    settled(page)


def panel(page: CompressionPage) -> CompressionPanel:
    return panel_of(page, CompressionPanel)


def result(page: CompressionPage) -> CompressionResult:
    return result_of(page, CompressionResult)


def drop(page: CompressionPage, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy = Qt.DropAction.CopyAction
    event = QDropEvent(QPointF(5, 5), copy, mime, LEFT, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(event)


def test_four_pictures_with_their_figures(page: CompressionPage) -> None:
    found, shown = result(page), panel(page)
    assert shown.words.text().startswith(f"{found.bytes:,} bytes, ")
    assert "than JPEG" in shown.words.text() and "WebP" in shown.words.text()
    below = {name: cell.below.text() for name, cell in shown.pictures.cells.items()}
    assert below["original"] == "64 × 64 pixels · 12,288 bytes"
    assert below["ours"].startswith(f"{found.bytes:,} bytes · {found.psnr:.2f} dB")
    assert below["jpeg"].startswith(f"{found.rivals[0].bytes:,} bytes")
    assert "second code" in shown.bits.spent.text()
    assert not shown.chart_box.isVisible()


def test_the_slider_asks_anew(page: CompressionPage) -> None:
    before = result(page).bytes
    spin = page.binder.widget("quality")
    after(page, lambda: spin.slider.setValue(spin.slider.maximum()))  # type: ignore[union-attr]
    assert page.state().quality == 8.0 and result(page).bytes > before
    after(page, page.undo)
    assert page.state().quality == 4.0 and result(page).bytes == before


def test_a_click_looks_closely_at_the_same_place_in_all(page: CompressionPage, qtbot: QtBot) -> None:
    cells = panel(page).pictures.cells
    view = cells["jpeg"].view
    at = view.position(20.5, 40.5)
    qtbot.mouseClick(view.viewport(), LEFT, pos=at.toPoint())
    zooms = {cell.view.zoom for cell in cells.values()}
    assert zooms == {4.0}
    spots = [cell.view.spot(at) for cell in cells.values()]
    assert all(spot == pytest.approx((20.5, 40.5), abs=0.5) for spot in spots)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert {cell.view.zoom for cell in cells.values()} == {1.0}
    qtbot.mouseClick(view.viewport(), LEFT, pos=at.toPoint())
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(view.width() // 2, view.height() // 2))
    assert {cell.view.zoom for cell in cells.values()} == {1.0}


def test_differences_are_shown_without_asking(page: CompressionPage, qtbot: QtBot) -> None:
    record = page.record()
    button = next(one for one in page.findChildren(QToolButton) if one.text() == "Differences")
    qtbot.mouseClick(button, LEFT)
    assert page.state().look == "differences" and page.record() is record and not page.can_undo()
    shown = panel(page).pictures.cells["ours"].view._picture
    found = result(page)
    assert found.original is not None
    off = pixels_of(found.picture)[30, 30].astype(int) - found.original.pixels[30, 30]
    assert shown.pixelColor(30, 30).red() == np.clip(off[0] * 5 + 128, 0, 255)


def test_the_curve_is_drawn_and_a_point_of_it_is_a_quality(page: CompressionPage, qtbot: QtBot) -> None:
    box = next(one for one in page.findChildren(QCheckBox) if one.text() == "Curve over rates")
    after(page, lambda: qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2)))
    chart = panel(page).chart
    assert [line.name for line in chart.lines] == ["Ours", "JPEG", "WebP"]
    rate, psnr = chart.lines[0].points[6]
    after(page, lambda: QTest.mouseClick(chart.viewport(), LEFT, pos=chart.place(rate, psnr).toPoint()))
    assert page.state().quality == 7.0 and result(page).bits_per_pixel == pytest.approx(rate)
    after(page, lambda: QTest.keyClick(chart, Qt.Key.Key_Left))
    assert page.state().quality in (6.0, 7.0)


def test_stop_leaves_the_picture_and_ends_the_curve(page: CompressionPage) -> None:
    page.change(input="summit", curve=True)
    until(lambda: bool(panel(page).chart.lines), 60, "the curve's first lines")
    page.stop()
    settled(page)
    assert panel(page).status.text() == "Stopped" or result(page).curves
    assert "dB" in panel(page).pictures.cells["ours"].below.text()


def test_a_saved_file_is_opened_again(page: CompressionPage, tmp_path: Path) -> None:
    found = result(page)
    assert page.save.isEnabled()
    view = next(one for one in page.exports.views(page.record()) if one.encoded is not None)  # type: ignore[arg-type]
    path = tmp_path / "owl.ikp"
    page.save_to(path, view)
    until(path.exists, 10, "the file")
    assert path.read_bytes() == data_of(found.file)
    after(page, lambda: drop(page, path))
    opened = result(page)
    assert opened.original is None and np.array_equal(pixels_of(opened.picture), pixels_of(found.picture))
    assert panel(page).words.text().startswith("Opened: 64 × 64 pixels")
    there = [name for name, cell in panel(page).pictures.cells.items() if not cell.isHidden()]
    assert there == ["ours"] and panel(page).bits.isHidden()


def test_drops_and_mistakes_are_answered(page: CompressionPage, tmp_path: Path) -> None:
    own = tmp_path / "own.png"
    Image.fromarray(np.full((20, 30, 3), 90, np.uint8)).save(own)
    after(page, lambda: drop(page, own))
    assert page.state().input == str(own) and result(page).width == 30
    broken = tmp_path / "broken.ikp"
    broken.write_bytes(b"iK not at all")
    after(page, lambda: drop(page, broken))
    assert "broken.ikp is damaged" in page.picture.error.text()
    after(page, page.undo)
    assert page.picture.error.text() == "" and result(page).width == 30


def test_ctrl_c_copies_the_picture_under_the_eye(page: CompressionPage, qtbot: QtBot) -> None:
    view = panel(page).pictures.cells["ours"].view
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    image = QApplication.clipboard().image()
    red = image.pixelColor(10, 12).red()
    assert (image.width(), image.height()) == (64, 64) and red == pixels_of(result(page).picture)[12, 10, 0]
