"""What can be taken away from an auto-encoder result: tables, arrays, figures, pictures; without Qt and torch."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Picture, Table, View
from app.demos.auto_encoder.contract import AutoEncoderRequest, AutoEncoderResult
from app.demos.auto_encoder.drawings import draw_curve, draw_errors, draw_maps, draw_starts


def views(_request: AutoEncoderRequest, result: AutoEncoderResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    if result.task == "sweep":
        return [_errors(result), _sheet(result), _codes(result)]
    if result.task == "map":
        return [_maps(result)]
    if result.task == "train":
        return [_curve(result), _sheet(result), _codes(result)]
    return [_starts(result)]


def _errors(result: AutoEncoderResult) -> View:
    linear = result.pca_error or (None,) * len(result.widths)
    rows = list(zip(result.widths, result.error, linear, strict=True))
    return View(
        "errors",
        "Error over the width of the code",
        Table(("width", "error", "pca_error"), rows),
        partial(draw_errors, result=result),
        {"width": list(result.widths), "error": list(result.error), "pca_error": list(result.pca_error)},
    )


def _sheet(result: AutoEncoderResult) -> View:
    arrays: dict[str, Any] = {
        "width": list(result.widths),
        "pictures": result.pictures,
        "reconstructions": result.reconstructions,
        "pca_reconstructions": result.pca_reconstructions,
    }
    return View(
        "reconstructions", "Pictures and reconstructions", arrays=arrays, picture=Picture(sheet(result))
    )


def sheet(result: AutoEncoderResult) -> NDArray[np.uint8]:
    """All pictures in a row, below them what each width restores, and PCA below that: uint8 [h, w], four times."""
    rows = [result.pictures]
    for place in range(len(result.reconstructions)):
        rows.append(result.reconstructions[place])
        if len(result.pca_reconstructions):
            rows.append(result.pca_reconstructions[place])
    gap = 2
    lines = [
        np.concatenate([np.pad(one, ((gap, 0), (gap, 0)), constant_values=128) for one in row], axis=1)
        for row in rows
        if len(row)
    ]
    whole = np.concatenate(lines, axis=0)
    return np.asarray(np.kron(whole, np.ones((4, 4), np.uint8)), np.uint8)


def _codes(result: AutoEncoderResult) -> View:
    columns = ("name", *(f"code_{number + 1}" for number in range(result.codes.shape[1])))
    rows = [(name, *map(float, code)) for name, code in zip(result.names, result.codes, strict=True)]
    arrays = {"codes": result.codes, "width": result.width}
    return View("codes", f"Codes of {result.width} numbers", Table(columns, rows), arrays=arrays)


def _maps(result: AutoEncoderResult) -> View:
    columns = ["row", "label"]
    for one in result.coordinates:
        columns += [f"{one.name}_x", f"{one.name}_y"]
    rows = []
    for row, label in enumerate(result.labels.tolist()):
        name = result.classes[label] if 0 <= label < len(result.classes) else None
        places = [float(value) for one in result.coordinates for value in one.points[row]]
        rows.append((row, name, *places))
    arrays: dict[str, Any] = {one.name: one.points for one in result.coordinates}
    arrays |= {"labels": result.labels, "codes": result.codes}
    return View(
        "maps",
        "Four maps of the same rows",
        Table(tuple(columns), rows),
        partial(draw_maps, result=result),
        arrays,
    )


def _curve(result: AutoEncoderResult) -> View:
    rows = [(point.epoch, point.train, point.held_out) for point in result.curve]
    return View(
        "curve",
        "Learning curve",
        Table(("epoch", "train", "held_out"), rows),
        partial(draw_curve, result=result),
        {"curve": rows, "pca_error": list(result.pca_error)},
    )


def _starts(result: AutoEncoderResult) -> View:
    rows = [
        (one.name, point.epoch, point.train, point.held_out) for one in result.starts for point in one.curve
    ]
    arrays = {
        f"run_{number + 1}": [(p.epoch, p.held_out) for p in one.curve]
        for number, one in enumerate(result.starts)
    }
    return View(
        "starts",
        "Layer-wise start and plain start",
        Table(("run", "epoch", "train", "held_out"), rows),
        partial(draw_starts, result=result),
        {**arrays, "floor": result.floor or 0.0},
    )
