"""Family auto_encoder: our own auto-encoders and denoisers, bundled or trained and kept in the window."""

from __future__ import annotations

import json
import zipfile
from typing import Any

import numpy as np
import torch
from torch import Tensor

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.latent.auto_encoder_file import FIGURES, LAYOUT
from model_zoo.latent.auto_encoding import AutoEncoders
from model_zoo.latent.principal import Principal
from model_zoo.latent.spaces import HELD_OUT, Space, read_held_out
from model_zoo.loaders.own_file import assembling, below, filled, only_known, read_own
from model_zoo.nets.conv_denoiser import ConvDenoiser, DenoiserShape
from model_zoo.nets.dense_auto_encoder import DenseAutoEncoder, DenseShape

_MOST_NETS, _MOST_UNITS = 256, 65_536


def load(card: Card, device: torch.device, dtype: torch.dtype, report: Report) -> AutoEncoders:
    """Load the nets onto `device`. They compute in float32: the widest has a few hundred thousand numbers.

    Raises ModelError if the file is none of ours, is damaged, or its parts do not fit together.
    """
    report(0.0, "Reading the auto-encoders")
    where = "a folder that was kept in the page “Squeeze and restore”, or made by the recipe inkling_auto_encoders"
    facts, tensors = read_own(card, LAYOUT, "holds no auto-encoders", where)
    with assembling(card):
        ready = _assembled(card, facts, tensors, device)
    report(0.7, "Reading the held-out rows")
    _read_beside(ready)
    report(0.9, "Trying a row")
    _check_answer(ready)
    return ready


def _assembled(
    card: Card, facts: dict[str, str], tensors: dict[str, Tensor], device: torch.device
) -> AutoEncoders:
    ready = AutoEncoders(card, device)
    for data, given in json.loads(facts["spaces"]).items():
        ready.spaces[data] = _space(given)
    listed = json.loads(facts["nets"])
    if not listed or len(listed) > _MOST_NETS:
        raise ValueError(f"it names {len(listed)} nets")
    for data, width, given in listed:
        shape = only_known(DenseShape, given | {"hidden": tuple(given["hidden"])})
        if not all(0 < size <= _MOST_UNITS for size in shape.sizes):
            raise ValueError(f"a layer of its net {data} {width} has no usual size")
        if (shape.inputs, shape.code) != (ready.spaces[data].inputs, width):
            raise ValueError(f"its net {data} {width} is for {shape.inputs} inputs and {shape.code} codes")
        ready.nets[data, width] = filled(DenseAutoEncoder(shape), below(tensors, f"{data}.{width}."), device)
    for data, space in ready.spaces.items():
        parts = {k: v.float().numpy() for k, v in below(tensors, f"{data}.principal.").items()}
        if parts:
            one = Principal(parts["mean"], parts["components"])
            if one.mean.shape != (space.inputs,) or one.components.shape[1:] != one.mean.shape:
                raise ValueError(f"its principal components of {data} are for other rows")
            ready.principal[data] = one
    for name, given in json.loads(facts["denoisers"]).items():
        denoiser = ConvDenoiser(only_known(DenoiserShape, given))
        ready.denoisers[name] = filled(denoiser, below(tensors, f"denoiser.{name}."), device)
    return ready


def _space(given: dict[str, Any]) -> Space:
    lists = {name: tuple(given.get(name, ())) for name in ("columns", "mean", "scale")}
    space: Space = only_known(Space, given | lists)
    if space.kind not in ("pictures", "table") or not 0 < space.inputs <= _MOST_UNITS:
        raise ValueError(f"a set of kind {space.kind!r} with {space.inputs} numbers a row is none")
    if space.kind == "table" and not len(space.mean) == len(space.scale) == len(space.columns):
        raise ValueError("a table has other columns than means and scales")
    return space


def _read_beside(ready: AutoEncoders) -> None:
    """What lies beside the weights; only what is there can be damaged."""
    folder = ready.card.path
    path = folder / HELD_OUT
    try:
        if path.is_file():
            ready.held_out = read_held_out(path, ready.spaces)
        path = folder / FIGURES
        if path.is_file():
            ready.figures = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path.name} beside the weights is damaged: {error}.") from error


def _check_answer(ready: AutoEncoders) -> None:
    """Ask every net once: damaged weights are found now."""
    for data, width in ready.nets:
        row = np.full((1, ready.spaces[data].inputs), 0.5, np.float32)
        _finite(ready.reconstructed(data, width, row), f"net {data} {width}")
    for name in ready.denoisers:
        _finite(ready.denoised(name, np.full((1, 28, 28), 0.5, np.float32), None), f"denoiser {name}")


def _finite(answer: np.ndarray[Any, Any], what: str) -> None:
    if not np.isfinite(answer).all():
        raise ModelError(
            f"The {what} of this model answers with numbers that are none (NaN or infinite): its weights are "
            "damaged. Download it again, or train it anew."
        )
