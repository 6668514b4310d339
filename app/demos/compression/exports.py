"""What can be taken away from a compression: files, pictures, tables and figures, without Qt and torch."""

from __future__ import annotations

from functools import partial

from app.core.contract import Table, View
from app.demos.compression.contract import CompressionRequest, CompressionResult
from app.demos.compression.drawings import draw_bits, draw_curves, draw_spent
from app.demos.compression.words import NAMES


def views(request: CompressionRequest, result: CompressionResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    found = [View("ours", "Our file", _facts(result), picture=result.picture, encoded=result.file)]
    if result.original is not None:
        found.append(View("original", "Original", picture=result.original))
    for one in result.rivals:
        name = NAMES[one.codec]
        found.append(View(one.codec, f"{name} at as many bytes", picture=one.picture, encoded=one.file))
    if result.curves:
        found.append(_curves(result))
    if result.bits:
        found += [_bits(result), _spent(result)]
    return found


def _facts(result: CompressionResult) -> Table:
    """Each codec's file, a codec a row."""
    rows: list[tuple[object, ...]] = [
        ("ours", result.bytes, result.bits_per_pixel, result.psnr, result.ms_ssim, result.quality, None)
    ]
    rows += [
        (one.codec, one.bytes, one.bits_per_pixel, one.psnr, one.ms_ssim, one.quality, one.half_colour)
        for one in result.rivals
    ]
    columns = ("codec", "bytes", "bits_per_pixel", "psnr", "ms_ssim", "quality", "half_colour")
    return Table(columns, rows)


def _curves(result: CompressionResult) -> View:
    rows = [
        (curve.codec, point.quality, point.bits_per_pixel, point.psnr)
        for curve in result.curves
        for point in curve.points
    ]
    arrays = {
        f"{curve.codec}_{name}": [_number(getattr(point, name)) for point in curve.points]
        for curve in result.curves
        for name in ("bits_per_pixel", "psnr")
    }
    return View(
        "curves",
        "Rate and error",
        Table(("codec", "quality", "bits_per_pixel", "psnr"), rows),
        partial(draw_curves, result=result),
        arrays,
    )


def _bits(result: CompressionResult) -> View:
    rows = [(row, column, bits) for row, line in enumerate(result.bits) for column, bits in enumerate(line)]
    return View(
        "bits",
        "Bits of each 8 by 8 pixels",
        Table(("row", "column", "bits"), rows),
        partial(draw_bits, result=result),
        {"bits": [list(line) for line in result.bits]},
    )


def _spent(result: CompressionResult) -> View:
    return View(
        "spent",
        "What the bits say",
        Table(("part", "bits"), [(one.part, one.bits) for one in result.spent]),
        partial(draw_spent, result=result),
        {"bits": [one.bits for one in result.spent]},
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
