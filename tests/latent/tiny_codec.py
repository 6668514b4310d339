"""A small image codec of real parts, untrained but for its transform, as a loaded model and as a checkpoint."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

from model_zoo.loaders.image_codec import metadata
from model_zoo.nets.image_codec import CodecShape, ImageCodec
from model_zoo.recipes.image_codec_tables import tables

SHAPE = CodecShape(levels=4, luma=64, chroma=16, inner=32, blocks=(1, 1), features=16, hyper=8)


def picture(height: int = 48, width: int = 72, seed: int = 0) -> NDArray[np.uint8]:
    """Colours that change smoothly, with some noise and an edge."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [128 + 80 * np.sin(x / (9 + 4 * k) + y / (14 - 3 * k) + k) for k in range(3)]
    made = np.stack(waves, 2) + random.normal(0, 4, (height, width, 3))
    made[:, width // 2 :] += 40
    return np.clip(made, 0, 255).astype(np.uint8)


def checkpoint(folder: Path, seed: int = 5) -> Path:
    """Write the codec's file, its tables counted on one picture."""
    torch.manual_seed(seed)
    net = ImageCodec(SHAPE).eval()
    with torch.no_grad():
        net.beliefs.expect(torch.full((SHAPE.channels,), 2.0))
        for parameter in net.parameters():  # what is published is rounded
            parameter.copy_(parameter.half().float())
    found = {f"net.{name}": value.half().contiguous() for name, value in net.state_dict().items()}
    found |= tables(net, [picture()[None]], every=1)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(found, folder / "model.safetensors", metadata=metadata(SHAPE))
    return folder
