"""Family latent_codes, speech: our own codecs, with the features and the vocoder that belong to them."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import torch
from torch import Tensor

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.latent.packed import unpack
from model_zoo.latent.speech_codes import SpeechCodes
from model_zoo.loaders.own_file import assembling, below, filled, only_known
from model_zoo.nets.source_filter_vocoder import SourceFilterVocoder, VocoderShape
from model_zoo.nets.speech_codec import SpeechCodec, SpeechCodecShape
from model_zoo.voices.features import FeatureSetup
from model_zoo.voices.rendering import VocoderRenderer

TRAINING_ONLY = (".usage", ".sums", ".started")
"""Parts of a codebook that only its training reads: a published file does without them."""
LAYOUT = "inkling-speech-codes 1"
"""What the file's metadata says of itself; another number is another layout."""


def assembled(
    card: Card, facts: dict[str, str], tensors: dict[str, Tensor], device: torch.device, report: Report
) -> SpeechCodes:
    """The codec of a file's metadata and tensors. It computes in float32: the vocoder's phases are too fine for less.

    Raises ModelError if the file is damaged, or was made for other features than this code makes.
    """
    with assembling(card):
        ready = _assembled(card, facts, unpack(tensors), device)
    report(0.8, "Trying a tone")
    _check_answer(ready)
    return ready


def _assembled(
    card: Card, facts: dict[str, str], tensors: dict[str, Tensor], device: torch.device
) -> SpeechCodes:
    setup: FeatureSetup = only_known(FeatureSetup, json.loads(facts["features"]))
    shape: SpeechCodecShape = only_known(SpeechCodecShape, json.loads(facts["codec"]))
    if shape.bands != setup.bands:
        raise ValueError(f"its codec reads {shape.bands} bands, its features have {setup.bands}")
    sound: VocoderShape = only_known(VocoderShape, json.loads(facts["vocoder"]))
    mine = (sound.rate, sound.hop, sound.fft, sound.window, sound.bands)
    if mine != (setup.rate, setup.hop, setup.fft, setup.window, setup.bands):
        raise ValueError("its vocoder was made for other features than its codec")
    net = SpeechCodec(shape)
    counted = {f"codec.{k}": v for k, v in net.state_dict().items() if k.endswith(TRAINING_ONLY)}
    net = filled(net, below(counted | tensors, "codec."), device)
    vocoder = filled(SourceFilterVocoder(sound), below(tensors, "vocoder."), device)
    return SpeechCodes(card, setup, net, VocoderRenderer(vocoder, device), device)


def _check_answer(ready: SpeechCodes) -> None:
    """Take half a second of a tone apart and put it together: bad weights are found now."""
    rate = ready.setup.rate
    tone = np.modf(np.arange(rate // 2) * (120.0 / rate))[0].astype(np.float32) - 0.5
    if not np.isfinite(ready.decode(ready.encode(tone)).wave).all():
        raise ModelError(
            "This model answers with numbers that are none (NaN or infinite): its weights are damaged. Download it "
            "again, or make it anew."
        )


def metadata(setup: FeatureSetup, codec: SpeechCodecShape, vocoder: VocoderShape) -> dict[str, str]:
    """What a checkpoint's file says of itself, for `assembled`: everything but the weights."""
    return {
        "layout": LAYOUT,
        "format": "pt",
        "features": json.dumps(asdict(setup)),
        "codec": json.dumps(asdict(codec)),
        "vocoder": json.dumps(asdict(vocoder)),
    }
