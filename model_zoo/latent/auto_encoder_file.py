"""Auto-encoders on disk: weights, with what they are in the metadata, and the held-out rows beside them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from model_zoo.latent.principal import Principal
from model_zoo.latent.spaces import HELD_OUT, HeldOut, Space
from model_zoo.nets.conv_denoiser import ConvDenoiser
from model_zoo.nets.dense_auto_encoder import DenseAutoEncoder

LAYOUT = "inkling-auto-encoders 1"
"""What the file's metadata says of itself; another number is another layout."""
WEIGHTS, FIGURES = "model.safetensors", "figures.json"


def write(
    folder: Path,
    spaces: dict[str, Space],
    nets: dict[tuple[str, int], DenseAutoEncoder],
    principal: dict[str, Principal],
    held_out: dict[str, HeldOut],
    denoisers: dict[str, ConvDenoiser] | None = None,
) -> Path:
    """Write the weights in half precision and the held-out rows; gives the weights' path.

    Every file gets its name last: a reader never meets half of it. Raises OSError.
    """
    denoisers = denoisers or {}
    tensors: dict[str, Tensor] = {}
    for (data, width), net in nets.items():
        tensors |= {f"{data}.{width}.{name}": value for name, value in net.state_dict().items()}
    for data, one in principal.items():
        tensors[f"{data}.principal.mean"] = torch.from_numpy(one.mean)
        tensors[f"{data}.principal.components"] = torch.from_numpy(one.components)
    for name, denoiser in denoisers.items():
        tensors |= {f"denoiser.{name}.{part}": value for part, value in denoiser.state_dict().items()}
    facts = {
        "layout": LAYOUT,
        "format": "pt",
        "spaces": json.dumps({data: asdict(space) for data, space in spaces.items()}),
        "nets": json.dumps([[data, width, asdict(net.shape)] for (data, width), net in nets.items()]),
        "denoisers": json.dumps({name: asdict(one.shape) for name, one in denoisers.items()}),
    }
    folder.mkdir(parents=True, exist_ok=True)
    _write_held_out(folder, spaces, held_out)
    fresh = folder / f"{WEIGHTS}.new"
    half = {name: value.detach().cpu().half().contiguous() for name, value in tensors.items()}
    save_file(half, fresh, metadata=facts)
    return fresh.replace(folder / WEIGHTS)


def _write_held_out(folder: Path, spaces: dict[str, Space], held_out: dict[str, HeldOut]) -> None:
    arrays: dict[str, Any] = {}
    for data, one in held_out.items():
        small = spaces[data].kind == "pictures"  # what can be shown has 8 bits
        arrays[f"{data}.rows"] = np.round(one.rows * 255).astype(np.uint8) if small else one.rows
        arrays[f"{data}.labels"] = one.labels.astype(np.int16)
        arrays[f"{data}.classes"] = np.array(one.classes or [""])
        arrays |= {f"{data}.map.{name}": value.astype(np.float16) for name, value in one.maps.items()}
    fresh = folder / "held_out.new.npz"
    np.savez_compressed(fresh, allow_pickle=False, **arrays)
    fresh.replace(folder / HELD_OUT)
