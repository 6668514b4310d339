"""How Inkling looks: two palettes, one style sheet, one font, and icons that follow them.

Widgets ask `theme.palette()` while they paint; the answer changes together with QApplication's palette, so a
widget needs no signal: Qt repaints it (changeEvent PaletteChange) when the theme changes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QStyleFactory

from app.core.paths import resources
from app.widgets import icons, scales
from app.widgets.scales import ScaleName, contrast, ink_on

__all__ = [
    "DARK", "LIGHT", "SPACE", "Palette", "apply", "contrast", "current_scale", "ink_on", "is_dark",
    "mono_font", "pad", "palette", "scale_colour", "scale_ground", "set_icon", "small_font",
]  # fmt: skip

Mode = Literal["system", "light", "dark"]

#: The grid, in px: everything is a multiple of it.
SPACE = 4


@dataclass(frozen=True)
class Palette:
    """Colours by role. Text roles reach 4.5:1 on window, panel and surface; `field`, `focus` reach 3:1."""

    dark: bool
    window: QColor  # behind a page
    panel: QColor  # navigation, help, job bar
    surface: QColor  # inputs, cards, lists
    raised: QColor  # menus, palette, notices
    hover: QColor
    border: QColor  # between areas: may be faint
    field: QColor  # around inputs and buttons
    text: QColor
    muted: QColor  # secondary text
    faint: QColor  # hints, placeholders; still readable
    disabled: QColor
    accent: QColor  # text and lines
    accent_fill: QColor  # buttons
    accent_hover: QColor
    on_accent: QColor
    selection: QColor  # behind chosen text and rows; `text` reads on it
    focus: QColor
    ok: QColor
    warn: QColor
    error: QColor
    error_ground: QColor
    warn_ground: QColor
    slot_a: QColor  # the first model's colour in comparisons
    slot_b: QColor  # the second's


def _palette(dark: bool, **roles: str) -> Palette:
    return Palette(dark=dark, **{name: QColor(value) for name, value in roles.items()})


LIGHT = _palette(
    False,
    window="#fbfbfc", panel="#f3f4f7", surface="#ffffff", raised="#ffffff", hover="#e9ebf0",
    border="#dfe2e8", field="#848b9a", text="#191b20", muted="#535966", faint="#676d7a", disabled="#9ba1ad",
    accent="#3350c8", accent_fill="#3d5bd9", accent_hover="#2f4bc4", on_accent="#ffffff", selection="#dbe3fc",
    focus="#3d5bd9", ok="#1b7444", warn="#8a5600", error="#bd2a3c", error_ground="#fdecee",
    warn_ground="#fdf3df", slot_a="#3d5bd9", slot_b="#b4560f",
)  # fmt: skip

DARK = _palette(
    True,
    window="#16181d", panel="#1b1e24", surface="#1f232a", raised="#262b33", hover="#2a2f38",
    border="#2d323c", field="#717a8a", text="#e6e8ec", muted="#abb1bd", faint="#939aa8", disabled="#5f6673",
    accent="#92a9ff", accent_fill="#4562db", accent_hover="#3c57c9", on_accent="#ffffff", selection="#2c3a6e",
    focus="#8ea6ff", ok="#5fce97", warn="#e9b75f", error="#ff8b96", error_ground="#3a2126",
    warn_ground="#372c18", slot_a="#8ea6ff", slot_b="#f0a05a",
)  # fmt: skip


#: What `apply` chose last: asked for thousands of times in every painting.
_in_use: Palette | None = None


def is_dark() -> bool:
    """Tell whether the window is dark now."""
    return palette().dark


def palette() -> Palette:
    """Give the colours in use; before `apply`, those that suit the desktop's own."""
    if _in_use is not None:
        return _in_use
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def scale_colour(name: ScaleName, value: float) -> QColor:
    """Give the colour of `value`, 0 to 1, on a scale of the theme in use."""
    return scales.colour(name, value, palette().dark)


def scale_ground(name: ScaleName, value: float) -> tuple[QColor, QColor]:
    """Give the colour of `value`, 0 to 1, and the ink that reads on it."""
    return scales.ground(name, value, palette().dark)


