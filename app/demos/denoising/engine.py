"""Makes a picture noisy as the request says, and asks all methods to clean it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from app.core.contract import Picture, Progress, SilentProgress, UserError
from app.demos.denoising.contract import Answer, Curve, DenoisingRequest, DenoisingResult
from app.demos.denoising.spoiling import check, clean_picture, spoilt
from model_zoo.latent.auto_encoding import AutoEncoders
from model_zoo.latent.corruption import psnr
from model_zoo.latent.denoising import NARROW, answers

Floats = NDArray[np.float32]

_TITLES = {
    "noisy": "not cleaned",
    "denoiser": "denoiser",
    "denoiser_told": "denoiser, told where",
    "identity": "identity net",
    "bottleneck": "bottleneck",
    "filter": "filter",
}


class Denoising:
    """The engine of the demo; `model` is what model_zoo.loaders.auto_encoder gives."""

    def __init__(self, model: AutoEncoders) -> None:
        self._model = model

    def warm(self) -> None:
        """Pay for first use now: importing filters, laying out weights."""
        self.run(DenoisingRequest(), SilentProgress())

    def run(self, request: DenoisingRequest, progress: Progress) -> DenoisingResult:
        """Answer one request. Raises UserError for one that cannot be answered, Cancelled on Stop."""
        check(request)
        progress.report(0.0, "Reading the picture")
        clean, notes = clean_picture(request.input)
        seed = torch.initial_seed() if request.seed is None else request.seed
        noisy, level = spoilt(clean, request, seed % 2**63)
        progress.report(0.3, "Cleaning")
        found = answers(
            self._model,
            noisy[None],
            level[None] if request.told else None,
            _kind(request),
            self._set(noisy),
        )
        if not found[:-1]:
            raise UserError(
                "This model has no denoiser, and no auto-encoder of pictures of this size. Choose another model, or "
                "a picture as large as those that it learnt from.",
                "input",
            )
        if max(clean.shape) > 40:
            notes = (
                *notes,
                "The nets learnt from pictures of 28 × 28 pixels: on larger ones they work far from home.",
            )
        amounts, curves = self._curves(request)
        return DenoisingResult(
            clean=_picture(clean),
            noisy=_picture(noisy),
            level=_picture(level),
            psnr=_finite(psnr(noisy, clean)),
            answers=tuple(
                Answer(
                    one.name,
                    one.title,
                    _picture(one.picture[0]),
                    _finite(psnr(one.picture[0], clean)),
                    kept(clean, noisy, one.picture[0]),
                )
                for one in found
            ),
            amounts=amounts,
            curves=curves,
            notes=notes,
        )

    def _set(self, noisy: Floats) -> str | None:
        """Of the model's sets with pictures of this size, the one whose bottleneck gives this one back best."""
        fits = [
            name
            for name, space in self._model.spaces.items()
            if space.kind == "pictures" and (space.height, space.width) == noisy.shape
        ]
        row = noisy.reshape(1, -1)

        def error(name: str) -> float:
            width = min(self._model.widths(name), key=lambda one: abs(one - NARROW))
            return self._model.spaces[name].error(row, self._model.reconstructed(name, width, row))

        return min(fits, key=error) if fits else None

    def _curves(self, request: DenoisingRequest) -> tuple[tuple[float, ...], tuple[Curve, ...]]:
        measured: dict[str, Any] = self._model.figures.get("denoising", {})
        curves = measured.get(_kind(request), {})
        found = tuple(
            Curve(name, _TITLES[name], tuple(values)) for name, values in curves.items() if name in _TITLES
        )
        return (tuple(measured["amounts"]) if found else ()), found


def _kind(request: DenoisingRequest) -> str:
    """What kind of noise is asked about: that of the picture, else that of the last stroke."""
    painted = [stroke.kind for stroke in request.strokes if stroke.kind != "clean"]
    if request.noise != "none":
        return request.noise
    return painted[-1] if painted else "gaussian"


def kept(clean: Floats, noisy: Floats, answer: Floats) -> float | None:
    """How much of the noise an answer still has: the noise's share in answer - clean, 0 to 1; None without noise."""
    noise = (noisy - clean).ravel().astype(np.float64)
    power = float(noise @ noise)
    if power < 1e-12:
        return None
    return float(np.clip((answer - clean).ravel().astype(np.float64) @ noise / power, 0.0, 1.0))


def _picture(values: Floats) -> Picture:
    return Picture(np.asarray(np.round(np.clip(values, 0, 1) * 255), np.uint8))


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
