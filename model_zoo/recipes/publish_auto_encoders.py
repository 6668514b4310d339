"""Measures the finished parts on what they have not seen, and makes the folder inkling-auto-encoders of them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from model_zoo.cards import read_card
from model_zoo.corpora.picture_packages import PICTURE_PACKAGES
from model_zoo.corpora.pictures import pictures
from model_zoo.latent import maps
from model_zoo.latent.auto_encoder_file import FIGURES, write
from model_zoo.latent.auto_encoding import AutoEncoders
from model_zoo.latent.corruption import corrupt, psnr
from model_zoo.latent.denoising import answers
from model_zoo.latent.principal import Principal
from model_zoo.latent.spaces import HeldOut
from model_zoo.loaders.auto_encoder import load
from model_zoo.recipes.card_file import Value, card_text, sha256_of
from model_zoo.recipes.denoiser_task import MOST
from model_zoo.recipes.inkling_auto_encoders import (
    ID,
    SHAPES,
    SPACES,
    read_denoiser,
    read_net,
    read_principal,
)
from model_zoo.recipes.publishing import PLACES, count_parameters

SHOWN = {"fashion": 1000, "digits": 1000}
"""Held-out pictures that come with the model; the errors are of all held-out ones."""
AMOUNTS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
JUDGED = 150  # held-out pictures of each set on which denoisers are measured


def publish(run: Path, folder: Path, note: str) -> None:
    """Write the folder and its card; everything is measured on the weights as the file has them."""
    held_out = {data: _held_out(data, read_principal(run, data)) for data in SPACES}
    weights = write(
        folder,
        SPACES,
        {(data, width): read_net(run, data, width) for data, shapes in SHAPES.items() for width in shapes},
        {data: read_principal(run, data) for data in SPACES},
        held_out,
        {name: read_denoiser(run, name) for name in ("denoiser", "identity")},
    )
    (folder / FIGURES).unlink(missing_ok=True)
    (folder / "card.toml").write_text(_card(weights, {}, note), encoding="utf-8")
    model = load(read_card(folder / "card.toml"), torch.device("cpu"), torch.float32, lambda *_: None)
    figures: dict[str, Any] = {
        "errors": {data: errors(model, data) for data in SPACES},
        "denoising": denoising(model),
        "maps": {data: quality(model, data) for data in SPACES},
    }
    if (run / "starts.json").exists():
        figures["starts"] = json.loads((run / "starts.json").read_text(encoding="utf-8"))
    (folder / FIGURES).write_text(json.dumps(figures), encoding="utf-8")
    (folder / "card.toml").write_text(_card(weights, _metrics(figures), note), encoding="utf-8")
    print(json.dumps(_metrics(figures), indent=1))


def _held_out(data: str, linear: Principal) -> HeldOut:
    """The first held-out pictures in an order that mixes the classes, with their maps."""
    found = pictures(data, "held_out")  # type: ignore[arg-type]
    order = np.random.default_rng(2006).permutation(len(found))[: SHOWN[data]]
    rows = SPACES[data].rows(found.images[order])
    start = linear.codes(rows, 2)
    made = {"tsne": maps.tsne(rows, start, 0), "umap": maps.umap(rows, start, 0)}
    return HeldOut(rows, found.labels[order], found.classes, made)


def errors(model: AutoEncoders, data: str) -> dict[str, Any]:
    """Mean squared errors over all held-out pictures, of the nets and of the principal components."""
    space, linear = model.spaces[data], model.principal[data]
    rows = space.rows(pictures(data, "held_out").images)  # type: ignore[arg-type]
    widths = model.widths(data)
    return {
        "rows": len(rows),
        "width": widths,
        "error": [space.error(rows, model.reconstructed(data, width, rows)) for width in widths],
        "pca_error": [space.error(rows, linear.reconstructed(rows, width)) for width in widths],
    }


def denoising(model: AutoEncoders) -> dict[str, Any]:
    """Mean PSNR in dB over held-out pictures of both sets, by noise, method and amount."""
    clean = {data: model.held_out[data].rows[:JUDGED].reshape(-1, 28, 28) for data in model.sets}
    found: dict[str, Any] = {"amounts": AMOUNTS, "pictures": JUDGED * len(clean)}
    for noise in MOST:
        curves: dict[str, list[float]] = {}
        for amount in AMOUNTS:
            each: dict[str, list[float]] = {}
            for data, ones in clean.items():
                noisy, level = corrupt(ones, noise, amount, np.random.default_rng(round(amount * 100)))
                each.setdefault("noisy", []).extend(map(psnr, noisy, ones))
                for told in (True, False):
                    for answer in answers(model, noisy, level if told else None, noise, data):
                        name = "denoiser_told" if told and answer.name == "denoiser" else answer.name
                        if told == (name == "denoiser_told"):
                            each.setdefault(name, []).extend(map(psnr, answer.picture, ones))
            for name, values in each.items():
                curves.setdefault(name, []).append(float(np.mean([v for v in values if np.isfinite(v)])))
        found[noise] = curves
    return found


def quality(model: AutoEncoders, data: str) -> dict[str, dict[str, float | None]]:
    """How well each map of the held-out pictures keeps neighbours, and labels, together."""
    held = model.held_out[data]
    made = {
        "code": model.codes(data, 2, held.rows),
        "pca": model.principal[data].codes(held.rows, 2),
        **held.maps,
    }
    return {
        name: {
            "trustworthiness": maps.trustworthiness(held.rows, one),
            "agreement": maps.agreement(one, held.labels),
        }
        for name, one in made.items()
    }


def _metrics(figures: dict[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for data, one in figures["errors"].items():
        for width, error, linear in zip(one["width"], one["error"], one["pca_error"], strict=True):
            found[f"error_{data}_{width}"] = 1000 * error
            found[f"pca_error_{data}_{width}"] = 1000 * linear
    at = AMOUNTS.index(0.3)
    for noise in MOST:
        for name, curve in figures["denoising"][noise].items():
            found[f"psnr_{noise}_{name}"] = curve[at]
    for data, one in figures["maps"].items():
        for name, values in one.items():
            found |= {f"{kind}_{data}_{name}": value for kind, value in values.items() if value is not None}
    return found


def _card(weights: Path, figures: dict[str, float], note: str) -> str:
    head: dict[str, Value] = {
        "schema": 1,
        "id": ID,
        "title": "Inkling auto-encoders",
        "family": "auto_encoder",
        "licence": "Apache-2.0",
        "summary": "Squeezes small pictures through 1 to 64 numbers and restores them; removes noise from them.",
        "limits": "Learned from pictures of 28 by 28 grey pixels: clothes and digits; others come back as such.",
        "weights": weights.name,
        "sha256": sha256_of(weights),
        "bytes": weights.stat().st_size,
        "parameters": count_parameters(weights),
    }
    training: dict[str, Value] = {
        "recipe": "model_zoo.recipes.inkling_auto_encoders",
        "resumable": False,
        "hardware": "1 CPU core, shared with other work",
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
    }
    if note:
        training["note"] = note
    packages = [PICTURE_PACKAGES[data] for data in SPACES]
    sources: list[dict[str, Value]] = [
        {
            "name": p.gives,
            "package": f"{PLACES.get(p.registry, p.registry)} {p.name}",
            "version": p.version,
            "licence": p.licence,
        }
        for p in packages
    ]
    return card_text(head, figures, training, sources)