def apply(app: QApplication, mode: Mode, text_scale: float = 1.0) -> None:
    """Dress the application. `mode` "system" follows the desktop, live; `text_scale` multiplies all text."""
    global _in_use
    load_fonts()
    if not app.property("inkling_dressed"):
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setProperty("inkling_base_points", max(9.0, app.font().pointSizeF()))
        app.setProperty("inkling_dressed", True)
    dark = _wants_dark(mode)
    look = (dark, round(text_scale, 3))
    if app.property("inkling_look") == look:
        return
    app.setProperty("inkling_look", look)
    points = float(app.property("inkling_base_points")) * text_scale
    font = QFont("Inter")
    font.setFamilies(["Inter", *_system_families()])
    font.setPointSizeF(points)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    app.setStyleSheet("")  # off and on again costs half of what replacing one sheet by another does
    app.setFont(font)
    _in_use = chosen = DARK if dark else LIGHT
    app.setPalette(_qt_palette(chosen))
    app.setStyleSheet(_style_sheet(chosen, points))
    icons.repaint_all()


def current_scale() -> float:
    """Give the text scale in use: 1.0 is the desktop's own size."""
    app = QApplication.instance()
    look = app.property("inkling_look") if app is not None else None
    return float(look[1]) if look else 1.0


def set_icon(target: icons.Iconic, name: str, role: str = "muted") -> None:
    """Give a button or an action the icon `name` of resources/icons; it follows the theme by itself."""
    icons.bind(target, name, role)


def pad(box: QAbstractSpinBox) -> None:
    """Keep a spin box's text off its border: Qt ignores the style sheet's left padding there."""
    box.lineEdit().setTextMargins(2 * SPACE, 0, 0, 0)


def small_font(font: QFont, factor: float = 0.9) -> QFont:
    """Give `font` a little smaller: for captions beside text of the usual size."""
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * factor)
    return small


def mono_font() -> QFont:
    """Give the fixed-width font of the system at the size in use: for code, traces and ids."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(QGuiApplication.font().pointSizeF() * 0.95)
    return font


@cache
def load_fonts() -> tuple[str, ...]:
    """Load the bundled fonts and give their families; a font that cannot be read is left out."""
    families: list[str] = []
    for path in sorted((resources() / "fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFontFromData(path.read_bytes())
        if number >= 0:
            families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


@cache
def _system_families() -> tuple[str, ...]:
    return tuple(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).families())


def _wants_dark(mode: Mode) -> bool:
    if mode != "system":
        return mode == "dark"
    from PySide6.QtCore import Qt

    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _qt_palette(colours: Palette) -> QPalette:
    role = QPalette.ColorRole
    result = QPalette()
    plan = {
        role.Window: colours.window, role.WindowText: colours.text, role.Base: colours.surface,
        role.AlternateBase: colours.panel, role.Text: colours.text, role.Button: colours.surface,
        role.ButtonText: colours.text, role.BrightText: colours.error, role.Highlight: colours.selection,
        role.HighlightedText: colours.text, role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text, role.PlaceholderText: colours.faint, role.Link: colours.accent,
        role.LinkVisited: colours.accent, role.Accent: colours.accent_fill, role.Light: colours.raised,
        role.Midlight: colours.hover, role.Mid: colours.border, role.Dark: colours.field,
        role.Shadow: QColor("#000000"),
    }  # fmt: skip
    for which, colour in plan.items():
        result.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, which, colours.disabled)
    return result


@cache
def _template() -> str:
    return (resources() / "themes" / "inkling.qss").read_text(encoding="utf-8")


def _style_sheet(colours: Palette, points: float) -> str:
    """Fill the template: `@role` is a colour, `@small` and friends are sizes in points."""
    values = {f.name: getattr(colours, f.name).name() for f in fields(colours) if f.name != "dark"}
    values |= {"small": f"{points * 0.9:.2f}pt", "title": f"{points * 1.45:.2f}pt", "body": f"{points:.2f}pt"}
    values["icons"] = (resources() / "icons").as_posix()
    text = _template()
    for name in sorted(values, key=len, reverse=True):  # @accent_fill before @accent
        text = text.replace(f"@{name}", values[name])
    return text
