"""Our own coders of pictures: one file with every coder, what was counted of them, and trainings to replay."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from torch import Tensor

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.latent.image_codes import CodeCounts, ImageCodes, TrainingRun
from model_zoo.loaders.own_file import assembling, below, filled, only_known
from model_zoo.nets.binary_quantizer import BinaryQuantizer
from model_zoo.nets.gumbel_quantizer import GumbelQuantizer
from model_zoo.nets.image_trunk import ImageCoder, TrunkShape
from model_zoo.nets.plain_vector_quantizer import PlainVectorQuantizer
from model_zoo.nets.quantizer import Quantizer
from model_zoo.nets.scalar_quantizer import ScalarQuantizer
from model_zoo.nets.vector_quantizer import VectorQuantizer

LAYOUT = "inkling-image-codes 1"
"""What the file's metadata says of itself; another number is another layout."""
_LARGEST = 65_536
"""Codes of a codebook: more can be neither shown nor chosen from."""

_KINDS: dict[str, Callable[..., Quantizer]] = {
    "vq": VectorQuantizer,
    "fsq": lambda levels: ScalarQuantizer(tuple(levels)),
    "binary": BinaryQuantizer,
    "gumbel": GumbelQuantizer,
    "plain": PlainVectorQuantizer,
}


def assembled(
    card: Card, facts: Mapping[str, str], tensors: dict[str, Tensor], device: torch.device, report: Report
) -> ImageCodes:
    """The coders of a file's metadata and tensors, in float32 on `device`.

    Raises ModelError if they do not fit together, or answer with numbers that are none.
    """
    with assembling(card):
        coders = {
            name: _coder(given, below(tensors, f"{name}."), device)
            for name, given in json.loads(facts["coders"]).items()
        }
        if not coders:
            raise ValueError("it names no coder")
        corpus = {
            name: CodeCounts(tensors[f"corpus.{name}"].long().numpy(), int(one["items"]), float(one["psnr"]))
            for name, one in json.loads(facts.get("corpus", "{}")).items()
        }
        runs = tuple(
            _run(one, below(tensors, f"runs.{place}."))
            for place, one in enumerate(json.loads(facts.get("runs", "[]")))
        )
    ready = ImageCodes(card, coders, corpus, runs, device)
    report(0.8, "Trying a picture")
    _check_answer(ready)
    return ready


def _coder(given: dict[str, Any], tensors: dict[str, Tensor], device: torch.device) -> ImageCoder:
    settings = dict(given["quantizer"])
    kind = settings.pop("kind")
    if kind not in _KINDS:
        raise ValueError(f"it names a quantiser that this Inkling does not know ({kind})")
    if settings.get("size", 2 ** min(settings.get("width", 1), 40)) > _LARGEST and kind != "fsq":
        raise ValueError(f"a codebook of more than {_LARGEST:,} codes is too large")
    quantizer = _KINDS[kind](**settings)
    if quantizer.size > _LARGEST:
        raise ValueError(f"a codebook of more than {_LARGEST:,} codes is too large")
    return filled(ImageCoder(only_known(TrunkShape, given["shape"]), quantizer), tensors, device)


def _run(given: dict[str, str], tensors: dict[str, Tensor]) -> TrainingRun:
    return TrainingRun(
        given["title"],
        given["note"],
        tensors["steps"].long().numpy(),
        tensors["counts"].long().numpy(),
        tensors["psnr"].float().numpy(),
        np.ascontiguousarray(tensors["pictures"].permute(0, 1, 3, 4, 2).numpy()),
    )


def _check_answer(ready: ImageCodes) -> None:
    """Send a small picture through every coder: bad weights are found now."""
    ramp = np.arange(16, dtype=np.uint8) * 16
    picture = np.stack([np.broadcast_to(ramp, (16, 16)), np.broadcast_to(ramp[:, None], (16, 16))] * 2, -1)
    for name, coder in ready.coders.items():
        with torch.inference_mode():
            given = torch.from_numpy(picture[..., :3].copy()).permute(2, 0, 1)[None].float().to(ready.device)
            vectors = coder.encoder(given / 127.5 - 1)
            made = coder.decoder(coder.quantizer.look_up(coder.quantizer.numbers(vectors)))
        if not bool(torch.isfinite(vectors).all() and torch.isfinite(made).all()):
            raise ModelError(
                f"The coder {name} of this model answers with numbers that are none (NaN or infinite): its weights "
                "are damaged. Download it again, or make it anew."
            )


def metadata(
    coders: Mapping[str, tuple[TrunkShape, dict[str, Any]]],
    corpus: Mapping[str, dict[str, float]],
    runs: list[dict[str, str]],
) -> dict[str, str]:
    """What a checkpoint's file says of itself, for `assembled`: everything but the weights.

    `coders` name the trunk's shape and the quantiser's kind and settings; `corpus` items and psnr of each.
    """
    named = {name: {"shape": asdict(shape), "quantizer": given} for name, (shape, given) in coders.items()}
    return {
        "layout": LAYOUT,
        "format": "pt",
        "coders": json.dumps(named),
        "corpus": json.dumps(corpus),
        "runs": json.dumps(runs),
    }
