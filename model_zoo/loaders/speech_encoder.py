"""Speech encoders from Hugging Face folders (WavLM, HuBERT, wav2vec 2.0), cut off behind the layer that is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import AutoModel
from transformers.utils import logging

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.loaders.building import build, check_finite, explained, make_config, plan
from model_zoo.loaders.diagnose import check, renaming
from model_zoo.loaders.headers import Entry
from model_zoo.loaders.limits import MAX_CONFIG
from model_zoo.loaders.weights import Weights
from model_zoo.voices.speech_encoder import SpeechEncoder

#: Architectures that read a sound's samples and give a vector every few milliseconds.
KINDS = ("wavlm", "hubert", "wav2vec2", "unispeech", "unispeech-sat", "data2vec-audio")
_NEEDED = "hears no speech: this demo needs WavLM, HuBERT, wav2vec 2.0 or a relative, or a voice converter."
#: What a file may lack: it is for training, or stands above the encoder.
_SPARE = ("masked_spec_embed",)
#: Two names of one thing: how torch before 2.1 and since then calls the halves of a normed weight.
_HALVES = {
    ".weight_g": ".parametrizations.weight.original0",
    ".weight_v": ".parametrizations.weight.original1",
}


def middle(depth: int) -> int:
    """The layer that tells what is said and still in whose voice: the sixth of 12 or 24 (Baas et al. 2023, sec. 3).

    Of other encoders three eighths of the depth, which lies between those two.
    """
    return 6 if depth in (12, 24) else max(1, round(0.375 * depth))


def load_encoder(card: Card, device: torch.device, dtype: torch.dtype, report: Report) -> SpeechEncoder:
    """Load the folder of `card`, with or without a head on top, onto `device` as `dtype`.

    Never runs a file's code and never asks the network. Raises ModelError with cause and cure.
    """
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    report(0.0, "Reading the configuration")
    weights = Weights(card)
    config = make_config(card, weights, AutoModel, _NEEDED, generates=False)
    if config.model_type not in KINDS:
        raise ModelError(f"“{config.model_type}” {_NEEDED}")
    _check_shape(config)
    rate, normalised = _hearing(card.path, config)
    config.add_adapter, config.layerdrop, config.apply_spec_augment = False, 0.0, False
    expected, optional, prefix = plan(config, AutoModel)
    rename = _renaming(weights, set(expected), prefix)
    entries: dict[str, Entry] = {rename(name): entry for name, entry in weights.entries.items()}
    check(entries, expected, optional | set(_SPARE), config.model_type)
    tensors = {rename(name): tensor for name, tensor in weights.tensors(report).items()}
    report(0.7, "Building the model")
    fitting = {name: tensor for name, tensor in tensors.items() if name in expected}
    fitting.setdefault("masked_spec_embed", torch.zeros(config.hidden_size))
    model = build(config, AutoModel, fitting, dtype)
    check_finite(model)
    depth = int(config.num_hidden_layers)
    layer = middle(depth)
    _cut(model, layer)
    report(0.9, f"Moving it to {device}")
    with explained():
        ready = SpeechEncoder(model.to(device), layer, depth, rate, normalised)
        _check_answer(ready)
    return ready


def _cut(model: Any, layer: int) -> None:
    """Leave out what stands behind a layer: its states are wanted as they are, and the rest costs time."""
    model.encoder.layers = model.encoder.layers[:layer]
    if getattr(model.config, "do_stable_layer_norm", False):
        model.encoder.layer_norm = (
            nn.Identity()
        )  # belongs behind the last layer; other encoders norm in front


def _check_shape(config: Any) -> None:
    strides, kernels = list(config.conv_stride), list(config.conv_kernel)
    sizes = [*strides, *kernels]
    if (
        not strides
        or len(strides) != len(kernels)
        or any(type(n) is not int or not 0 < n < 1000 for n in sizes)
    ):
        raise ModelError(
            "config.json is not clear about the convolutions at the bottom (conv_stride, conv_kernel): put the "
            "model's own there."
        )


def _hearing(folder: Path, config: Any) -> tuple[int, bool]:
    """The rate in hertz that the encoder hears at, and whether it wants sounds of variance one."""
    normalised = getattr(config, "feat_extract_norm", "group") == "layer"
    path = folder / "preprocessor_config.json"
    if not path.is_file():
        return 16_000, normalised
    try:
        data = json.loads(path.read_bytes()) if path.stat().st_size < MAX_CONFIG else None
        rate = data.get("sampling_rate", 16_000) if isinstance(data, dict) else None
    except (OSError, ValueError, RecursionError):
        rate = None
    if type(rate) is not int or not isinstance(data, dict):
        raise ModelError("preprocessor_config.json is damaged: put the model's own there.")
    return rate, bool(data.get("do_normalize", normalised))


def _renaming(weights: Weights, expected: set[str], prefix: str) -> Callable[[str], str]:
    """How to turn the file's names into the encoder's: below a head they begin with the encoder's name."""

    def bare(name: str) -> str:
        name = name.removeprefix("module.").removeprefix(f"{prefix}.")
        for old, new in _HALVES.items():
            for one, other in ((old, new), (new, old)):
                if name.endswith(one) and name not in expected:
                    return name.removesuffix(one) + other
        return name

    known = renaming(map(bare, weights.entries), expected, prefix)
    return lambda name: known(bare(name))


def _check_answer(ready: SpeechEncoder) -> None:
    tone = np.sin(np.arange(ready.rate // 4) * (2 * np.pi * 150.0 / ready.rate)).astype(np.float32)
    found = ready.frames(tone, 0)
    if not np.isfinite(found).all():
        raise ModelError(
            "The model answers with numbers that are none (NaN or infinite): its weights are damaged, or too "
            "large for this number format. Download it again, or use float32."
        )
