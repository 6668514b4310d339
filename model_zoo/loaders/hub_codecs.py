"""Family latent_codes, codecs of transformers: a Hugging Face folder of EnCodec, DAC or Mimi."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import AutoModel
from transformers.utils import logging

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.latent.hub_codec import HubCodec
from model_zoo.loaders.building import check_finite, explained, first_line, make_config, plan
from model_zoo.loaders.weights import Weights

KINDS = {"encodec": "EnCodec", "dac": "DAC", "mimi": "Mimi"}
_NEEDED = "is no codec of sounds: this demo reads EnCodec, DAC and Mimi."


def _filled(config: Any, tensors: dict[str, Tensor]) -> Any:
    """The model with its tensors in place: the library renames what older files call otherwise. Raises ModelError."""
    kind = AutoModel._model_mapping[type(config)]
    try:
        model, found = kind.from_pretrained(
            None, config=config, state_dict=tensors, dtype=torch.float32, output_loading_info=True
        )
    except (torch.OutOfMemoryError, MemoryError):
        raise
    except Exception as error:  # the library raises exceptions of many kinds
        raise ModelError(f"The weights could not be put in place: {first_line(error)}.") from error
    missing = sorted(found["missing_keys"])
    if missing:
        raise ModelError(
            f"These weights lack {len(missing)} tensors of a {KINDS[config.model_type]} ({missing[0]} among them): "
            "they are a part of a model, or another one's."
        )
    return model.eval()


def load(card: Card, device: torch.device, report: Report) -> HubCodec:
    """Load a codec onto `device`, in float32. Raises ModelError if its files do not fit, or it is for stereo only."""
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    weights = Weights(card)
    config = make_config(card, weights, AutoModel, _NEEDED, False)
    if getattr(config, "audio_channels", 1) != 1 or getattr(config, "chunk_length_s", None):
        raise ModelError(
            f"This {KINDS[config.model_type]} is for stereo, or reads in chunks: choose one for mono, such as "
            "that at 24 kHz."
        )
    plan(config, AutoModel)  # a config that cannot be built is told before the weights are read
    tensors = weights.tensors(report)
    report(0.7, "Building the model")
    model = _filled(config, tensors)
    check_finite(model)
    ready = HubCodec(card, model.to(device), device)
    with explained():
        hum = np.sin(np.arange(ready.sample_rate // 2) * 0.05).astype(np.float32) * 0.1
        if not np.isfinite(ready.decode(ready.encode(hum)).wave).all():
            raise ModelError(
                "This codec answers with numbers that are none (NaN or infinite): it is damaged."
            )
    return ready
