"""Request and result of the denoising demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.core.contract import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Noise = Literal["none", "gaussian", "salt_and_pepper", "squares"]
Kind = Literal["gaussian", "salt_and_pepper", "squares", "clean"]

#: Larger pictures are made smaller: the nets learnt from pictures of 28 x 28 pixels.
MOST_SIDE = 256


@dataclass(frozen=True, slots=True)
class Stroke:
    """Where a brush went: `points` (x, y) in pixels of the picture as it is shown, the first one's middle (0.5, 0.5).

    "clean" takes noise away; the others put theirs there, of the stroke's own amount.
    """

    kind: Kind
    points: tuple[tuple[float, float], ...]
    radius: float = 2.0
    amount: float = 0.5


@dataclass(frozen=True, slots=True)
class DenoisingRequest:
    """A picture, and what is done to it."""

    input: str = "sneaker"  # a picture's file, or a bundled sample's id; it is made grey
    noise: Noise = "gaussian"  # over the whole picture
    #: Standard deviation (values 0 to 1), or the share of pixels that are specks, or of squares that are masked.
    amount: float = 0.3
    square: int = 4  # side of a masked square, in pixels
    strokes: tuple[Stroke, ...] = ()  # painted on top, in order
    told: bool = False  # the denoiser is told where the noise is, and how strong
    seed: int | None = None  # of the noise; None: the run's seed


@dataclass(frozen=True, slots=True)
class Answer:
    """What one method made of the noisy picture. `psnr` in dB; None where it is the very same picture."""

    name: str  # "denoiser", "identity", "bottleneck" or "filter"
    title: str
    picture: Picture | None
    psnr: float | None
    #: Share of the noise that is still there, 0 to 1: what of it the difference from the clean picture holds.
    kept: float | None


@dataclass(frozen=True, slots=True)
class Curve:
    """Mean PSNR in dB over held-out pictures for each of `amounts`, as it was measured after training."""

    name: str
    title: str
    psnr: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DenoisingResult:
    """The clean picture, the noisy one, and what became of it."""

    clean: Picture | None  # these are always there; in JSON a picture without a file is null
    noisy: Picture | None
    #: Where the noise is, uint8 [h, w]: 255 is a standard deviation of 1, or a pixel that was replaced.
    level: Picture | None
    psnr: float | None  # of the noisy picture; None without noise
    answers: tuple[Answer, ...]
    amounts: tuple[float, ...] = ()
    curves: tuple[Curve, ...] = ()  # for the request's noise
    notes: tuple[str, ...] = ()


def pixels(picture: Picture | None) -> NDArray[np.uint8]:
    """Give a picture's pixels, uint8 [h, w]; a result read from JSON may have lost them: ValueError."""
    if picture is None:
        raise ValueError("this picture was not written to a file")
    return picture.pixels
