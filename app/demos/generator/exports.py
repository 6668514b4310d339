"""What can be taken away from a generator's answer: sheets, tables, codes and figures, without Qt and torch."""

from __future__ import annotations

from functools import partial

from app.core.contract import Table, View
from app.demos.generator.contract import GeneratorRequest, GeneratorResult, Wall
from app.demos.generator.drawings import draw_measures, draw_places

_NAMES = ("variational", "plain", "pixels")


def views(request: GeneratorRequest, result: GeneratorResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    found = [_wall(name, one) for name, one in zip(_NAMES, result.walls, strict=False)]
    for name, wall, places in zip(_NAMES, result.maps, result.places, strict=False):
        found.append(View(f"{name}_map", f"{wall.title}: around the walk", picture=wall.sheet))
        rows = [(one.x, one.y, one.label) for one in places]
        found.append(
            View(
                f"{name}_places",
                f"{wall.title}: where pictures are",
                Table(("x", "y", "label"), rows),
                partial(draw_places, places=places, axes_=request.axes, at=request.at),
            )
        )
    if result.measures:
        found.append(_measures(result))
    return found


def _wall(name: str, wall: Wall) -> View:
    rows = [
        (number, number // wall.columns, number % wall.columns, wall.said[number], wall.sure[number])
        for number in range(wall.count)
    ]
    return View(
        name,
        f"{wall.title}: pictures",
        Table(("number", "row", "column", "said", "sure"), rows),
        arrays={"codes": [list(code) for code in wall.codes], "sure": list(wall.sure)},
        picture=wall.sheet,
    )


def _measures(result: GeneratorResult) -> View:
    rows = [
        (one.net, one.latents, one.way, one.elbo, one.bits_per_pixel, one.error, one.recognised, one.frechet)
        for one in result.measures
    ]
    columns = ("net", "latents", "way", "elbo", "bits_per_pixel", "error", "recognised", "frechet")
    return View("measures", "How well they draw", Table(columns, rows), partial(draw_measures, result=result))
