"""Family variational: our own auto-encoders of small pictures to draw from, with a judge of what they draw."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
import torch
from torch import Tensor

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.latent.generating import Cloud, Generators, drawn
from model_zoo.loaders.own_file import assembling, below, filled, of_json, read_own
from model_zoo.nets.image_vae import ImageVae, Judge, VaeShape

LAYOUT = "inkling-generator 1"
"""What the file's metadata says of itself; another number is another layout."""
_MOST_NETS = 64


def load(card: Card, device: torch.device, dtype: torch.dtype, report: Report) -> Generators:
    """Load all nets onto `device`, in float32: they are small.

    Raises ModelError if the file is none of ours, is damaged, or answers with numbers that are none.
    """
    report(0.0, "Reading the nets")
    facts, tensors = read_own(
        card, LAYOUT, "is no generator", "a model that the recipe inkling_generator made"
    )
    with assembling(card):
        classes = tuple(str(name) for name in json.loads(facts["classes"]))
        given = json.loads(facts["nets"])
        if not 0 < len(given) <= _MOST_NETS:
            raise ValueError(f"it names {len(given)} nets")
        nets, clouds, kind_clouds = {}, {}, {}
        for name, words in given.items():
            shape = of_json(VaeShape, words)
            if shape.classes not in (0, len(classes)):
                raise ValueError(
                    f"its net {name} knows {shape.classes} kinds of pictures, the file {len(classes)}"
                )
            nets[name] = filled(ImageVae(shape), below(tensors, f"{name}."), device)
            clouds[name] = _cloud(tensors, f"cloud.{name}", shape.latents)
            if shape.classes:
                kind_clouds[name] = tuple(
                    _cloud(tensors, f"cloud.{name}.{kind}", shape.latents) for kind in range(shape.classes)
                )
        judge = filled(Judge(len(classes)), below(tensors, "judge."), device)
        ready = Generators(card, nets, clouds, kind_clouds, judge, classes, device)
        _check_names(ready)
    report(0.8, "Drawing a few")
    _check_answer(ready)
    return ready


def _cloud(tensors: dict[str, Tensor], name: str, latents: int) -> Cloud:
    mean = tensors[f"{name}.mean"].double().numpy()
    covariance = tensors[f"{name}.covariance"].double().numpy()
    if mean.shape != (latents,) or covariance.shape != (latents, latents):
        raise ValueError(f"its measured codes {name} have another width")
    if not (np.isfinite(mean).all() and np.isfinite(covariance).all()):
        raise ValueError(f"its measured codes {name} are no numbers")
    return Cloud(mean, covariance)


def _check_names(ready: Generators) -> None:
    for width in ready.widths:
        for kind in ("vae", "plain"):
            if f"{kind}-{width}" not in ready.nets:
                raise ValueError(f"it has no net {kind}-{width} beside the other one of that width")


def _check_answer(ready: Generators) -> None:
    for name, net in ready.nets.items():
        codes = torch.from_numpy(drawn(None, net.shape.latents, 2, 0)).float().to(ready.device)
        kinds = torch.zeros(2, dtype=torch.long, device=ready.device) if net.shape.classes else None
        with torch.inference_mode():
            made = net.decode(codes, kinds)
            said = ready.judge(made)[0]
        if not bool(torch.isfinite(made).all() and torch.isfinite(said).all()):
            raise ModelError(
                f"The net {name} answers with numbers that are none (NaN or infinite): its weights are damaged. "
                "Download it again, or make it anew."
            )


def metadata(shapes: Mapping[str, VaeShape], classes: Sequence[str]) -> dict[str, str]:
    """What a checkpoint's file says of itself, for `load`: everything but the numbers."""
    return {
        "layout": LAYOUT,
        "format": "pt",
        "nets": json.dumps({name: asdict(shape) for name, shape in shapes.items()}),
        "classes": json.dumps(list(classes)),
    }
