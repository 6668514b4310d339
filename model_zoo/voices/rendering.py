"""Log mel and pitch to sound, a second at a time, so that the first can be heard while the rest is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model_zoo.nets.source_filter_vocoder import SourceFilterVocoder, minimum_phase, pulses
from model_zoo.voices.equaliser import Equaliser

Array = NDArray[np.float32]

PIECE = 100
"""Frames that are made at once: a second."""
CONTEXT = 24
"""Frames to either side that are read as well: six layers look three frames far, which is 18, with some to spare."""


class Renderer(Protocol):
    """Anything that makes sound of a mel [frames, bands] and hertz [frames]."""

    def pieces(self, mel: Array, hertz: Array, seed: int) -> Iterator[Array]:
        """Pieces that follow each other, frames * hop samples in all."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What is filtered: `tune` [1, frames] in hertz, spectra of pulses and of noise [1, bins, frames]."""

    tune: Tensor
    train: Tensor
    hiss: Tensor


class VocoderRenderer:
    """`SourceFilterVocoder`, in pieces that are what one pass over the whole would give.

    `equalised`: the net's filters miss the mel by a little, which ears hear as another speaker; that is mended.
    """

    def __init__(self, net: SourceFilterVocoder, device: torch.device, equalised: bool = False) -> None:
        self.net, self.device = net, device
        self._equaliser = Equaliser(net, device) if equalised else None

    @property
    def _overlap(self) -> int:
        """Frames whose windows overlap, once for the sound, once more for its correction."""
        once = self.net.shape.window // self.net.shape.hop
        return once if self._equaliser is None else 2 * once

    @property
    def reach(self) -> int:
        """Frames of the mel to either side of a frame of sound that have a say in it."""
        return CONTEXT + self._overlap

    @torch.inference_mode()
    def pieces(self, mel: Array, hertz: Array, seed: int) -> Iterator[Array]:
        sources = self.sources(hertz, seed)
        for begin in range(0, len(mel), PIECE):
            yield self.stretch(mel, sources, begin, min(len(mel), begin + PIECE))

    @torch.inference_mode()
    def sources(self, hertz: Array, seed: int) -> Sources:
        """Pulses at a pitch [frames] and noise from a seed."""
        shape = self.net.shape
        tune = torch.from_numpy(hertz)[None].to(self.device)
        train = pulses(tune, shape.hop, shape.rate)
        random = torch.Generator().manual_seed(seed)
        hiss = torch.randn(train.shape, generator=random).to(self.device)
        return Sources(tune, self.net.spectrum(train), self.net.spectrum(hiss))

    @torch.inference_mode()
    def stretch(self, mel: Array, sources: Sources, begin: int, end: int) -> Array:
        """The sound [(end - begin) * hop] of the frames from `begin` to `end` of a mel [frames, bands]."""
        shape, frames = self.net.shape, len(mel)
        low, high = max(0, begin - self._overlap), min(frames, end + self._overlap)
        first, last = max(0, low - CONTEXT), min(frames, high + CONTEXT)
        bands = torch.from_numpy(mel[first:last].T.copy())[None].to(self.device)
        harmonic, breath = self.net.filters(bands, sources.tune[:, first:last])
        inside = slice(low - first, high - first)
        spectrum = sources.train[..., low:high] * minimum_phase(harmonic[..., inside])
        spectrum = spectrum + sources.hiss[..., low:high] * breath[..., inside].exp()
        sound = self.net.sound(spectrum, (high - low) * shape.hop)
        if self._equaliser is not None:
            sound = self._equaliser.nearer(sound, bands[..., inside])
        found: Array = sound[0, (begin - low) * shape.hop : (end - low) * shape.hop].float().cpu().numpy()
        return found
