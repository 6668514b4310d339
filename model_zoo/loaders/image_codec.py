"""Family image_codec: our own compressor of pictures, with the tables that its entropy coder reads."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import torch
from torch import Tensor

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.latent.compression import ImageCompression
from model_zoo.latent.entropy_coding import Counts, Table
from model_zoo.loaders.own_file import assembling, below, filled, of_json, read_own
from model_zoo.nets.image_codec import SPREADS, CodecShape, ImageCodec

LAYOUT = "inkling-image-codec 1"
"""What the file's metadata says of itself; another number is another layout."""


def load(card: Card, device: torch.device, dtype: torch.dtype, report: Report) -> ImageCompression:
    """Load a codec. It computes on the processor whatever `device` says: a file must decode wherever it is opened.

    Raises ModelError if the file is none of ours, is damaged, or does not code and decode a picture.
    """
    report(0.0, "Reading the codec")
    facts, tensors = read_own(
        card, LAYOUT, "is no image codec", "a model that the recipe inkling_image_codec made"
    )
    with assembling(card):
        shape = of_json(CodecShape, json.loads(facts["shape"]))
        net = filled(ImageCodec(shape), below(tensors, "net."), torch.device("cpu"))
        latents = _tables(tensors["tables.latents"], SPREADS)
        hyper = [_tables(rows, shape.hyper) for rows in _by_level(tensors["tables.hyper"], shape)]
        ready = ImageCompression(card, net, latents, hyper)
    report(0.8, "Trying a picture")
    _check_answer(ready)
    return ready


def _check_answer(ready: ImageCompression) -> None:
    """Code and decode a ramp: bad weights are found now, and so is what libraries prepare on first use."""
    ramp = np.add.outer(np.arange(0, 240, 8), np.arange(0, 240, 6)).astype(np.uint16)
    picture = np.stack([ramp // 2, ramp // 3, 255 - ramp // 2], 2).astype(np.uint8)
    try:
        made = ready.encode(picture, float(ready.levels), lambda share, note: None)
        again, _ = ready.decode(made.data, lambda share, note: None)
    except (ValueError, RuntimeError, OverflowError) as error:
        raise ModelError(f"This codec does not decode what it codes ({error}): make it anew.") from error
    if float(np.abs(again.astype(np.float64) - picture).mean()) > 40:
        raise ModelError(
            "This codec's pictures have nothing to do with what it is given: its weights are damaged. Download it "
            "again, or make it anew."
        )


def _by_level(counts: Tensor, shape: CodecShape) -> Tensor:
    if counts.ndim != 3 or len(counts) != shape.levels:
        raise ValueError("its tables are of another number of levels")
    return counts


def _tables(counts: Tensor, rows: int) -> list[Table]:
    """One table a row; a row ends where its zeros begin."""
    if counts.ndim != 2 or len(counts) != rows or counts.dtype != torch.int32:
        raise ValueError("its tables have another form")
    return [Table(_trimmed(row)) for row in counts.numpy().astype(np.int64)]


def _trimmed(row: Counts) -> Counts:
    return row[: int(np.flatnonzero(row)[-1]) + 1] if row.any() else row


def metadata(shape: CodecShape) -> dict[str, str]:
    """What a checkpoint's file says of itself, for `load`: everything but the numbers."""
    return {"layout": LAYOUT, "format": "pt", "shape": json.dumps(asdict(shape))}
