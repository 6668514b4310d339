"""A small generator of real, untrained parts as a checkpoint: two widths, a net that is told a class, a judge."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from model_zoo.loaders.variational import metadata
from model_zoo.nets.image_vae import ImageVae, Judge, VaeShape

CLASSES = ("sock", "hat", "tie")
SHAPES = {
    "vae-2": VaeShape(2, wide=6, narrow=5),
    "plain-2": VaeShape(2, variational=0, wide=6, narrow=5),
    "vae-3": VaeShape(3, wide=6, narrow=5),
    "plain-3": VaeShape(3, variational=0, wide=6, narrow=5),
    "classes-3": VaeShape(3, classes=3, wide=6, narrow=5),
}


def checkpoint(folder: Path) -> Path:
    """Write the file."""
    torch.manual_seed(0)
    tensors: dict[str, Tensor] = {}
    for name, shape in SHAPES.items():
        tensors |= {f"{name}.{key}": value.half() for key, value in ImageVae(shape).state_dict().items()}
        tensors[f"cloud.{name}.mean"] = torch.full((shape.latents,), 1.5)
        tensors[f"cloud.{name}.covariance"] = torch.diag(torch.arange(1.0, shape.latents + 1))
        for kind in range(shape.classes):
            tensors[f"cloud.{name}.{kind}.mean"] = torch.full((shape.latents,), 1.0 + kind)
            tensors[f"cloud.{name}.{kind}.covariance"] = torch.eye(shape.latents)
    tensors |= {f"judge.{key}": value.half() for key, value in Judge(3).state_dict().items()}
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "model.safetensors", metadata=metadata(SHAPES, CLASSES))
    return folder
