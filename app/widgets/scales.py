"""Colour scales: numbers as colours, in steps that look equal (CIELAB lightness via OKLab; Ottosson 2020).

Each scale starts at the paper of its theme, so that "nothing" looks like nothing in both.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Literal

from PySide6.QtGui import QColor

from app.core import categories

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: probability: 0 to 1, ever more ink. surprise: 0 (expected) to 1 (not at all), warm.
#: difference: 0 to 1 with 0.5 as "the same"; low is the first model's colour, high the second's.
ScaleName = Literal["probability", "surprise", "difference"]

_STEPS = 256

# Stops in OKLCH: lightness 0..1, chroma, hue in degrees. Lightness falls (or rises) in equal steps.
_LIGHT: dict[str, tuple[tuple[float, float, float], ...]] = {
    "probability": ((0.985, 0.005, 230.0), (0.84, 0.075, 235.0), (0.64, 0.135, 255.0), (0.42, 0.155, 270.0)),
    "surprise": ((0.985, 0.005, 80.0), (0.86, 0.09, 75.0), (0.70, 0.15, 50.0), (0.52, 0.17, 28.0)),
    "difference": (
        (0.55, 0.14, 262.0),
        (0.77, 0.075, 255.0),
        (0.985, 0.0, 0.0),
        (0.80, 0.10, 65.0),
        (0.60, 0.145, 50.0),
    ),
}
_DARK: dict[str, tuple[tuple[float, float, float], ...]] = {
    "probability": ((0.235, 0.012, 265.0), (0.42, 0.095, 268.0), (0.62, 0.135, 258.0), (0.86, 0.085, 220.0)),
    "surprise": ((0.235, 0.012, 60.0), (0.40, 0.085, 40.0), (0.58, 0.14, 45.0), (0.82, 0.12, 78.0)),
    "difference": ((0.70, 0.13, 262.0), (0.45, 0.08, 262.0), (0.235, 0.0, 0.0), (0.48, 0.08, 55.0),
                   (0.76, 0.135, 62.0)),
}  # fmt: skip


@cache
def table(name: ScaleName, dark: bool) -> NDArray[np.uint8]:
    """Give the scale as 256 rows of red, green, blue: uint8, shape (256, 3)."""
    import numpy as np

    return np.array(_rows(name, dark), dtype=np.uint8)


def colour(name: ScaleName, value: float, dark: bool) -> QColor:
    """Give the colour of `value`, 0 to 1 (what lies outside is clipped, NaN counts as 0)."""
    return QColor(*_rows(name, dark)[_step(value)])


def ground(name: ScaleName, value: float, dark: bool) -> tuple[QColor, QColor]:
    """Give the colour of `value` as `colour` does, and the ink that reads on it."""
    return _ground(name, _step(value), dark)


def category(group: int, dark: bool) -> QColor:
    """Give the hue of a group: eight that colour-blind readers tell apart, then the same again."""
    found = categories.hues(dark)
    return QColor(found[group % len(found)])


def _step(value: float) -> int:
    clipped = 0.0 if value != value else min(1.0, max(0.0, value))
    return round(clipped * (_STEPS - 1))


@cache
def _ground(name: ScaleName, step: int, dark: bool) -> tuple[QColor, QColor]:
    paper = QColor(*_rows(name, dark)[step])
    return paper, ink_on(paper)


@cache
def _rows(name: ScaleName, dark: bool) -> tuple[tuple[int, int, int], ...]:
    """Mix the stops in OKLab. In plain Python: the first paint needs a colour, not numpy's 0.15 s."""
    stops = [
        (light, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue)))
        for light, chroma, hue in (_DARK if dark else _LIGHT)[name]
    ]
    rows = []
    for step in range(_STEPS):
        at = step / (_STEPS - 1) * (len(stops) - 1)
        left = min(int(at), len(stops) - 2)
        share = at - left
        one, other = stops[left], stops[left + 1]
        rows.append(_to_srgb([a + (b - a) * share for a, b in zip(one, other, strict=True)]))
    return tuple(rows)


def luminance(colour: QColor) -> float:
    """Give the relative luminance of WCAG 2.2, 0 to 1."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Give the contrast ratio of WCAG 2.2, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ink_on(ground: QColor) -> QColor:
    """Give black or white, whichever reads better on `ground`: one of them always reaches 4.5:1."""
    dark_ink, light_ink = QColor("#000000"), QColor("#ffffff")
    return dark_ink if contrast(dark_ink, ground) >= contrast(light_ink, ground) else light_ink


def lightness(colour: QColor) -> float:
    """Give OKLab's lightness, 0 to 1."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    lms = [value ** (1 / 3) for value in _times(_RGB_TO_LMS, linear)]
    return sum(a * b for a, b in zip((0.2104542553, 0.7936177850, -0.0040720468), lms, strict=True))


_RGB_TO_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LAB_TO_LMS = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_LMS_TO_RGB = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def _times(matrix: tuple[tuple[float, ...], ...], vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _to_srgb(lab: list[float]) -> tuple[int, int, int]:
    """Turn OKLab into sRGB, 0 to 255 each; colours outside the gamut are clipped."""
    linear = _times(_LMS_TO_RGB, [value**3 for value in _times(_LAB_TO_LMS, lab)])
    clipped = [min(1.0, max(0.0, value)) for value in linear]
    srgb = [v * 12.92 if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in clipped]
    red, green, blue = (round(value * 255.0) for value in srgb)
    return red, green, blue
