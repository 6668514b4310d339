"""Makes the checkpoint folder inkling-image-codec of a finished run: weights, tables, and measured figures.

Every held-out landscape is compressed at every level into a file that is decoded again; JPEG and WebP get the
smallest file that is at least as large (`classic_codecs`): what is unequal is in their favour. PSNR is over RGB.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from model_zoo.cards import read_card
from model_zoo.corpora.picture_packages import PICTURE_PACKAGES
from model_zoo.corpora.pictures import pictures
from model_zoo.latent.classic_codecs import HIGHEST, KINDS, at_least, coded
from model_zoo.latent.compression import ImageCompression
from model_zoo.latent.likeness import ms_ssim, psnr
from model_zoo.loaders.image_codec import load, metadata
from model_zoo.nets.image_codec import CodecShape, ImageCodec
from model_zoo.recipes.card_file import Value, card_text, sha256_of
from model_zoo.recipes.image_codec_tables import tables
from model_zoo.recipes.image_codec_task import SIZES, pyramid
from model_zoo.recipes.inkling_image_codec import FACTS, WEIGHTS
from model_zoo.recipes.publishing import CHECKPOINTS, count_parameters

Pixels = NDArray[np.uint8]

ID = "inkling-image-codec"
LEVELS = (1, 3, 5, 7, 8)
JPEG_HEAD = 620
"""Bytes that a colour JPEG's head takes here at most, given free for one of the figures."""
SOURCE: dict[str, Value] = {
    "name": "landscapes in the public domain",
    "package": "Debian endless-sky-data",
    "version": PICTURE_PACKAGES["landscapes"].version,
    "licence": "public domain",
}


def publish(run: Path, folder: Path | None = None) -> None:
    """Write weights, tables, figures and card."""
    folder = folder or CHECKPOINTS / ID
    folder.mkdir(parents=True, exist_ok=True)
    half = {name: value.half() for name, value in load_file(run / WEIGHTS).items()}
    net = ImageCodec(CodecShape()).eval()
    net.load_state_dict({name: value.float() for name, value in half.items()})
    counted = tables(net, pyramid(pictures("landscapes", "train").images))
    named = {f"net.{name}": value.contiguous() for name, value in half.items()}
    save_file(named | counted, folder / "model.safetensors", metadata=metadata(net.shape))
    facts = json.loads((run / FACTS).read_text())
    _write_card(folder, {}, facts)
    codec = load(
        read_card(folder / "card.toml"), torch.device("cpu"), torch.float32, lambda share, note: None
    )
    _write_card(folder, figures(codec), facts)


def figures(codec: ImageCompression) -> dict[str, float]:
    """Everything that goes on the card: landscapes at two sizes, then pictures of other kinds."""
    held_out = pyramid(pictures("landscapes", "held_out").images)
    found: dict[str, float] = {}
    for (width, _), some in zip(SIZES, held_out, strict=True):
        # The largest take as long as all others together: every third of them.
        found |= measured(codec, f"landscapes_{width}", some[:: 3 if width == 720 else 1], LEVELS)
    found |= measured(codec, "emoji_64", pictures("emoji", "held_out").images[::8], (2, 5, 8))
    found |= measured(codec, "stamps_128", pictures("stamps", "held_out").images[::4], (2, 5, 8))
    found |= measured(codec, "fashion_28", pictures("fashion", "held_out").images[:30], (2, 5, 8))
    best = [coded(one, "jpeg", HIGHEST["jpeg"]).psnr for one in held_out[1]]
    return found | {"jpeg_95_psnr_360": float(np.mean(best))}


def measured(codec: ImageCompression, name: str, some: Pixels, levels: Sequence[int]) -> dict[str, float]:
    """Rates, PSNR and the differences to JPEG and WebP in dB, by level and over all, of pictures [n, ...]."""
    rows: dict[str, list[float]] = defaultdict(list)
    for pixels in some:
        for level in levels:
            made = codec.encode(pixels, float(level), _silent).data
            again, _ = codec.decode(made, _silent)
            own = psnr(pixels, again)
            rows[f"bpp_{level}"].append(8 * len(made) / (pixels.shape[0] * pixels.shape[1]))
            rows[f"psnr_{level}"].append(own)
            if (similar := ms_ssim(pixels, again)) is not None:
                rows[f"ms_ssim_{level}"].append(similar)
            for kind in KINDS:
                gain = own - at_least(pixels, kind, len(made), lambda share: None).psnr
                rows[f"over_{kind}_{level}"].append(gain)
                rows[f"over_{kind}"].append(gain)
            head = at_least(pixels, "jpeg", len(made) + JPEG_HEAD, lambda share: None)
            rows["over_jpeg_head_free"].append(own - head.psnr)
    means = {
        f"{name}_{key}": float(np.mean([min(one, 99.0) for one in values])) for key, values in rows.items()
    }
    print(json.dumps({key: round(value, 3) for key, value in means.items()}), flush=True)
    return means


def _silent(share: float, note: str) -> None:
    """Nobody asked."""


def _write_card(folder: Path, metrics: dict[str, float], facts: dict[str, object]) -> None:
    weights = folder / "model.safetensors"
    head: dict[str, Value] = {
        "schema": 1,
        "id": ID,
        "title": "Inkling image codec",
        "family": "image_codec",
        "licence": "Apache-2.0",
        "summary": "Compresses landscapes into files smaller than JPEG's at the same error, at any of 113 rates.",
        "limits": "Learned from 143 landscapes: drawings, text and high rates are better served by others.",
        "weights": weights.name,
        "sha256": sha256_of(weights),
        "bytes": weights.stat().st_size,
        "parameters": count_parameters(weights),
    }
    training: dict[str, Value] = {
        "recipe": "model_zoo.recipes.inkling_image_codec",
        "resumable": False,
        "hardware": "1 CPU core, shared with other work",
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "steps": int(str(facts["steps"])),
        "minutes": float(str(facts["minutes"])),
        "seed": int(str(facts["seed"])),
    }
    (folder / "card.toml").write_text(card_text(head, metrics, training, [SOURCE]), encoding="utf-8")
