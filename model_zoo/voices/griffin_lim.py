"""A sound of a spectrum without phases (Griffin and Lim 1984), with the momentum of Perraudin et al. 2013."""

from __future__ import annotations

import torch
from torch import Tensor

from model_zoo.voices.converter import Share

STEPS = 60
_MOMENTUM = 0.99


def windowed(wave: Tensor, fft: int, hop: int, window: int) -> Tensor:
    """Short-time spectrum of a sound [samples] -> [fft // 2 + 1, samples // hop + 1], edges mirrored."""
    shape = torch.hann_window(window, device=wave.device)
    return torch.stft(wave, fft, hop, window, shape, center=True, pad_mode="reflect", return_complex=True)


@torch.inference_mode()
def griffin_lim(
    amplitudes: Tensor, samples: int, fft: int, hop: int, window: int, seed: int, report: Share
) -> Tensor:
    """A sound [samples] whose spectrum comes near to amplitudes [fft // 2 + 1, samples // hop + 1].

    Phases begin at random, by the seed; `report` is asked at every step.
    """
    random = torch.Generator().manual_seed(seed)
    angles = torch.rand(amplitudes.shape, generator=random).to(amplitudes.device) * (2 * torch.pi)
    shape = torch.hann_window(window, device=amplitudes.device)

    def sound(phases: Tensor) -> Tensor:
        spectrum = torch.polar(amplitudes, phases)
        return torch.istft(spectrum, fft, hop, window, shape, center=True, length=samples)

    before = torch.zeros_like(amplitudes, dtype=torch.complex64)
    for step in range(STEPS):
        report(step / STEPS)
        here = windowed(sound(angles), fft, hop, window)
        angles = (here + _MOMENTUM * (here - before)).angle()
        before = here
    return sound(angles)
