"""The auto-encoder page by mouse and keys, with the bundled nets, and what a user reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

from app.demos.auto_encoder.contract import SMALL_DIGITS, AutoEncoderResult
from app.demos.auto_encoder.page import AutoEncoderPage
from app.demos.auto_encoder.panel import AutoEncoderPanel
from app.pages.services import Services
from tests.conformance.waiting import settle, until
from tests.pages.opened import opened, panel_of, result_of

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> AutoEncoderPage:
    """Give the page as it opens, with its first answer."""
    return opened(AutoEncoderPage, "auto-encoder", services, qtbot, seconds=90)


def settled(page: AutoEncoderPage) -> None:
    until(lambda: not page.busy(), 90, "the page's answer")


def panel(page: AutoEncoderPage) -> AutoEncoderPanel:
    return panel_of(page, AutoEncoderPanel)


def result(page: AutoEncoderPage) -> AutoEncoderResult:
    return result_of(page, AutoEncoderResult)


def choose_mode(page: AutoEncoderPage, qtbot: QtBot, words: str) -> None:
    button = next(one for one in page.modes.findChildren(QToolButton) if one.text() == words)
    qtbot.mouseClick(button, LEFT)
    settle()


def test_the_slider_sweeps_the_widths(page: AutoEncoderPage, qtbot: QtBot) -> None:
    view = panel(page).sweep
    assert view.title.text() == "A code of 8 numbers" and "PCA needs about" in view.words.text()
    before = [bytes(view.grid.image(16 + k).constBits()) for k in range(8)]
    view.slider.setFocus()
    qtbot.keyClick(view.slider, Qt.Key.Key_Right)
    assert view.title.text() == "A code of 16 numbers"  # at once, without a model
    assert [bytes(view.grid.image(16 + k).constBits()) for k in range(8)] != before
    settled(page)
    assert page.state().width == 16 and result(page).codes.shape == (8, 16)
    qtbot.keyClick(view.slider, Qt.Key.Key_Home)
    assert view.title.text() == "A code of 1 number"
    page.undo()
    assert view.title.text() == "A code of 8 numbers"  # a drag is one step of undo
    settled(page)


def test_a_click_on_the_curve_chooses_a_width(page: AutoEncoderPage, qtbot: QtBot) -> None:
    view = panel(page).sweep
    qtbot.mouseClick(view.chart.viewport(), LEFT, pos=view.chart.place(64.0, 0.01).toPoint())
    assert view.title.text() == "A code of 64 numbers" and page.state().width == 64
    assert "width" not in view.chart.accessibleDescription()
    assert view.chart.accessibleDescription().startswith("numbers in the code 64: auto-encoder 0.0")
    settled(page)


def test_a_dropped_picture_is_restored_too(page: AutoEncoderPage, tmp_path: Path) -> None:
    from PIL import Image

    Image.fromarray(np.full((50, 50), 255, np.uint8)).save(tmp_path / "white.png")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "white.png"))])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(5, 5), action, mime, LEFT, none))
    settled(page)
    assert result(page).names[0] == "yours" and (result(page).pictures[0] == 255).all()
    assert page.own.name.text() == "white.png"


def test_a_lasso_on_one_map_marks_all(page: AutoEncoderPage, qtbot: QtBot) -> None:
    choose_mode(page, qtbot, "Map")
    settled(page)
    view = panel(page).maps
    assert "labels agree" in view.titles["tsne"].text()
    code, pca = view.maps["code"], view.maps["pca"]
    row = 5
    at = QPoint(*map(round, code.place_of(row)))
    qtbot.mouseMove(code.viewport(), at)
    near = code.chosen_rows.hover
    assert near >= 0 and pca.chosen_rows.current == near
    assert view.name.text() == result(page).classes[int(result(page).labels[near])]
    port = code.viewport()
    corners = [
        QPoint(2, 2),
        QPoint(port.width() - 3, 2),
        QPoint(port.width() - 3, port.height() - 3),
        QPoint(2, port.height() - 3),
    ]
    qtbot.mousePress(port, LEFT, SHIFT, corners[0])
    for corner in corners[1:]:
        qtbot.mouseMove(port, corner)
    qtbot.mouseRelease(port, LEFT, SHIFT, corners[-1])
    assert len(view.maps["umap"].chosen_rows.selected) == result(page).rows
    assert view.said.text().startswith(f"{result(page).rows:,} in the lasso")
    assert len(view.held.pictures) == 400
    chip = view.legend.chips[0]
    qtbot.mouseClick(chip, LEFT)
    assert all(one.cloud is not None and chip.number in one.cloud.hidden for one in view.maps.values())


def test_a_net_is_trained_paused_gone_on_with_kept_and_opened(
    page: AutoEncoderPage, qtbot: QtBot, tmp_path: Path
) -> None:
    choose_mode(page, qtbot, "Train")
    assert not page.busy() and page.state().source == SMALL_DIGITS
    page.change(hidden="24", code=5, epochs=400, batch=32, seed="1")
    page.run()
    view = panel(page).train
    until(lambda: len(view.curve.lines) > 0 and len(view.curve.lines[0].points) > 3, 60, "the growing curve")
    assert view.pause.isVisible() and "Epoch" in view.words.text()
    qtbot.mouseClick(view.pause, LEFT)
    settled(page)
    left = len(view.curve.lines[0].points)
    assert view.resume.isVisible() and "Resume goes on" in view.told.text()
    qtbot.mouseClick(view.resume, LEFT)
    until(lambda: len(view.curve.lines[0].points) > left, 60, "the curve going on")
    until(lambda: page.bar.run.text() == "Stop", 20, "the button that stops")
    qtbot.mouseClick(page.bar.run, LEFT)
    settled(page)
    qtbot.mouseClick(view.keep, LEFT)
    (dialog,) = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path))
    dialog.reject()
    until(lambda: view.told.text().startswith("Kept in"), 20, "where it lies")
    (kept,) = list(tmp_path.iterdir())
    assert (kept / "model.safetensors").is_file()
    qtbot.mouseClick(view.open, LEFT)
    until(lambda: page.slots[0].spec == str(kept) and not page.busy(), 60, "the net as a model")
    until(lambda: result(page).data == SMALL_DIGITS, 60, "its answer")
    assert panel(page).sweep.title.text() == "A code of 5 numbers"
    assert result(page).pictures.shape[1:] == (8, 8)


def test_what_is_not_finished_is_told_beside_its_input(page: AutoEncoderPage, qtbot: QtBot) -> None:
    choose_mode(page, qtbot, "Train")
    page.change(source="own", path="")
    page.run()
    assert any("Choose a folder of pictures or a CSV" in one for one in page.errors.sentences())
    page.change(source=SMALL_DIGITS, hidden="wide")
    page.run()
    assert any("“wide” are no hidden layers" in one for one in page.errors.sentences())


def test_the_two_starts_are_read_at_once(page: AutoEncoderPage, qtbot: QtBot) -> None:
    choose_mode(page, qtbot, "Two starts")
    settled(page)
    view = panel(page).start
    assert "plain start, gradient descent" in view.words.text() and "mean picture" in view.words.text()
    assert view.notes.text().startswith("Measured after training")
    assert len(view.curve.lines) == 5
