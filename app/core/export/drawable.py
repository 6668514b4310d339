"""Make a figure that quotes a user's text safe to draw: characters that exist, fonts that have them."""

from __future__ import annotations

from typing import Any

from matplotlib.axis import Axis
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, Formatter, FuncFormatter, LogFormatter, LogFormatterMathtext

from app.core.export.fonts import families
from app.core.export.text import printable


def make_drawable(figure: Figure) -> tuple[list[str], list[str]]:
    """Mend every text of a drawn figure in place; give the texts as they will be seen, and their fonts."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            _mend_ticks(axis)
            axis.get_ticklabels()  # makes the labels now, so that their characters count below
    for mesh in figure.findobj(QuadMesh):
        if mesh.get_rasterized():  # matplotlib turns colour bars into pixels
            mesh.set_rasterized(False)
            mesh.set_edgecolor("face")
    labels: list[Any] = figure.findobj(Text)
    for label in labels:
        label.set_text(printable(label.get_text()))
    texts = [label.get_text() for label in labels]
    needed = families(texts)
    for label in labels:
        own = [name for name in label.get_fontfamily() if name not in needed]
        label.set_fontfamily([*own, *needed])
    return texts, needed


def _mend_ticks(axis: Axis) -> None:
    """Replace the formatters that write a user's words, and those that write formulas, which are off."""
    major, minor = axis.get_major_formatter(), axis.get_minor_formatter()
    if isinstance(major, LogFormatterMathtext):
        axis.set_major_formatter(LogFormatter())
    elif isinstance(major, FixedFormatter | FuncFormatter):
        axis.set_major_formatter(_Printable(major))
    if isinstance(minor, LogFormatterMathtext):
        axis.set_minor_formatter(LogFormatter(labelOnlyBase=True))


class _Printable(Formatter):
    """Tick labels of another formatter, made printable: matplotlib asks for them anew at every drawing."""

    def __init__(self, inner: Formatter) -> None:
        self._inner = inner

    def set_axis(self, axis: Any) -> None:
        super().set_axis(axis)
        self._inner.set_axis(axis)

    def set_locs(self, locs: list[float]) -> None:
        super().set_locs(locs)
        self._inner.set_locs(locs)

    def __call__(self, x: float, pos: int | None = None) -> str:
        return printable(self._inner(x, pos))
