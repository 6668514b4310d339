"""The look as numbers: contrast that WCAG 2.2 asks for, and colour scales whose steps look equal."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QPushButton
from pytestqt.qtbot import QtBot

from app.core.paths import resources
from app.widgets import icons, scales, theme
from app.widgets.scales import ScaleName

BOTH = pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])


@BOTH
def test_text_reads_everywhere_it_stands(colours: theme.Palette) -> None:
    for ink in ("text", "muted", "faint", "accent", "ok", "warn", "error"):
        for ground in ("window", "panel", "surface", "raised", "hover"):
            if ink == "faint" and ground in ("hover", "raised"):
                continue  # hints stand in inputs and on panels only
            ratio = theme.contrast(getattr(colours, ink), getattr(colours, ground))
            assert ratio >= 4.5, f"{ink} on {ground}: {ratio:.2f}"
    for ink, ground in (
        ("on_accent", "accent_fill"),
        ("on_accent", "accent_hover"),
        ("text", "selection"),
        ("muted", "selection"),
        ("text", "error_ground"),
        ("muted", "error_ground"),
        ("text", "warn_ground"),
        ("muted", "warn_ground"),
        ("slot_a", "surface"),
        ("slot_b", "surface"),
    ):
        ratio = theme.contrast(getattr(colours, ink), getattr(colours, ground))
        assert ratio >= 4.5, f"{ink} on {ground}: {ratio:.2f}"


@BOTH
def test_borders_of_inputs_and_the_focus_ring_are_seen(colours: theme.Palette) -> None:
    for line in ("field", "focus", "accent_fill"):
        for ground in ("window", "panel", "surface"):
            ratio = theme.contrast(getattr(colours, line), getattr(colours, ground))
            assert ratio >= 3.0, f"{line} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_an_unticked_box_in_a_list_is_seen(qtbot: QtBot, qapp: QApplication, mode: theme.Mode) -> None:
    listed = QListWidget()
    qtbot.addWidget(listed)
    QListWidgetItem("\u00a0", listed).setCheckState(Qt.CheckState.Unchecked)
    try:
        theme.apply(qapp, mode)
        listed.show()
        seen = listed.viewport().grab(listed.visualItemRect(listed.item(0))).toImage()
        ground = theme.palette().surface
        best = max(
            theme.contrast(seen.pixelColor(x, y), ground) for x in range(24) for y in range(seen.height())
        )
        assert best >= 3.0
    finally:
        theme.apply(qapp, "light")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["probability", "surprise"])
def test_scales_rise_in_equal_steps(name: ScaleName, dark: bool) -> None:
    table = scales.table(name, dark)
    assert table.shape == (256, 3) and table.dtype == np.uint8
    steps = np.diff([scales.lightness(QColor(*row)) for row in table[::15].tolist()])
    assert (steps > 0).all() if dark else (steps < 0).all()
    assert np.abs(steps).max() < 2.2 * np.abs(steps).min()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_difference_is_neutral_in_the_middle_and_even_at_both_ends(dark: bool) -> None:
    rows = scales.table("difference", dark).tolist()
    lightness = np.array([scales.lightness(QColor(*row)) for row in rows])
    middle = int(lightness.argmin() if dark else lightness.argmax())
    assert middle in (127, 128)
    assert abs(lightness[0] - lightness[-1]) < 0.07
    grey = scales.table("difference", dark)[middle].astype(int)
    assert grey.max() - grey.min() <= 8


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["probability", "surprise", "difference"])
def test_some_ink_reads_on_every_colour(name: ScaleName, dark: bool) -> None:
    for value in np.linspace(0, 1, 65):
        ground = scales.colour(name, float(value), dark)
        assert scales.contrast(scales.ink_on(ground), ground) >= 4.5, value


def test_scale_takes_any_number() -> None:
    low, high = scales.colour("probability", 0, False), scales.colour("probability", 1, False)
    assert scales.colour("probability", float("nan"), False) == low
    assert scales.colour("probability", -3, False) == low
    assert scales.colour("probability", 9, False) == high


def test_contrast_is_that_of_the_standard() -> None:
    assert scales.contrast(QColor("#ffffff"), QColor("#000000")) == pytest.approx(21.0)
    assert scales.contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)


def test_themes_switch_and_icons_follow(qtbot: QtBot, qapp: QApplication) -> None:
    button = QPushButton("x")
    qtbot.addWidget(button)
    theme.apply(qapp, "light")
    theme.set_icon(button, "search", "text")
    assert not theme.is_dark() and theme.palette() is theme.LIGHT
    before = button.icon().pixmap(16).toImage()
    theme.apply(qapp, "dark", 1.5)
    assert theme.is_dark() and theme.palette() is theme.DARK
    assert theme.current_scale() == 1.5
    assert button.icon().pixmap(16).toImage() != before
    large = qapp.font().pointSizeF()
    theme.apply(qapp, "light", 1.0)
    assert qapp.font().pointSizeF() == pytest.approx(large / 1.5)


def test_bundled_font_is_in_use(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    assert "Inter" in theme.load_fonts()
    assert qapp.font().families()[0] == "Inter"


def test_every_icon_is_drawn(qapp: QApplication) -> None:
    names = sorted(path.stem for path in (resources() / "icons").glob("*.svg"))
    assert len(names) > 30
    for name in names:
        image = icons.icon(name, QColor("#ff0000")).pixmap(32).toImage()
        inked = any(
            image.pixelColor(x, y).alpha() > 0 for x in range(image.width()) for y in range(image.height())
        )
        assert inked, name


def test_the_style_sheet_has_no_hole(qapp: QApplication) -> None:
    for mode in ("light", "dark"):
        theme.apply(qapp, mode)
        assert "@" not in qapp.styleSheet()
