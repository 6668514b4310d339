"""What can be asked of a generator, and pictures as its nets see them."""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

from app.core.contract import UserError
from app.core.pictures import read_picture, small_pictures
from app.demos.generator.contract import EVERY, GeneratorRequest
from model_zoo.latent.generating import Generators
from model_zoo.nets.image_vae import SIDE

Pixels = NDArray[np.uint8]

MOST_SAMPLES, MOST_STEPS = 400, 25
FARTHEST = 8.0
"""Standard deviations either way that a walk can go."""
_SMALL = re.compile(r"fashion:(\d{1,4})")
_QUOTED = 40


def check(model: Generators, request: GeneratorRequest) -> None:
    """Raises UserError for numbers, widths, classes and axes that cannot be."""
    if request.latents not in model.widths:
        raise UserError(
            f"“latents” is one of {', '.join(map(str, model.widths))}: the model has a net for each.",
            "latents",
        )
    if not 1 <= request.count <= MOST_SAMPLES:
        raise UserError(f"“count” goes from 1 to {MOST_SAMPLES} samples.", "count")
    if not 2 <= request.steps <= MOST_STEPS:
        raise UserError(f"“steps” goes from 2 to {MOST_STEPS}.", "steps")
    if request.label and request.label != EVERY and request.label not in model.classes:
        raise UserError(
            f"There is no class “{request.label[:_QUOTED]}”: the model knows {', '.join(model.classes)}; or write "
            f"“{EVERY}”.",
            "label",
        )
    if request.label == EVERY and request.task != "sample":
        raise UserError(f"“{EVERY}” draws samples of every class; here choose one class, or none.", "label")
    if request.label and told_net(model, request.latents) is None:
        widths = sorted({net.shape.latents for net in model.nets.values() if net.shape.classes})
        have = " and ".join(map(str, widths)) or "no"
        raise UserError(
            f"The net that is told a class has {have} latents: choose that width, or no class.", "label"
        )
    if request.task == "walk":
        if len(set(request.axes)) != 2 or not all(1 <= one <= request.latents for one in request.axes):
            raise UserError(f"“axes” are two different latents from 1 to {request.latents}.", "axes")
        if not all(math.isfinite(one) and abs(one) <= FARTHEST for one in request.at):
            raise UserError(f"“at” goes to {FARTHEST:.0f} standard deviations either way.", "at")


def told_net(model: Generators, latents: int) -> str | None:
    """The net of this width that is told a class."""
    fits = (n for n, net in model.nets.items() if net.shape.classes and net.shape.latents == latents)
    return next(fits, None)


def small(value: str, field: str) -> Pixels:
    """A picture as the nets see it, grey uint8 [28, 28], light on dark. Raises UserError.

    “fashion:17” names one of the 200 bundled held-out pictures; any other is read, made grey and reduced. A picture
    whose border is light is turned into its negative, as the nets know clothes on black alone.
    """
    if named := _SMALL.fullmatch(value.strip()):
        images = small_pictures("fashion").images
        number = int(named[1])
        if number >= len(images):
            raise UserError(
                f"There are {len(images)} bundled pictures: fashion:0 to fashion:{len(images) - 1}.", field
            )
        return images[number]
    from PIL import Image

    pixels = read_picture(value, field).pixels
    if pixels.shape == (SIDE, SIDE):
        return pixels
    image = Image.fromarray(pixels).convert("L")
    side = max(image.size)
    border = np.concatenate([np.asarray(image)[0], np.asarray(image)[-1]])
    ground = int(np.median(border))
    square = Image.new("L", (side, side), ground)
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    found = np.asarray(square.resize((SIDE, SIDE), Image.Resampling.LANCZOS))
    return 255 - found if ground > 127 else found.copy()
