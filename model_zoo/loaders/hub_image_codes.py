"""Family latent_codes, pictures of transformers: a Hugging Face folder of Janus's VQ-VAE."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import torch
from torch import Tensor

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.latent.hub_image_codes import NAME, HubImageCodes
from model_zoo.loaders.building import check_finite, explained, first_line
from model_zoo.loaders.weights import Weights

_WITHIN = "vqmodel."
"""Where a whole Janus keeps its VQ-VAE among its tensors' names."""


def load(card: Card, device: torch.device, report: Report) -> HubImageCodes:
    """Load the VQ-VAE onto `device`, in float32; of a whole Janus only that part is kept.

    Raises ModelError if its files do not fit, or it answers with numbers that are none.
    """
    from transformers.models.janus.configuration_janus import JanusVQVAEConfig
    from transformers.models.janus.modeling_janus import JanusVQVAE

    given = _config(card)
    given = given.get("vq_config", {}) if given["model_type"] == "janus" else given
    tensors = _own(Weights(card).tensors(report))
    report(0.7, "Building the model")
    try:
        config = JanusVQVAEConfig(
            **{k: v for k, v in given.items() if k not in ("model_type", "architectures")}
        )
        with torch.device("meta"):
            JanusVQVAE(config)  # a config that cannot be built takes no memory here
        model, found = JanusVQVAE.from_pretrained(
            None, config=config, state_dict=tensors, dtype=torch.float32, output_loading_info=True
        )
    except (torch.OutOfMemoryError, MemoryError):
        raise
    except Exception as error:  # the library raises exceptions of many kinds
        raise ModelError(f"The VQ-VAE could not be built: {first_line(error)}.") from error
    if missing := sorted(found["missing_keys"]):
        raise ModelError(
            f"These weights lack {len(missing)} tensors of a VQ-VAE of Janus ({missing[0]} among them): they are a "
            "part of a model, or another one's."
        )
    check_finite(model)
    ready = HubImageCodes(card, model.eval().to(device), device)
    with explained():
        side = 2 * ready.factor(NAME)
        ramp = np.tile(np.linspace(0, 255, side, dtype=np.uint8), (side, 1))
        vectors = ready.decode(ready.encode(ramp, NAME), NAME)
    if vectors.shape != (side, side, 3):
        raise ModelError(
            "This VQ-VAE gives pictures of another size than it is given: it cannot be used here."
        )
    return ready


def _config(card: Card) -> dict[str, Any]:
    path = card.path / "config.json"
    try:
        found = json.loads(path.read_bytes()) if path.is_file() else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _own(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    within = {name.partition(_WITHIN)[2]: value for name, value in tensors.items() if _WITHIN in name}
    return within or tensors
