"""A deep net begun layer by layer, or at random: as it was measured after training, or here and now."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from app.core.contract import Progress, UserError
from app.demos.auto_encoder.contract import (
    AutoEncoderRequest,
    AutoEncoderResult,
    CurvePoint,
    StartCurve,
    StartProgress,
)
from app.demos.auto_encoder.sources import source
from model_zoo.latent.auto_encoding import AutoEncoders
from model_zoo.latent.starting import BATCH, compared
from model_zoo.nets.dense_auto_encoder import DenseShape
from model_zoo.recipes import small_trainer

_MACHINE_EPOCHS = 6
_NOTHING = np.empty((0, 0, 0), np.uint8)


def start(
    model: AutoEncoders, request: AutoEncoderRequest, seed: int, progress: Progress
) -> AutoEncoderResult:
    """The curves of four runs that differ in how the weights begin and how they are trained."""
    if not request.data.strip():
        return _measured(model, progress)
    progress.report(0.0, "Reading")
    found = source(request, progress)
    if found.space.kind != "pictures":
        raise UserError("Restricted Boltzmann machines learn values from 0 to 1: choose pictures.", "data")
    rows, held = torch.from_numpy(found.rows), torch.from_numpy(found.held_out.rows[:1000])
    each = max(1, len(rows) // BATCH)
    floor = float((held - rows.mean(dim=0)).square().mean())
    known: dict[str, list[CurvePoint]] = {}

    def tell(share: float, words: str, point: small_trainer.CurvePoint | None) -> None:
        if point is not None:
            known.setdefault(words.rpartition(":")[0], []).append(_point(point, each))
            curves = tuple(StartCurve(name, tuple(points)) for name, points in known.items())
            progress.partial(StartProgress(request.epochs, curves, floor))
        progress.report(share, words)

    shape = DenseShape(found.space.inputs, request.hidden, request.width, "logistic")
    runs = compared(shape, rows, held, request.epochs, _MACHINE_EPOCHS, seed, tell)
    curves = tuple(
        StartCurve(one.name, tuple(_point(point, each) for point in one.points), one.seconds_before)
        for one in runs
    )
    layers = _layers(found.space.inputs, request.hidden, request.width)
    note = (
        f"{len(rows):,} pictures of {found.space.title}, layers {layers}, {request.epochs} epochs; machines "
        f"{_MACHINE_EPOCHS} epochs for each layer."
    )
    return _result(model, found.id, found.space.title, request.width, curves, floor, len(held), (note,))


def _measured(model: AutoEncoders, progress: Progress) -> AutoEncoderResult:
    """What the recipe measured and the checkpoint brought along."""
    progress.report(0.0, "Reading what was measured")
    found: dict[str, Any] = model.figures.get("starts", {})
    if not found:
        raise UserError(
            "This model came without measured runs: choose what to learn from, and press Run to measure here.",
            "data",
        )
    each = max(1, int(found["rows"]) // int(found["batch"]))
    curves = tuple(
        StartCurve(
            one["name"],
            tuple(CurvePoint(p["step"] / each, p["train"], p["held_out"]) for p in one["points"]),
            float(one["seconds_before"]),
        )
        for one in found["runs"]
    )
    layers = _layers(784, tuple(found["hidden"]), int(found["code"]))
    note = f"Measured after training: {found['rows']:,} digits of 28 × 28 pixels, layers {layers}."
    progress.report(1.0, "Ready")
    return _result(
        model,
        str(found["data"]),
        "handwritten digits",
        int(found["code"]),
        curves,
        found["mean"],
        1000,
        (note,),
    )


def _result(
    model: AutoEncoders,
    data: str,
    title: str,
    width: int,
    starts: tuple[StartCurve, ...],
    floor: float,
    rows: int,
    notes: tuple[str, ...],
) -> AutoEncoderResult:
    return AutoEncoderResult(
        task="start",
        data=data,
        title=title,
        sets=model.sets,
        widths=(width,),
        width=width,
        pictures=_NOTHING,
        names=(),
        reconstructions=_NOTHING,
        pca_reconstructions=_NOTHING,
        error=(),
        pca_error=(),
        rows=rows,
        starts=starts,
        floor=floor,
        notes=notes,
    )


def _point(point: small_trainer.CurvePoint, each: int) -> CurvePoint:
    return CurvePoint(point.step / each, point.train, point.held_out)


def _layers(inputs: int, hidden: tuple[int, ...], code: int) -> str:
    return "–".join(map(str, (inputs, *hidden, code)))
