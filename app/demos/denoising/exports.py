"""What can be taken away from a denoising result: the pictures, a table, figures; without Qt and torch."""

from __future__ import annotations

from functools import partial

from app.core.contract import Table, View
from app.demos.denoising.contract import DenoisingRequest, DenoisingResult, pixels
from app.demos.denoising.drawings import draw_curves


def views(request: DenoisingRequest, result: DenoisingResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    found = [_answers(result)]
    if result.curves:
        found.append(_curves(request, result))
    found += [
        View("clean", "Clean picture", picture=result.clean),
        View("noisy", "Noisy picture", picture=result.noisy),
        View("level", "Where the noise is", picture=result.level),
    ]
    return found + [View(one.name, one.title, picture=one.picture) for one in result.answers]


def _answers(result: DenoisingResult) -> View:
    rows: list[tuple[object, ...]] = [("noisy", "Noisy picture", result.psnr, 1.0 if result.psnr else None)]
    rows += [(one.name, one.title, one.psnr, one.kept) for one in result.answers]
    arrays = {"clean": pixels(result.clean), "noisy": pixels(result.noisy), "level": pixels(result.level)}
    arrays |= {one.name: pixels(one.picture) for one in result.answers}
    return View(
        "answers",
        "How near each method came",
        Table(("name", "title", "psnr", "noise_kept"), rows),
        arrays=arrays,
    )


def _curves(request: DenoisingRequest, result: DenoisingResult) -> View:
    rows = [
        (one.name, amount, value)
        for one in result.curves
        for amount, value in zip(result.amounts, one.psnr, strict=True)
    ]
    return View(
        "curves",
        "PSNR over the amount of noise",
        Table(("name", "amount", "psnr"), rows),
        partial(draw_curves, request=request, result=result),
        {"amounts": list(result.amounts), **{one.name: list(one.psnr) for one in result.curves}},
    )
