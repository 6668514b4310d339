"""Family voice_conversion: our own converters, AdaIN-VC as published, and speech encoders for kNN-VC.

Our own come with the features, voices and vocoder that belong to them.
"""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import torch
from torch import Tensor

from model_zoo.cards import Card, Report, default
from model_zoo.errors import ModelError
from model_zoo.loaders.adain_vc import announces, load_adain
from model_zoo.loaders.own_file import assembling, below, filled, only_known, read_own
from model_zoo.nets.source_filter_vocoder import SourceFilterVocoder, VocoderShape
from model_zoo.nets.voice_converter import ConverterShape, VoiceConverter
from model_zoo.voices.conversion import VoiceConversion
from model_zoo.voices.converter import Converter
from model_zoo.voices.features import FeatureSetup
from model_zoo.voices.rendering import VocoderRenderer
from model_zoo.voices.voice import of_table
from model_zoo.voices.whispering import Voicing

LAYOUT = "inkling-voices 1"
"""What the file's metadata says of itself; another number is another layout."""


def load(card: Card, device: torch.device, dtype: torch.dtype, report: Report) -> Converter:
    """Load what the folder of `card` holds onto `device`: its files say which kind it is.

    `dtype` is for speech encoders on an accelerator alone. Raises ModelError with cause and cure.
    """
    if card.family == "voice_conversion":
        return load_own(card, device, dtype, report)
    if (card.path / "config.json").is_file():
        return _nearest(card, device, dtype, report)
    if announces(card):
        return load_adain(card, device, report)
    if not card.weights[0].endswith(".safetensors"):
        return _nearest(card, device, dtype, report)
    return load_own(card, device, dtype, report)


def _nearest(card: Card, device: torch.device, dtype: torch.dtype, report: Report) -> Converter:
    """A speech encoder, and the bundled model for all that it lacks."""
    from model_zoo.loaders.speech_encoder import (
        load_encoder,
    )  # transformers takes seconds
    from model_zoo.voices.nearest import NearestVoices

    # On a processor the convolutions at the bottom take forty times as long in bfloat16.
    encoder = load_encoder(card, device, torch.float32 if device.type == "cpu" else dtype, report)
    # The mels of neighbours have a pitch of their own, which the sound must not be brought nearer to.
    own = load_own(default("voice_conversion"), device, dtype, report, equalised=False)
    return NearestVoices(card, encoder, own)


def load_own(
    card: Card, device: torch.device, dtype: torch.dtype, report: Report, equalised: bool = True
) -> VoiceConversion:
    """Load one of our own onto `device`. It computes in float32: the vocoder's phases are too fine for less.

    `equalised`: its sound is brought nearer to the mel that it is made of.

    Raises ModelError if the file is none of ours, is damaged, or was made for other features than this code makes.
    """
    report(0.0, "Reading the voices")
    instead = (
        "a model that the recipe inkling_voices made, a folder in AdaIN-VC's layout, or a WavLM, HuBERT or wav2vec "
        "2.0 with its config.json"
    )
    facts, tensors = read_own(card, LAYOUT, "is no voice converter", instead)
    with assembling(card):
        ready = _assembled(card, facts, tensors, device, equalised)
    report(0.8, "Trying a tone")
    _check_answer(ready)
    return ready


def _assembled(
    card: Card, facts: dict[str, str], tensors: dict[str, Tensor], device: torch.device, equalised: bool
) -> VoiceConversion:
    setup = only_known(FeatureSetup, json.loads(facts["features"]))
    names = json.loads(facts["speakers"])
    variants, speakers = {}, {}
    for name, given in json.loads(facts["variants"]).items():
        shape = only_known(ConverterShape, given)
        if shape.bands != setup.bands:
            raise ValueError(f"its variant {name} reads {shape.bands} bands, its features have {setup.bands}")
        variants[name] = filled(VoiceConverter(shape), below(tensors, f"{name}."), device)
        rows = {k: v.float().numpy() for k, v in below(tensors, f"voices.{name}.").items()}
        speakers[name] = of_table(names, rows)
    shape_ = only_known(VocoderShape, json.loads(facts["vocoder"]))
    vocoder = filled(SourceFilterVocoder(shape_), below(tensors, "vocoder."), device)
    mine = (shape_.rate, shape_.hop, shape_.fft, shape_.window, shape_.bands)
    if mine != (setup.rate, setup.hop, setup.fft, setup.window, setup.bands):
        raise ValueError("its vocoder was made for other features than its converter")
    renderer = VocoderRenderer(vocoder, device, equalised)
    return VoiceConversion(card, setup, variants, speakers, renderer, device, _voicing(tensors))


def _voicing(tensors: dict[str, Tensor]) -> Voicing | None:
    """What says where a whisper would be voiced; a file may do without."""
    held = below(tensors, "voicing.")
    if not held:
        return None
    return Voicing(held["weight"].float().numpy(), float(held["bias"]))


def _check_answer(ready: VoiceConversion) -> None:
    """Convert half a second of a tone: bad weights are found now, and so is what libraries prepare on first use."""
    rate = ready.setup.rate
    tone = np.modf(np.arange(rate // 2) * (120.0 / rate))[0].astype(np.float32) - 0.5
    for variant in ready.variants:
        plan = ready.plan(tone, ready.voice(tone, variant), variant=variant)
        sound = np.concatenate(list(ready.render(plan, 0, lambda share: None)))
        if not np.isfinite(sound).all():
            raise ModelError(
                f"The variant {variant} of this model answers with numbers that are none (NaN or infinite): its "
                "weights are damaged. Download it again, or make it anew."
            )


def metadata(
    setup: FeatureSetup, variants: dict[str, ConverterShape], vocoder: VocoderShape, speakers: list[str]
) -> dict[str, str]:
    """What a checkpoint's file says of itself, for `load`: everything but the weights."""
    return {
        "layout": LAYOUT,
        "format": "pt",
        "features": json.dumps(asdict(setup)),
        "variants": json.dumps({name: asdict(shape) for name, shape in variants.items()}),
        "vocoder": json.dumps(asdict(vocoder)),
        "speakers": json.dumps(speakers),
    }
