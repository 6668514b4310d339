"""The comparison of 2006, measured: a deep logistic auto-encoder of digits begun in two ways, trained in two."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import torch

from model_zoo.latent.starting import Started, compared
from model_zoo.nets.dense_auto_encoder import DenseShape
from model_zoo.recipes.small_trainer import CurvePoint

SHAPE = DenseShape(784, (256, 128, 64, 32), 6, "logistic")
"""A code of six, as the paper's net for curves; ten layers of weights in all."""
EPOCHS, MACHINE_EPOCHS, ROWS = 25, 6, 2000


def measured_starts(rows: torch.Tensor, held_out: torch.Tensor) -> dict[str, Any]:
    """The four runs with what they were: for figures.json."""

    def tell(share: float, words: str, point: CurvePoint | None) -> None:
        if point is not None and point.step % (10 * (ROWS // 100)) == 0:
            print(f"{share:4.0%} {words}: {point.held_out:.5f}", flush=True)

    found = compared(SHAPE, rows[:ROWS], held_out[:1000], EPOCHS, MACHINE_EPOCHS, 1, tell)
    return {
        "data": "digits",
        "rows": ROWS,
        "hidden": SHAPE.hidden,
        "code": SHAPE.code,
        "batch": 100,
        "machine_epochs": MACHINE_EPOCHS,
        "mean": float((held_out - rows[:ROWS].mean(dim=0)).square().mean()),
        "runs": [_plain(one) for one in found],
    }


def _plain(one: Started) -> dict[str, Any]:
    return asdict(one)
