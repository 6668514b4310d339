"""Auto-encoders at several widths, the principal components beside them, and what both make of rows of numbers.

A *set* is what a net was trained on: pictures of one size, or rows of a table, brought to a common scale.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from model_zoo.cards import Card
from model_zoo.latent.principal import Principal
from model_zoo.latent.spaces import HeldOut, Space
from model_zoo.nets.conv_denoiser import ConvDenoiser
from model_zoo.nets.dense_auto_encoder import DenseAutoEncoder

Floats = NDArray[np.float32]

#: Rows that go through a net at once.
_BATCH = 2048


class AutoEncoders:
    """A checkpoint, ready: `nets` and `principal` by set and width, `denoisers` by name; all in evaluation mode."""

    def __init__(self, card: Card, device: torch.device) -> None:
        self.card, self.device = card, device
        self.spaces: dict[str, Space] = {}
        self.nets: dict[tuple[str, int], DenseAutoEncoder] = {}
        self.principal: dict[str, Principal] = {}
        self.held_out: dict[str, HeldOut] = {}
        self.denoisers: dict[str, ConvDenoiser] = {}
        self.figures: dict[str, Any] = {}  # what the recipe measured: figures.json, if there is one

    @property
    def sets(self) -> tuple[str, ...]:
        """What the nets were trained on, the first one first."""
        return tuple(self.spaces)

    def widths(self, data: str) -> tuple[int, ...]:
        """The widths that there are nets of for a set, the narrowest first."""
        return tuple(sorted(width for name, width in self.nets if name == data))

    def codes(self, data: str, width: int, rows: Floats) -> Floats:
        """[n, inputs] -> [n, width]."""
        net = self.nets[data, width]
        return self._through(net.encode, rows)

    def reconstructed(self, data: str, width: int, rows: Floats) -> Floats:
        """[n, inputs] -> [n, inputs]."""
        return self._through(self.nets[data, width], rows)

    def decoded(self, data: str, width: int, codes: Floats) -> Floats:
        """[n, width] -> [n, inputs]."""
        return self._through(self.nets[data, width].decode, codes)

    @torch.inference_mode()
    def denoised(self, name: str, pictures: Floats, level: Floats | None) -> Floats:
        """Pictures [n, h, w], 0 to 1, and the noise's strength where it is known -> what a denoiser makes of them."""
        planes = torch.from_numpy(np.ascontiguousarray(pictures))[:, None].to(self.device)
        known = None if level is None else torch.from_numpy(np.ascontiguousarray(level))[:, None]
        found = self.denoisers[name](planes, None if known is None else known.to(self.device))
        return np.asarray(found[:, 0].clamp(0, 1).cpu().numpy(), np.float32)

    @torch.inference_mode()
    def _through(self, net: Any, rows: Floats) -> Floats:
        parts = torch.from_numpy(np.ascontiguousarray(rows)).split(_BATCH)
        found = torch.cat([net(part.to(self.device)).cpu() for part in parts])
        return np.asarray(found.numpy(), np.float32)
