"""Family latent_codes: our own coders of pictures and of speech; a file's metadata tell which it is."""

from __future__ import annotations

import json
from typing import Any

import torch

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.latent.image_codes import ImageCodes
from model_zoo.latent.sound_codec import SoundCodec
from model_zoo.loaders import image_codes, speech_codes
from model_zoo.loaders.own_file import opened

_SOUNDS = ("encodec", "dac", "mimi")
_PICTURES = ("janus_vqgan", "janus")
"""What the config.json of a Hugging Face folder calls its model."""


def load(card: Card, device: torch.device, dtype: torch.dtype, report: Report) -> ImageCodes | SoundCodec:
    """Load a model of codes onto `device`. It computes in float32: near a border half precision picks other codes.

    Raises ModelError if the file is none of ours, is damaged, or does not fit together.
    """
    report(0.0, "Reading the codes")
    named = _model_type(card)
    if named in _SOUNDS:
        # transformers takes seconds to import, which our own models need not wait for
        from model_zoo.loaders import hub_codecs

        return hub_codecs.load(card, device, report)
    if named in _PICTURES:
        from model_zoo.loaders import hub_image_codes

        return hub_image_codes.load(card, device, report)
    facts, tensors = opened(card)
    layout = facts.get("layout")
    if layout == image_codes.LAYOUT:
        return image_codes.assembled(card, facts, tensors, device, report)
    if layout == speech_codes.LAYOUT:
        return speech_codes.assembled(card, facts, tensors, device, report)
    raise ModelError(
        f"{card.weights[0]} is no model of codes of ours (its metadata lacks the layout “{image_codes.LAYOUT}” or "
        f"“{speech_codes.LAYOUT}”): choose a model that the recipe inkling_image_codes or inkling_speech_codes made, "
        "or a folder of EnCodec, DAC, Mimi or Janus."
    )


def _model_type(card: Card) -> Any:
    path = card.path / "config.json"
    try:
        found = json.loads(path.read_bytes()) if path.is_file() else {}
    except (OSError, ValueError, RecursionError):
        return None
    return found.get("model_type") if isinstance(found, dict) else None
