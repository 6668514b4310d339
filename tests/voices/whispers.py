"""Whispers for tests: speech whose voice is taken away."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

Array = NDArray[np.float32]


def whispered(wave: Array) -> Array:
    """Speech [samples] as breath alone: its short-time amplitudes with phases at random."""
    random = torch.Generator().manual_seed(4)
    window = torch.hann_window(128)  # too short for a harmonic
    spectrum = torch.stft(torch.from_numpy(wave), 128, 32, window=window, return_complex=True)
    phase = torch.rand(spectrum.shape, generator=random) * 2.0 * torch.pi
    breath: Array = torch.istft(torch.polar(spectrum.abs(), phase), 128, 32, window=window).numpy()
    return breath
