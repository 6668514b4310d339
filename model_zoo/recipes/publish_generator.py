"""Makes the checkpoint folder inkling-generator of a finished run: one file of all nets, and measured figures.

Samples are judged by a classifier that was trained on the same pictures: the share that it recognises, and Fréchet
distances in its features, between 10,000 samples and the 10,000 held-out pictures. Training pictures measured like
samples say what the best possible figure is.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from model_zoo.cards import read_card
from model_zoo.corpora.picture_packages import PICTURE_PACKAGES
from model_zoo.corpora.pictures import pictures
from model_zoo.latent.generating import Generators, drawn, drawn_told, frechet
from model_zoo.loaders.variational import load, metadata
from model_zoo.nets.image_vae import ImageVae, evidence
from model_zoo.recipes.card_file import Value, card_text, sha256_of
from model_zoo.recipes.inkling_generator import SHAPES
from model_zoo.recipes.publishing import CHECKPOINTS, count_parameters

ID = "inkling-generator"
SAMPLES = 10_000
DRAWS = 16
"""Draws of the code for the evidence lower bound of each held-out picture."""
_AT_ONCE = 500
SOURCE: dict[str, Value] = {
    "name": "Fashion-MNIST",
    "package": "Debian dataset-fashion-mnist",
    "version": PICTURE_PACKAGES["fashion"].version,
    "licence": "MIT",
}


def publish(run: Path, folder: Path | None = None) -> None:
    """Write weights, figures and card."""
    folder = folder or CHECKPOINTS / ID
    folder.mkdir(parents=True, exist_ok=True)
    learned, held_out = pictures("fashion", "train"), pictures("fashion", "held_out")
    tensors = {name: value.half() for name, value in load_file(run / "nets.safetensors").items()}
    for name, shape in SHAPES.items():
        net = ImageVae(shape).eval()
        net.load_state_dict({k.removeprefix(f"{name}."): v.float() for k, v in _of(tensors, name).items()})
        codes, kinds = _codes(net, learned.images[::4], learned.labels[::4]), learned.labels[::4]
        tensors |= _cloud(f"cloud.{name}", codes)
        for kind in range(shape.classes):
            tensors |= _cloud(f"cloud.{name}.{kind}", codes[kinds == kind])
    save_file(tensors, folder / "model.safetensors", metadata=metadata(SHAPES, learned.classes))
    facts = json.loads((run / "facts.json").read_text())
    _write_card(folder, {}, facts)
    model = load(
        read_card(folder / "card.toml"), torch.device("cpu"), torch.float32, lambda share, note: None
    )
    _write_card(folder, figures(model, learned.images, held_out.images, held_out.labels), facts)


def figures(
    model: Generators, learned: NDArray[np.uint8], real: NDArray[np.uint8], labels: NDArray[np.int64]
) -> dict[str, float]:
    """What is measured of the judge, and of every net with each way to draw its codes."""
    own = model.judged(real)
    found = {
        "judge_accuracy": 100 * float((own.kinds == labels).mean()),
        "real_recognised": 100 * own.confident,
        "real_frechet": frechet(model.judged(learned[:SAMPLES]).features, own.features),
    }
    for name, net in model.nets.items():
        if net.shape.variational:
            found |= {f"{name}_{key}": value for key, value in bound(net, real, labels).items()}
        found[f"{name}_error"] = _error(model, name, real, labels)
        ways = {"": None} if net.shape.variational else {"": None, "_fitted": model.clouds[name]}
        kinds = [number % 10 for number in range(SAMPLES)]
        for way, cloud in ways.items():
            told = model.kind_clouds.get(name)
            codes = drawn_told(told, kinds, 7) if told else drawn(cloud, net.shape.latents, SAMPLES, 7)
            made = model.decode(name, codes, kinds)
            verdict = model.judged(made)
            found[f"{name}_recognised{way}"] = 100 * verdict.confident
            found[f"{name}_frechet{way}"] = frechet(verdict.features, own.features)
            if net.shape.classes:
                found[f"{name}_obeyed"] = 100 * float((verdict.kinds == np.asarray(kinds)).mean())
        print(
            name,
            {k.removeprefix(name): round(v, 3) for k, v in found.items() if k.startswith(name)},
            flush=True,
        )
    return found


@torch.inference_mode()
def bound(net: ImageVae, real: NDArray[np.uint8], labels: NDArray[np.int64]) -> dict[str, float]:
    """The held-out evidence lower bound in nats a picture, and its divergence, over DRAWS draws of the code.

    Pixels are dequantised: a uniform 256th is added, so that densities cannot grow without bound.
    """
    generator = torch.Generator().manual_seed(11)
    total, apart, count = 0.0, 0.0, 0
    for at in range(0, len(real), _AT_ONCE):
        x = torch.from_numpy(real[at : at + _AT_ONCE].copy()).float()[:, None]
        kinds = torch.from_numpy(labels[at : at + _AT_ONCE].copy()) if net.shape.classes else None
        for _ in range(DRAWS):
            y = (x + torch.rand(x.shape, generator=generator)) / 256
            noise = torch.randn(len(x), net.shape.latents, generator=generator)
            likelihood, divergence = evidence(net, y, noise, kinds)
            total += float((likelihood - divergence).sum())
            apart += float(divergence.sum())
            count += len(x)
    bits = 8 - total / count / real[0].size / float(np.log(2))
    return {"elbo": total / count, "divergence": apart / count, "bits_per_pixel": bits}


def _error(model: Generators, name: str, real: NDArray[np.uint8], labels: NDArray[np.int64]) -> float:
    """Mean squared error of held-out pictures, in squared grey levels of 0 to 255, from the codes' means."""
    mean, _ = model.encode(name, real, list(labels))
    again = model.decode(name, mean, list(labels))
    return float(np.square(again.astype(np.float64) - real).mean())


