"""Hues for groups, the same on the screen and in figures."""

from __future__ import annotations

#: Eight hues found by search for the greatest least distance in OKLab (Ottosson 2020), seen by common eyes and by
#: protan, deutan and tritan ones (Machado, Oliveira and Fernandes 2009): 0.158 on light paper, 0.149 on dark,
#: where those of Okabe and Ito (2008) keep 0.076. The pale ones need an outline.
LIGHT = ("#008080", "#ea9500", "#8015bf", "#d42a00", "#2a2a6a", "#40bfbf", "#6a0000", "#aa6aff")
DARK = ("#2affd4", "#ea8000", "#bf80ff", "#bf4000", "#952aea", "#008080", "#ffd415", "#55bfaa")

#: The second cue beside the hue, by matplotlib's letter.
SHAPES = ("o", "s", "^", "D", "P", "v")


def hues(dark: bool) -> tuple[str, ...]:
    """Give the hues in order, as "#rrggbb"."""
    return DARK if dark else LIGHT


def shape_of(group: int, groups: int) -> int:
    """Give the place in SHAPES of a group: up to six groups differ in shape, more when the hues repeat."""
    if group < 0:
        return 0
    return group % len(SHAPES) if groups <= len(SHAPES) else (group // len(LIGHT)) % len(SHAPES)
