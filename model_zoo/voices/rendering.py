"""Log mel and pitch to sound, a second at a time, so that the first can be heard while the rest is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from model_zoo.nets.source_filter_vocoder import SourceFilterVocoder, minimum_phase, pulses

Array = NDArray[np.float32]

PIECE = 100
"""Frames that are made at once: a second."""
CONTEXT = 24
"""Frames to either side that are read as well: six layers look three frames far, which is 18, with some to spare."""


class Renderer(Protocol):
    """Anything that makes sound of a mel [frames, bands] and hertz [frames]."""

    def pieces(self, mel: Array, hertz: Array, seed: int) -> Iterator[Array]:
        """Pieces that follow each other, frames * hop samples in all."""


class VocoderRenderer:
    """`SourceFilterVocoder`, in pieces that are what one pass over the whole would give."""

    def __init__(self, net: SourceFilterVocoder, device: torch.device) -> None:
        self.net, self.device = net, device

    @torch.inference_mode()
    def pieces(self, mel: Array, hertz: Array, seed: int) -> Iterator[Array]:
        shape = self.net.shape
        frames = len(mel)
        tune = torch.from_numpy(hertz)[None].to(self.device)
        train = pulses(tune, shape.hop, shape.rate)
        random = torch.Generator().manual_seed(seed)
        hiss = torch.randn(train.shape, generator=random).to(self.device)
        sources = self.net.spectrum(train), self.net.spectrum(hiss)
        bands = torch.from_numpy(mel.T.copy())[None].to(self.device)
        reach = shape.window // shape.hop  # frames whose windows overlap
        for begin in range(0, frames, PIECE):
            end = min(frames, begin + PIECE)
            low, high = max(0, begin - reach), min(frames, end + reach)
            first, last = max(0, low - CONTEXT), min(frames, high + CONTEXT)
            harmonic, breath = self.net.filters(bands[..., first:last], tune[:, first:last])
            inside = slice(low - first, high - first)
            spectrum = sources[0][..., low:high] * minimum_phase(harmonic[..., inside])
            spectrum = spectrum + sources[1][..., low:high] * breath[..., inside].exp()
            sound = self.net.sound(spectrum, (high - low) * shape.hop)[0]
            cut = slice((begin - low) * shape.hop, (end - low) * shape.hop)
            yield sound[cut].float().cpu().numpy()