@torch.inference_mode()
def _codes(net: ImageVae, images: NDArray[np.uint8], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """The means of the codes [n, latents]."""
    found = []
    for at in range(0, len(images), _AT_ONCE):
        x = torch.from_numpy(images[at : at + _AT_ONCE].copy()).float()[:, None] / 255
        kinds = torch.from_numpy(labels[at : at + _AT_ONCE].copy()) if net.shape.classes else None
        found.append(net.encode(x, kinds)[0].double().numpy())
    return np.concatenate(found)


def _cloud(name: str, codes: NDArray[np.float64]) -> dict[str, Tensor]:
    return {
        f"{name}.mean": torch.from_numpy(codes.mean(0)).float(),
        f"{name}.covariance": torch.from_numpy(np.cov(codes, rowvar=False)).float(),
    }


def _of(tensors: dict[str, Tensor], name: str) -> dict[str, Tensor]:
    return {key: value for key, value in tensors.items() if key.startswith(f"{name}.")}


def _write_card(folder: Path, metrics: dict[str, float], facts: dict[str, object]) -> None:
    weights = folder / "model.safetensors"
    head: dict[str, Value] = {
        "schema": 1,
        "id": ID,
        "title": "Inkling generator",
        "family": "variational",
        "licence": "Apache-2.0",
        "summary": "Draws small grey pictures of clothes from 2 to 16 numbers, beside auto-encoders that cannot.",
        "limits": "Learned from 28 x 28 pictures of clothes alone; whatever else it is shown comes out as clothes.",
        "weights": weights.name,
        "sha256": sha256_of(weights),
        "bytes": weights.stat().st_size,
        "parameters": count_parameters(weights),
    }
    training: dict[str, Value] = {
        "recipe": "model_zoo.recipes.inkling_generator",
        "resumable": False,
        "hardware": "1 CPU core, shared with other work",
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "minutes": float(str(facts["minutes"])),
        "seed": int(str(facts["seed"])),
    }
    (folder / "card.toml").write_text(card_text(head, metrics, training, [SOURCE]), encoding="utf-8")
