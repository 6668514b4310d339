"""Spectrograms for files: filled contours, so that they are vectors, with pitch on an axis of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.contract import Sound
from app.core.spectra import row_of, spectrogram

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

#: Points of a spectrogram and levels between them: contours of so many weigh a tenth of what cells would.
_ROWS, _COLUMNS, _LEVELS = 56, 240, 16
_HIGHEST = 8_000.0
#: Decibels from the loudest spot to the paper, and for the full colour of a difference.
_RANGE, _DIFFERENCE = 70.0, 24.0
_TICKS = (250, 1000, 4000)
_PITCH = (75, 150, 300, 600)
_ORANGE = "#d55e00"


@dataclass(frozen=True, slots=True)
class SpectrogramPane:
    """A sound and, if it is to be drawn, its pitch: `hertz` [frames], 0 where nothing is voiced."""

    title: str
    sound: Sound
    hertz: Sequence[float] | NDArray[np.float32] | None = None
    frames_per_second: float = 100.0


def draw_spectrograms(
    figure: Figure, panes: Sequence[SpectrogramPane], compare: tuple[int, int] | None = None
) -> None:
    """Draw sounds from top to bottom on one time axis; `compare` (i, j) adds pane i minus pane j in decibels."""
    import numpy as np

    hop = max(0.01, max(pane.sound.seconds for pane in panes) / _COLUMNS)
    made = [
        spectrogram(pane.sound.samples, pane.sound.rate, rows=_ROWS, hop=hop, highest=_HIGHEST)
        for pane in panes
    ]
    top = max(float(one.max()) for one in made)
    shown = [np.maximum(one, top - _RANGE) - top for one in made]
    columns = figure.subplots(len(panes) + (compare is not None), 1, sharex=True, squeeze=False)[:, 0]
    for axes, pane, values in zip(columns, panes, shown, strict=False):
        _fill(figure, axes, values, hop, pane.title, (-_RANGE, 0.0), "viridis")
        if pane.hertz is not None:
            _line(axes, pane)
    if compare is not None:
        one, other = (shown[which] for which in compare)
        both = min(one.shape[1], other.shape[1])
        title = " minus ".join(panes[which].title for which in compare)
        limits = (-_DIFFERENCE, _DIFFERENCE)
        _fill(figure, columns[-1], one[:, :both] - other[:, :both], hop, title, limits, "RdBu_r")
    columns[-1].set_xlabel("seconds")


def _fill(
    figure: Figure,
    axes: Any,
    values: NDArray[Any],
    hop: float,
    title: str,
    limits: tuple[float, float],
    colours: str,
) -> None:
    import numpy as np

    places = np.arange(values.shape[1]) * hop, np.arange(len(values))
    levels = np.linspace(*limits, _LEVELS)
    filled = axes.contourf(*places, np.clip(values, *limits), levels, cmap=colours)
    axes.set_title(title, fontsize="small", loc="left")
    axes.set_yticks([row_of(hertz, _ROWS, _HIGHEST) for hertz in _TICKS], [f"{hertz}" for hertz in _TICKS])
    axes.set_ylim(0, len(values) - 1)
    axes.tick_params(labelsize="small")
    axes.set_ylabel("Hz", fontsize="small")
    ticks = [limits[0], sum(limits) / 2, limits[1]]
    figure.colorbar(filled, ax=axes, label="dB", format="%.0f", ticks=ticks, pad=0.1)


def _line(axes: Any, pane: SpectrogramPane) -> None:
    """The contour over its pane, logarithmic, with gaps where nothing is voiced."""
    assert pane.hertz is not None
    right = axes.twinx()
    seconds = [frame / pane.frames_per_second for frame in range(len(pane.hertz))]
    right.plot(seconds, [float(hertz) or float("nan") for hertz in pane.hertz], color=_ORANGE, lw=1.4)
    right.set_yscale("log")
    right.set_ylim(60, 650)
    right.set_yticks(_PITCH, [f"{hertz}" for hertz in _PITCH])
    right.minorticks_off()
    right.tick_params(labelsize="small")
    right.set_ylabel("pitch, Hz", fontsize="small", color=_ORANGE)
