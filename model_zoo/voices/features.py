"""What the voice models see of a sound: log-mel spectra, and spectral envelopes in which no pitch is left.

A `FeatureSetup` is stored in the checkpoint and must equal the one that the model was trained with.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model_zoo.voices.pitch import Pitch, track, world

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FeatureSetup:
    """Rates in hertz, the others in samples; `floor` keeps the logarithm of silence finite."""

    rate: int = 16_000
    hop: int = 160
    fft: int = 1024
    window: int = 640
    bands: int = 80
    lowest: float = 0.0
    highest: float = 8_000.0
    floor: float = 1e-5
    pitch_floor: float = 65.0
    pitch_ceiling: float = 600.0

    @property
    def frames_per_second(self) -> float:
        return self.rate / self.hop


@dataclass(frozen=True, slots=True)
class Analysis:
    """A sound as the content encoder reads it: `envelope` [frames, bands] in log amplitude, and the pitch."""

    envelope: Array
    pitch: Pitch


def corners(setup: FeatureSetup) -> NDArray[np.float64]:
    """Where the bands begin, peak and end, in hertz: [bands + 2], evenly spaced on the mel scale of O'Shaughnessy.

    2595 log10(1 + f/700), which the Hidden Markov Model Toolkit uses as well.
    """
    low, high = (2595.0 * np.log10(1.0 + hertz / 700.0) for hertz in (setup.lowest, setup.highest))
    found: NDArray[np.float64] = 700.0 * (10.0 ** (np.linspace(low, high, setup.bands + 2) / 2595.0) - 1.0)
    return found


def between_bands(hertz: NDArray[np.float64], setup: FeatureSetup) -> Array:
    """[len(hertz), bands]: reads a value for each of `hertz` from values at the bands' middles, in straight lines."""
    places = np.interp(hertz, corners(setup)[1:-1], np.arange(setup.bands))
    low = np.floor(places).astype(int).clip(0, setup.bands - 2)
    found = np.zeros((len(hertz), setup.bands), np.float32)
    rows = np.arange(len(hertz))
    found[rows, low] = low + 1 - places
    found[rows, low + 1] = places - low
    return found


@lru_cache(maxsize=8)
def mel_filters(setup: FeatureSetup) -> Tensor:
    """Triangles between neighbouring corners: [bands, fft // 2 + 1].

    Each sums to one, so that a band holds the mean amplitude of what it covers.
    """
    low, peak, high = (corners(setup)[k : setup.bands + k] for k in range(3))
    bins = np.linspace(0.0, setup.rate / 2, setup.fft // 2 + 1)
    rising = (bins[None] - low[:, None]) / (peak - low)[:, None]
    falling = (high[:, None] - bins[None]) / (high - peak)[:, None]
    triangles = np.clip(np.minimum(rising, falling), 0.0, None)
    # The lowest triangles are narrower than a bin: each keeps at least its nearest one.
    nearest = np.abs(bins[None] - peak[:, None]).argmin(axis=1)
    empty = triangles.sum(axis=1) < 1e-6
    triangles[empty, nearest[empty]] = 1.0
    return torch.from_numpy((triangles / triangles.sum(axis=1, keepdims=True)).astype(np.float32))


def amplitudes(wave: Tensor, setup: FeatureSetup) -> Tensor:
    """Short-time spectrum of waves [..., samples] -> [..., fft // 2 + 1, samples // hop + 1], window-normalised."""
    window = torch.hann_window(setup.window, device=wave.device, dtype=wave.dtype)
    flat = wave.reshape(-1, wave.shape[-1])
    found = torch.stft(
        flat, setup.fft, setup.hop, setup.window, window, center=True, pad_mode="reflect", return_complex=True
    )
    found = torch.view_as_real(found).square().sum(dim=-1).add(1e-12).sqrt() / window.sum()
    return found.reshape(*wave.shape[:-1], *found.shape[-2:])


def log_mel(wave: Tensor, setup: FeatureSetup) -> Tensor:
    """Natural logarithm of mel amplitudes: waves [..., samples] -> [..., bands, samples // hop + 1]."""
    filters = mel_filters(setup).to(wave)
    return torch.log((filters @ amplitudes(wave, setup)).clamp_min(setup.floor))


def analyse(wave: Array, setup: FeatureSetup) -> Analysis:
    """Pitch and WORLD's spectral envelope (CheapTrick, Morise 2015) of a mono sound, as mel bands.

    The envelope is smoothed over one pitch period, so that it holds the vocal tract and not the pitch.
    """
    sound = np.ascontiguousarray(wave, dtype=np.float64)
    pitch = track(wave, setup.rate, setup.hop, setup.pitch_floor, setup.pitch_ceiling)
    times = np.arange(len(pitch.hertz)) * (setup.hop / setup.rate)
    power = world().cheaptrick(sound, pitch.hertz.astype(np.float64), times, setup.rate, fft_size=setup.fft)
    bands = np.sqrt(power) @ mel_filters(setup).numpy().T.astype(np.float64)
    return Analysis(np.log(np.maximum(bands, setup.floor)).astype(np.float32), pitch)
