"""A picture with its codes, and what was decoded of them last: kept so that an edit costs what it touches."""

from __future__ import annotations

import numpy as np

from app.demos.latent_codes.editing import Numbers
from model_zoo.latent.image_codes import ImageCodes, Pixels, decibels, line_errors
from model_zoo.latent.windows import Window

Rows = tuple[tuple[int, ...], ...]


class Coded:
    """`pixels` [height, width(, 3)] and their map `numbers`; `made` is what `decoded` decodes to, padding and all."""

    def __init__(self, pixels: Pixels, numbers: Numbers, made: Pixels, warnings: tuple[str, ...]) -> None:
        self.pixels, self.numbers, self.warnings = pixels, numbers, warnings
        self.decoded, self.made = numbers, made
        self.rows: Rows = tuple(map(tuple, numbers.tolist()))
        self._errors = line_errors(pixels, self.picture)

    @property
    def picture(self) -> Pixels:
        """What was made, as large as the picture; the next edit paints into it."""
        height, width = self.pixels.shape[:2]
        return self.made[:height, :width]

    @property
    def psnr(self) -> float:
        """How near it comes, in dB."""
        height, width = self.pixels.shape[:2]
        return decibels(float(self._errors.sum()) / (3 * height * width))

    def repaint(self, model: ImageCodes, after: Numbers, quantizer: str) -> tuple[Window, ...]:
        """Bring `made` to what `after` decodes to; give the windows of the map that were decoded for it."""
        felt = model.repaint(self.made, self.decoded, after, quantizer)
        self.decoded = after
        factor = model.factor(quantizer)
        for window in felt:
            lines = slice(window.top * factor, window.bottom * factor)
            self._errors[lines] = line_errors(self.pixels[lines], self.picture[lines])
        return felt

    def rows_of(self, after: Numbers) -> Rows:
        """A map of the same shape as numbers; most rows are those of before."""
        rows = list(self.rows)
        for place in np.flatnonzero((after != self.numbers).any(axis=1)).tolist():
            rows[place] = tuple(after[place].tolist())
        return tuple(rows)
