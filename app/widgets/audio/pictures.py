"""Spectrograms as pixels: made once for a sound, cut and coloured for what is seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage

from app.core.contract import Sound
from app.core.spectra import FLOOR, spectrogram
from app.widgets import scales
from app.widgets.scales import ScaleName

Array = NDArray[np.float32]

#: Rows of a picture, from 0 hertz to HIGHEST in mel.
ROWS = 128
HIGHEST = 8_000.0
#: Seconds between two columns: as fine as that, and for long sounds no more columns than MOST.
_FINEST = 0.005
_MOST = 4_000
#: Decibels between the loudest spot of all rows and what is shown as nothing.
RANGE = 70.0
#: A difference of so many decibels has the full colour.
DIFFERENCE = 24.0


@dataclass(frozen=True, slots=True)
class Picture:
    """`decibels` [ROWS, columns], lowest frequency first; column n is at n * `hop` seconds."""

    decibels: Array
    hop: float


def pictures(sounds: list[Sound]) -> list[Picture]:
    """One picture for each sound, all with columns of the same width, so that they can be compared."""
    from threadpoolctl import threadpool_limits  # small products: more threads would wait for each other

    hop = max([_FINEST, *(sound.seconds / _MOST for sound in sounds)])
    with threadpool_limits(1, "blas"):
        return [
            Picture(spectrogram(sound.samples, sound.rate, rows=ROWS, hop=hop, highest=HIGHEST), hop)
            for sound in sounds
        ]


def difference(picture: Picture, other: Picture) -> Picture:
    """`picture` minus `other` in decibels, as long as the shorter one; what neither of them has is no difference.

    Both are cut off RANGE below their common peak, where there is only noise to compare.
    """
    columns = min(picture.decibels.shape[1], other.decibels.shape[1])
    one, two = picture.decibels[:, :columns], other.decibels[:, :columns]
    least = max(float(one.max(initial=FLOOR)), float(two.max(initial=FLOOR))) - RANGE
    return Picture(np.maximum(one, least) - np.maximum(two, least), picture.hop)


def grey(values: Array, low: float, high: float) -> QImage:
    """Values [rows, columns] between `low` and `high` as an image of steps 0 to 255, the first row at the foot."""
    span = max(high - low, 1e-6)
    steps = np.clip((values[::-1] - low) * (255.0 / span) + 0.5, 0.0, 255.0).astype(np.uint8)
    rows, columns = steps.shape
    return QImage(
        np.ascontiguousarray(steps).data, columns, rows, columns, QImage.Format.Format_Grayscale8
    ).copy()


def coloured(image: QImage, cut: QRect, width: int, height: int, scale: ScaleName, dark: bool) -> QImage:
    """A part of a grey image in a size and in the colours of a scale.

    It is scaled before it is coloured: averages of steps are on the scale, averages of colours need not be.
    """
    mode = Qt.TransformationMode.SmoothTransformation
    ratio = Qt.AspectRatioMode.IgnoreAspectRatio
    small = image.copy(cut).scaled(max(1, width), max(1, height), ratio, mode)
    found = small.convertToFormat(QImage.Format.Format_Grayscale8)
    if not found.reinterpretAsFormat(QImage.Format.Format_Indexed8):
        raise RuntimeError("grey pixels could not be read as steps of a scale")
    table = scales.table(scale, dark).tolist()
    found.setColorTable([0xFF000000 | red << 16 | green << 8 | blue for red, green, blue in table])
    return found.convertToFormat(QImage.Format.Format_RGB32)
