"""A model that hears: a vector for every step of a sound, wherever in the net it is read."""

from __future__ import annotations

from itertools import pairwise
from math import ceil, prod
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from model_zoo.voices.converter import Array, Share

#: Steps that are read at once: attention needs memory for the square of their number.
_MOST = 1000


class SpeechEncoder:
    """A ready speech encoder that ends at one layer.

    `hop` is in samples, `rate` in hertz; `width` is a vector's length.
    """

    def __init__(self, model: Any, layer: int, depth: int, rate: int, normalised: bool) -> None:
        self._model, self._normalised = model, normalised
        self.layer, self.depth, self.rate = layer, depth, rate
        first = next(model.parameters())
        self.device, self._dtype = first.device, first.dtype
        config = model.config
        self.hop = prod(config.conv_stride)
        self.width = int(config.hidden_size)
        steps = np.cumprod([1, *config.conv_stride[:-1]])
        self._reach = 1 + int(sum((k - 1) * step for k, step in zip(config.conv_kernel, steps, strict=True)))

    @torch.inference_mode()
    def frames(self, wave: Array, before: int, report: Share = lambda share: None) -> Array:
        """What is heard in every hop of a mono sound: [samples] -> [ceil(samples / hop), width], float32.

        The first frame is centred `before` samples behind the beginning. Longer sounds than 1000 frames are read in
        parts: each sees the samples around it, but attends only to itself.
        """
        count = ceil(len(wave) / self.hop)
        if self._normalised:
            wave = (wave - wave.mean()) / np.sqrt(wave.var() + 1e-7)
        left = self._reach // 2 - before
        given = F.pad(
            torch.from_numpy(np.ascontiguousarray(wave, np.float32)), (left, self._reach + self.hop)
        )
        parts = []
        for begin, end in pairwise(np.linspace(0, count, ceil(count / _MOST) + 1).round().astype(int)):
            report(begin / count)
            piece = given[begin * self.hop : (end - 1) * self.hop + self._reach]
            found = self._model(piece[None].to(self.device, self._dtype))[0][0]
            parts.append(found.float().cpu().numpy())
        heard: Array = np.concatenate(parts)
        return heard
