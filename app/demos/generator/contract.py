"""Request and result of the generator demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.core.contract import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Task = Literal["sample", "walk", "interpolate", "traverse"]
Path = Literal["linear", "spherical"]
PlainCodes = Literal["normal", "fitted"]
EVERY = "each"
"""As a label: every class, a row of samples each."""


@dataclass(frozen=True, slots=True)
class GeneratorRequest:
    """What to draw. `walk` uses `axes` and `at`, `interpolate` uses `start`, `end` and `path`."""

    task: Task = "sample"
    latents: int = 8  # the width of the code: one that the model has (2, 8 and 16)
    label: str = ""  # a class for the net that is told one, “each” for a row of every class, or ""
    count: int = 40  # samples
    steps: int = 9  # pictures on the way, values of a traversal, places of the walk's map a side
    path: Path = "linear"
    start: str = (
        ""  # a picture file, a bundled sample's id, or “fashion:17”; "" in walk and traverse: the origin
    )
    end: str = ""
    axes: tuple[int, int] = (1, 2)  # the latents of the walk, from 1
    at: tuple[float, float] = (0.0, 0.0)  # where the walk is, in standard deviations
    #: What the plain net's samples come from: the standard normal, as the other's, or the normal that fits its codes.
    plain_codes: PlainCodes = "normal"
    seed: int | None = None  # None: the run's seed


@dataclass(frozen=True, slots=True)
class Wall:
    """Pictures of one net. `sheet` has them row by row, `columns` to a row, without gaps; `heads` name the rows.

    `said` and `sure` are what the judge takes each for, and how probable it thinks that; `recognised` is the share
    that it is sure of (from 0.9 on).
    """

    net: str  # "vae-8", "plain-8", "classes-8", or "pixels" for a cross-fade of pixels
    title: str
    sheet: Picture | None  # always there; in JSON a picture without a file is null
    columns: int
    count: int
    heads: tuple[str, ...]
    captions: tuple[str, ...]
    said: tuple[str, ...]
    sure: tuple[float, ...]
    recognised: float
    codes: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """What was measured of a net after training, on 10,000 samples or held-out pictures; None where it has none.

    `way` is how its codes were drawn: normal or fitted. `elbo` is in nats a picture, `error` in squared grey levels,
    `recognised` a share, `frechet` the distance of samples from held-out pictures in the judge's features.
    """

    net: str
    latents: int
    way: PlainCodes
    elbo: float | None
    bits_per_pixel: float | None
    error: float | None
    recognised: float | None
    frechet: float | None


@dataclass(frozen=True, slots=True)
class Place:
    """A held-out picture's code on the walk's two axes, in the units of the walk."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class GeneratorResult:
    """The variational net's wall first, then the plain one's; `maps` are the walk's surroundings, in that order."""

    task: Task
    walls: tuple[Wall, ...]
    maps: tuple[Wall, ...]
    places: tuple[tuple[Place, ...], ...]  # of 200 held-out pictures on each of the maps
    reach: float  # how far the maps go, in standard deviations either way
    measures: tuple[Measure, ...]
    real_recognised: float | None  # the share of held-out pictures that the judge is sure of
    real_frechet: float | None  # the distance of training pictures from held-out ones: nobody does better
    widths: tuple[int, ...]
    classes: tuple[str, ...]


def pixels_of(wall: Wall) -> NDArray[np.uint8]:
    """The pixels of a wall's sheet."""
    assert wall.sheet is not None
    return wall.sheet.pixels
