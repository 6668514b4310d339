"""The noisy picture of a request: noise over all of it, then the strokes, one after the other."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from app.core.contract import UserError
from app.core.pictures import read_picture
from app.demos.denoising.contract import MOST_SIDE, DenoisingRequest, Stroke
from model_zoo.latent.corruption import corrupt

Floats = NDArray[np.float32]

MOST_STROKES, MOST_POINTS = 500, 100_000


def check(request: DenoisingRequest) -> None:
    """Raise UserError for what cannot be done to a picture."""
    if not (math.isfinite(request.amount) and 0 <= request.amount <= 1):
        raise UserError("The amount of noise is a number from 0 to 1.", "amount")
    if not 1 <= request.square <= 64:
        raise UserError("A masked square has 1 to 64 pixels on each side.", "square")
    if len(request.strokes) > MOST_STROKES or sum(len(s.points) for s in request.strokes) > MOST_POINTS:
        raise UserError("That is too much painting for one picture: begin anew.", "strokes")
    for stroke in request.strokes:
        numbers = [stroke.radius, stroke.amount, *(value for point in stroke.points for value in point)]
        if not all(map(math.isfinite, numbers)) or not 0 < stroke.radius <= MOST_SIDE:
            raise UserError(
                "A stroke is a line of points with a radius above 0, all of them numbers.", "strokes"
            )
        if not 0 <= stroke.amount <= 1:
            raise UserError("The amount of a stroke is a number from 0 to 1.", "strokes")


def clean_picture(value: str) -> tuple[Floats, tuple[str, ...]]:
    """A picture, grey, 0 to 1, of at most 256 pixels a side, and what had to be done to it."""
    from PIL import Image

    picture = read_picture(value, "input")
    image = Image.fromarray(picture.pixels)
    notes = []
    if picture.pixels.ndim == 3:
        image = image.convert("L")
        notes.append("It was made grey: the nets see no colour.")
    if max(image.size) > MOST_SIDE:
        share = MOST_SIDE / max(image.size)
        size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
        image = image.resize(size, Image.Resampling.LANCZOS)
        notes.append(f"It was made smaller: {size[0]} × {size[1]} pixels.")
    if min(image.size) < 4:
        raise UserError("The picture has a side of less than 4 pixels; choose a larger one.", "input")
    return np.asarray(image, np.float32) / np.float32(255), tuple(notes)


def spoilt(clean: Floats, request: DenoisingRequest, seed: int) -> tuple[Floats, Floats]:
    """The noisy picture [h, w], 0 to 1, and the strength of the noise at each pixel.

    The same seed gives the same noise; a stroke's own noise does not depend on the strokes before it, so that
    taking one back changes nothing else.
    """
    noisy, level = clean.copy(), np.zeros_like(clean)
    if request.noise != "none":
        random = np.random.default_rng([seed, 0])
        noisy, level = corrupt(clean, request.noise, request.amount, random, request.square)
    for number, stroke in enumerate(request.strokes):
        where = touched(clean.shape, stroke)
        if stroke.kind == "clean":
            fresh, strength = clean, np.zeros_like(clean)
        else:
            random = np.random.default_rng([seed, 1 + number])
            fresh, strength = corrupt(clean, stroke.kind, stroke.amount, random, request.square)
        noisy, level = np.where(where, fresh, noisy), np.where(where, strength, level)
    return noisy.astype(np.float32), level.astype(np.float32)


def touched(shape: tuple[int, ...], stroke: Stroke) -> NDArray[np.bool_]:
    """Which pixels a stroke covers: those whose middle is within its radius, and that under each point."""
    height, width = shape
    found = np.zeros((height, width), bool)
    reach = math.ceil(stroke.radius) + 1
    for x, y in stroke.points:
        if not (-reach <= x <= width + reach and -reach <= y <= height + reach):
            continue
        left, top = max(0, math.floor(x) - reach), max(0, math.floor(y) - reach)
        right, bottom = min(width, math.floor(x) + reach + 1), min(height, math.floor(y) + reach + 1)
        across = np.arange(left, right) + 0.5 - x
        down = np.arange(top, bottom) + 0.5 - y
        near = down[:, None] ** 2 + across[None] ** 2 <= stroke.radius**2
        found[top:bottom, left:right] |= near
        if 0 <= x < width and 0 <= y < height:
            found[math.floor(y), math.floor(x)] = True
    return found
