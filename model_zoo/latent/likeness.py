"""How like two pictures are: PSNR, and structural similarity over five scales."""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

Pixels = NDArray[np.uint8]

#: Wang, Simoncelli and Bovik 2003, *Multiscale structural similarity for image quality assessment*, sec. 4.
_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
_WINDOW, _SIGMA = 11, 1.5
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
#: The smallest side that all five scales of an 11 x 11 window fit into.
WHOLE_SIDE = _WINDOW * 2 ** (len(_WEIGHTS) - 1)


def psnr(one: Pixels, other: Pixels) -> float:
    """Peak signal-to-noise ratio in dB over all pixels and colours; infinite for equal pictures."""
    error = float(np.square(one.astype(np.float64) - other).mean())
    return 10 * math.log10(255**2 / error) if error else math.inf


def ms_ssim(one: Pixels, other: Pixels) -> float | None:
    """Multi-scale structural similarity, 1 for equal pictures, its mean over colours.

    A picture whose smaller side is below WHOLE_SIDE has fewer scales: those that fit, their weights made to sum to 1
    again. None for a side below 11.
    """
    side = min(one.shape[:2])
    weights = [weight for scale, weight in enumerate(_WEIGHTS) if side >> scale >= _WINDOW]
    if not weights:
        return None
    x, y = _planes(one), _planes(other)
    product = torch.ones(len(x), dtype=torch.float64)
    for scale, weight in enumerate(weights):
        whole, contrast = _similarity(x, y)
        last = scale == len(weights) - 1
        product *= (whole if last else contrast).clamp_min(0) ** (weight / sum(weights))
        if not last:
            # Sides that are odd lose their last row or column, as in the authors' own code.
            x, y = F.avg_pool2d(x, 2), F.avg_pool2d(y, 2)
    return float(product.mean())


def _planes(pixels: Pixels) -> Tensor:
    colours = pixels[..., None] if pixels.ndim == 2 else pixels
    return torch.from_numpy(np.array(colours)).permute(2, 0, 1)[:, None].double()


def _similarity(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """SSIM and its contrast-structure part, each [colours]."""
    mean_x, mean_y = _smooth(x), _smooth(y)
    var_x = _smooth(x * x) - mean_x**2
    var_y = _smooth(y * y) - mean_y**2
    covariance = _smooth(x * y) - mean_x * mean_y
    contrast = (2 * covariance + _C2) / (var_x + var_y + _C2)
    whole = (2 * mean_x * mean_y + _C1) / (mean_x**2 + mean_y**2 + _C1) * contrast
    return whole.mean((1, 2, 3)), contrast.mean((1, 2, 3))


def _smooth(x: Tensor) -> Tensor:
    place = torch.arange(_WINDOW, dtype=torch.float64) - _WINDOW // 2
    window = torch.exp(-(place**2) / (2 * _SIGMA**2))
    window /= window.sum()
    return F.conv2d(F.conv2d(x, window.reshape(1, 1, 1, -1)), window.reshape(1, 1, -1, 1))
