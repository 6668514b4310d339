"""Arrays of pixels as Qt's images, painted so that a small picture shows its pixels and a large one stays smooth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

Pixels = NDArray[np.uint8]
"""[height, width] grey, [height, width, 3] red, green, blue, or [height, width, 4] with opacity."""

_FORMATS = {
    1: QImage.Format.Format_Grayscale8,
    3: QImage.Format.Format_RGB888,
    4: QImage.Format.Format_RGBA8888,
}


def to_image(pixels: Pixels) -> QImage:
    """Give a picture as an image with memory of its own. ValueError for an array that is none."""
    channels = 1 if pixels.ndim == 2 else pixels.shape[2] if pixels.ndim == 3 else 0
    if pixels.dtype != np.uint8 or channels not in _FORMATS or not pixels.size:
        raise ValueError(f"an array {pixels.dtype} of shape {pixels.shape} is no picture")
    whole = np.ascontiguousarray(pixels)
    height, width = whole.shape[:2]
    image = QImage(whole.tobytes(), width, height, channels * width, _FORMATS[channels])
    return image.copy()  # the bytes above live only as long as this call


def paint(painter: QPainter, image: QImage, area: QRectF, ratio: float) -> None:
    """Paint an image into `area`; `ratio` is the screen's device pixels for one of the area's.

    Enlarged, every pixel is a square with sharp edges; made smaller, pixels are averaged, or half of them
    would be dropped.
    """
    smaller = area.width() * ratio < image.width() or area.height() * ratio < image.height()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smaller)
    painter.drawImage(area, image)
