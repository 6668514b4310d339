"""The latent-codes page by mouse and keys, with the bundled coders, and what a user sees and reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot
from safetensors.torch import save_file

from app.core.contract import Picture
from app.core.discovery import demos
from app.core.pictures import bundled_pictures
from app.demos.latent_codes.contract import Edit, LatentCodesResult
from app.demos.latent_codes.page import LatentCodesPage
from app.demos.latent_codes.panel import LatentCodesPanel
from app.demos.latent_codes.strokes import boxed, covered, painted
from app.pages.comparison import WordsComparison
from app.pages.services import Services
from app.widgets.pictures import PictureView
from model_zoo.loaders.image_codes import metadata
from model_zoo.nets.image_trunk import ImageCoder, TrunkShape
from model_zoo.nets.scalar_quantizer import ScalarQuantizer
from tests.conformance.waiting import settle, until
from tests.pages.opened import panel_of, result_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> LatentCodesPage:
    """Give the page as it opens, with its first answer."""
    widget = LatentCodesPage(demos()["latent-codes"], services)
    widget.resize(1040, 700)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    settled(widget)
    return widget


def settled(page: LatentCodesPage) -> None:
    until(lambda: not page.busy(), 60, "the page's answer")
    settle()


def panel(page: LatentCodesPage) -> LatentCodesPanel:
    return panel_of(page, LatentCodesPanel)


def result(page: LatentCodesPage) -> LatentCodesResult:
    return result_of(page, LatentCodesResult)


def pixels(page: LatentCodesPage) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    found = result(page).reconstruction
    assert isinstance(found, Picture)
    return found.pixels.astype(np.int64)


def press(page: QWidget, qtbot: QtBot, words: str) -> None:
    button = next(one for one in page.findChildren(QToolButton) if one.text() == words and one.isVisible())
    qtbot.mouseClick(button, LEFT)
    settle()


def at(view: PictureView, column: int, row: int) -> QPoint:
    """Give the middle of a code in a view."""
    return view.position(4 * column + 2.0, 4 * row + 2.0).toPoint()


def test_it_opens_with_a_picture_and_its_codes(page: LatentCodesPage) -> None:
    shown, found = panel(page), result(page)
    assert found.shape == (16, 16) and shown.map.codes.shape == (16, 16)
    words = shown.map.facts.text()
    assert "16 × 16 codes of 256" in words and f"PSNR {found.psnr:.2f} dB" in words and "0.50 bits" in words
    assert len(shown.book.wall.pictures) == 256
    assert shown.book.wall.selected == {code for row in found.codes for code in row}
    assert "Click a code" in shown.book.about.text() and not shown.warnings.isVisible()


def test_a_click_shows_where_a_code_stands(page: LatentCodesPage, qtbot: QtBot) -> None:
    shown, codes = panel(page), result(page).codes
    qtbot.mouseClick(shown.map.after.viewport(), LEFT, pos=at(shown.map.after, 8, 8))
    code = codes[8][8]
    assert page.state().code == code == shown.book.wall.current
    count = sum(row.count(code) for row in codes)
    assert shown.book.about.text().startswith(f"Code {code}: {count} of 256 places here, ")
    assert not page.can_undo(), "a way of looking is no edit"
    qtbot.mouseClick(shown.map.before.viewport(), LEFT, pos=at(shown.map.before, 8, 8))
    assert page.state().code == -1


def test_a_stroke_paints_while_it_is_drawn_and_is_one_step_of_undo(
    page: LatentCodesPage, qtbot: QtBot
) -> None:
    shown, before = panel(page), np.array(result(page).codes)
    old = pixels(page)
    unused = next(code for code in range(256) if code not in before)
    qtbot.mouseClick(
        shown.book.wall.viewport(), LEFT, pos=shown.book.wall.place_of(unused).center().toPoint()
    )
    assert page.state().code == unused
    press(page, qtbot, "Brush")
    view = shown.map.after
    qtbot.mousePress(view.viewport(), LEFT, pos=at(view, 3, 12))
    settled(page)
    assert result(page).codes[12][3] == unused, "the first dot is there before the hand moves on"
    for column in range(4, 11):
        qtbot.mouseMove(view.viewport(), at(view, column, 12))
    qtbot.mouseRelease(view.viewport(), LEFT, pos=at(view, 10, 12))
    settled(page)
    after = np.array(result(page).codes)
    assert (after[12, 3:11] == unused).all()
    rest = np.ones_like(after, bool)
    rest[12, 3:11] = False
    assert np.array_equal(after[rest], before[rest])
    changed = np.abs(pixels(page) - old).max(axis=(1, 2))
    assert changed[48:52].max() > 0 and changed[: 4 * (12 - 6)].max() == 0, "far above nothing moved"
    assert "of the picture decoded anew in" in shown.map.facts.text()
    page.undo()
    settled(page)
    assert np.array_equal(result(page).codes, before) and page.state().edits == ()
    assert np.abs(pixels(page) - old).max() <= 1
    page.redo()
    settled(page)
    assert np.array_equal(result(page).codes, after)


def test_one_code_is_replaced_by_another(page: LatentCodesPage, qtbot: QtBot) -> None:
    shown, before = panel(page), np.array(result(page).codes)
    wall = shown.book.wall
    old = int(np.bincount(before.ravel()).argmax())
    new = next(code for code in range(256) if code not in before)
    qtbot.mouseClick(wall.viewport(), LEFT, pos=wall.place_of(old).center().toPoint())
    qtbot.mouseClick(shown.book.replace, LEFT)
    assert f"takes the place of code {old}" in shown.book.about.text()
    qtbot.mouseClick(wall.viewport(), LEFT, pos=wall.place_of(new).center().toPoint())
    settled(page)
    after = np.array(result(page).codes)
    assert (after[before == old] == new).all() and np.array_equal(after[before != old], before[before != old])
    assert page.state().edits == (Edit(new, replaces=old),) and not shown.book.replace.isChecked()
    assert page.tools.clear.text() == "Take the edit back"
    qtbot.mouseClick(page.tools.clear, LEFT)
    settled(page)
    assert np.array_equal(result(page).codes, before) and not page.tools.clear.isVisible()


def test_a_region_is_exchanged_by_keys(page: LatentCodesPage, qtbot: QtBot) -> None:
    shown = panel(page)
    own = np.array(result(page).codes)
    press(page, qtbot, "Region")
    assert shown.map.before_title.text() == "The other picture" and not page.tools.exchange.isEnabled()
    view = shown.map.after
    view.setFocus()
    view.cursor_at = QPoint(16, 20)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert page.state().box == (4, 5, 11, 8)
    qtbot.mouseClick(page.tools.exchange, LEFT)
    settled(page)
    found = result(page)
    assert "in exchange" in shown.map.before_title.text() and found.exchanged is not None
    now = np.array(found.codes)
    assert not np.array_equal(now[5:8, 4:11], own[5:8, 4:11])
    now[5:8, 4:11] = own[5:8, 4:11]
    assert np.array_equal(now, own)


def test_another_quantiser_has_other_codes(page: LatentCodesPage, qtbot: QtBot) -> None:
    page.change(edits=(Edit(3, box=(0, 0, 4, 4)),))
    settled(page)
    press(page, qtbot, "FSQ")
    settled(page)
    assert result(page).quantizer == "fsq" and page.state().edits == ()
    assert panel(page).map.facts.text().startswith("FSQ: ")
    page.undo()
    settled(page)
    assert result(page).quantizer == "vq" and len(page.state().edits) == 1


def test_usage_is_told_of_the_whole_corpus(page: LatentCodesPage, qtbot: QtBot) -> None:
    press(page, qtbot, "Usage")
    shown = panel(page).usage
    corpus = {one.quantizer: one for one in result(page).corpus}
    assert f"{sum(corpus['vq'].counts):,} places" in shown.title.text()
    rows = shown.rows()
    assert [row[0] for row in rows] == ["quantiser", "VQ", "FSQ", "Binary", "One-hot"]
    assert (
        rows[1][1] == f"{100 * corpus['vq'].usage:.1f} %" and rows[1][3] == f"{corpus['vq'].perplexity:.1f}"
    )
    shown.bars.setFocus()
    qtbot.keyClick(shown.bars, Qt.Key.Key_Right)
    assert page.state().code == int(np.argmax(corpus["vq"].counts)) == shown.bars.current
    assert "places" in shown.bars.accessibleDescription()


def test_a_collapse_is_replayed(page: LatentCodesPage, qtbot: QtBot) -> None:
    press(page, qtbot, "Collapse")
    settled(page)
    shown = panel(page).collapse
    assert "step 1" in shown.step.text() and not page.tools.isVisible()
    shown.slider.setFocus()
    qtbot.keyClick(shown.slider, Qt.Key.Key_End)
    careless, careful = (run.snapshots[-1] for run in result(page).runs)
    used = [sum(count > 0 for count in one.counts) for one in (careless, careful)]
    assert f"{used[0]} of 256 codes used" in shown.titles[0].text()
    assert f"{used[1]} of 256 codes used" in shown.titles[1].text() and used[0] < used[1]
    assert shown.bars[0].dead == 256 - used[0]
    qtbot.mouseClick(shown.play, LEFT)
    until(lambda: page.state().snapshot == 2, 20, "the second snapshot")
    press(page, qtbot, "Codes")
    assert not shown.play.isChecked()
    settled(page)


def test_another_picture_takes_its_edits_along(page: LatentCodesPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.change(edits=(Edit(3, box=(0, 0, 4, 4)),))
    page.input.menu.actions()[[one.id for one in bundled_pictures()].index("coast")].trigger()
    settled(page)
    assert page.state().edits == () and result(page).shape == (32, 64)
    (tmp_path / "words.png").write_text("no picture")
    page.input.take(str(tmp_path / "words.png"))
    assert "cannot be read as a picture" in page.input.error.text()
    assert result(page).shape == (32, 64)
    press(page, qtbot, "Codes")


def test_a_brush_covers_what_it_touches() -> None:
    assert covered([(6.0, 6.0)], 1, 4, (4, 4)) == [(1, 1)]
    assert set(covered([(8.0, 8.0)], 2, 4, (4, 4))) == {(1, 1), (2, 1), (1, 2), (2, 2)}
    assert covered([(-3.0, 2.0)], 1, 4, (4, 4)) == []
    assert len(covered([(32.0, 32.0)], 8, 4, (16, 16))) == 52
    assert painted([(2, 0), (1, 0), (1, 1)], 5) == (Edit(5, box=(1, 0, 3, 1)), Edit(5, box=(1, 1, 2, 2)))
    assert boxed(5, 0, 4, 1, 4, (4, 4)) == (1, 0, 3, 1) and boxed(0, 0, 0, 0, 4, (4, 4)) is None


def test_a_model_of_ones_own_brings_its_own_quantisers(page: LatentCodesPage, tmp_path: Path) -> None:
    shape = TrunkShape(channels=8, blocks=1, width=3)
    torch.manual_seed(0)
    nets = {"coarse": ScalarQuantizer((2, 2, 2)), "fine": ScalarQuantizer((4, 4, 4))}
    coders = {name: ImageCoder(shape, one).eval() for name, one in nets.items()}
    tensors = {f"{name}.{k}": v for name, net in coders.items() for k, v in net.state_dict().items()}
    given = {name: (shape, {"kind": "fsq", "levels": list(one.levels)}) for name, one in nets.items()}
    save_file(tensors, tmp_path / "model.safetensors", metadata=metadata(given, {}, []))
    page.set_model(str(tmp_path / "model.safetensors"))
    settled(page)
    assert result(page).quantizer == "coarse" and result(page).codebook_size == 8
    assert len(panel(page).book.wall.pictures) == 8 and not page.quantizers.isVisible()
    assert page.others.isVisible() and page.others.currentText() == "coarse"
    page.others.setFocus()
    QTest.keyClick(page.others, Qt.Key.Key_Down)
    settled(page)
    assert result(page).quantizer == "fine" and len(panel(page).book.wall.pictures) == 64
    assert "brings no counts" in panel(page).usage.title.text()
    page.set_model("inkling-image-codes")
    settled(page)
    assert result(page).quantizer == "vq" and page.quantizers.isVisible() and not page.others.isVisible()


def test_two_models_are_told_apart(page: LatentCodesPage, tmp_path: Path) -> None:
    shape = TrunkShape(channels=8, blocks=1, width=3)
    torch.manual_seed(0)
    net = ImageCoder(shape, ScalarQuantizer((2, 2, 2))).eval()  # it has learned nothing
    tensors = {f"vq.{name}": value for name, value in net.state_dict().items()}
    given = {"vq": (shape, {"kind": "fsq", "levels": [2, 2, 2]})}
    save_file(tensors, tmp_path / "model.safetensors", metadata=metadata(given, {}, []))
    page.set_model(str(tmp_path / "model.safetensors"), 1)
    settled(page)
    one, two = page.record(), page.record(1)
    assert one is not None and two is not None
    assert isinstance(page.comparison, WordsComparison) and page.comparison.isVisible()
    ahead = one.result.psnr - two.result.psnr
    assert ahead > 3
    words = page.comparison.words.text()
    assert "of 256 codes used" in words.split(" B: ")[0] and "of 8 codes used" in words.split(" B: ")[1]
    assert words.endswith(f"A is {ahead:.1f} dB nearer to the picture.")
