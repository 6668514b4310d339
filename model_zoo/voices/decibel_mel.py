"""Mel spectra in decibels as AdaIN-VC computes them, and the way back to a sound.

The sizes are those of its published features, which it has from the Tacotron reimplementations of Park (2017):
24 kHz, windows of 50 ms every 12.5 ms, pre-emphasis, 100 dB below 20 dB mapped to 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model_zoo.voices.converter import Array, Share
from model_zoo.voices.griffin_lim import griffin_lim, windowed

_EMPTY = 1e-8
"""The least value of a feature, which stands for silence."""


@dataclass(frozen=True, slots=True)
class DecibelSetup:
    """`rate` in hertz, `hop`, `window` and `fft` in samples, `loudest` and `span` in decibels."""

    rate: int = 24_000
    hop: int = 300
    window: int = 1_200
    fft: int = 2_048
    bands: int = 512
    emphasis: float = 0.97
    loudest: float = 20.0
    span: float = 100.0
    pause: float = 15.0
    """Decibels below the loudest: what is weaker at the ends of a reference is cut off."""


def slaney(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hertz on the mel scale of Slaney's Auditory Toolbox (1998): linear up to 1 kHz, logarithmic above."""
    above = 15.0 + np.log(np.maximum(hertz, 1000.0) / 1000.0) * (27.0 / np.log(6.4))
    return np.where(hertz < 1000.0, hertz * 0.015, above)


def slaney_hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    """`slaney` undone."""
    return np.where(mel < 15.0, mel / 0.015, 1000.0 * np.exp((mel - 15.0) * (np.log(6.4) / 27.0)))


@lru_cache(maxsize=8)
def bank(setup: DecibelSetup) -> Array:
    """Triangles of equal area in hertz, evenly spaced in mel up to half the rate: [bands, fft // 2 + 1]."""
    top = float(slaney(np.array(setup.rate / 2)))
    corners = slaney_hertz(np.linspace(0.0, top, setup.bands + 2))
    low, peak, high = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    bins = np.linspace(0.0, setup.rate / 2, setup.fft // 2 + 1)[None]
    triangles = np.clip(np.minimum((bins - low) / (peak - low), (high - bins) / (high - peak)), 0.0, None)
    return (triangles * (2.0 / (high - low))).astype(np.float32)


def analysed(wave: Array, setup: DecibelSetup) -> Array:
    """Features of a mono sound at `setup.rate`: [samples] -> [samples // hop + 1, bands], from 0 to 1."""
    sharp = np.append(wave[:1], wave[1:] - setup.emphasis * wave[:-1]).astype(np.float32)
    spectrum = windowed(torch.from_numpy(sharp), setup.fft, setup.hop, setup.window).abs().numpy()
    level = 20.0 * np.log10(np.maximum(1e-5, bank(setup) @ spectrum)).T
    found: Array = np.clip((level - setup.loudest + setup.span) / setup.span, _EMPTY, 1.0)
    return found.astype(np.float32)


def decibels(features: Array, setup: DecibelSetup) -> Array:
    """The level that features [frames, bands] stand for."""
    found: Array = np.clip(features, 0.0, 1.0) * setup.span - setup.span + setup.loudest
    return found


def amplitudes(features: Array, setup: DecibelSetup) -> Tensor:
    """Magnitudes of a spectrum with such features: [frames, bands] -> [fft // 2 + 1, frames].

    A band's level is the mean over its triangle; a bin gets the mean of the bands that cover it, by their weights.
    """
    filters = bank(setup)
    level = 10.0 ** (decibels(features, setup) / 20.0) / np.maximum(filters.sum(axis=1), 1e-10)
    shares = filters / np.maximum(filters.sum(axis=0, keepdims=True), 1e-10)
    return torch.from_numpy((level @ shares).T.astype(np.float32))


def sounded(
    features: Array, samples: int, setup: DecibelSetup, seed: int, report: Share, device: torch.device
) -> Array:
    """The sound of features [frames, bands], by Griffin-Lim: mono [samples] at `setup.rate`."""
    from scipy.signal import lfilter

    target = amplitudes(features, setup).to(device)
    sharp = griffin_lim(target, samples, setup.fft, setup.hop, setup.window, seed, report)
    found: Array = lfilter([1.0], [1.0, -setup.emphasis], sharp.cpu().numpy()).astype(np.float32)
    return found.clip(-1.0, 1.0)


def trimmed(wave: Array, setup: DecibelSetup) -> Array:
    """A reference without what is weak at its ends: [samples] -> [fewer samples]."""
    size, hop = setup.fft, setup.fft // 4
    padded = np.pad(np.square(wave, dtype=np.float64), (size // 2, size // 2), mode="reflect")
    power = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop].mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 10.0 ** (-setup.pause / 10.0))
    return wave[loud[0] * hop : min(len(wave), (loud[-1] + 1) * hop)] if len(loud) else wave
