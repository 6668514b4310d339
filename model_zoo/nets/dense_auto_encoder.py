"""An auto-encoder of dense layers with a linear code (Hinton and Salakhutdinov 2006, fig. 1)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import torch.nn.functional as F
from torch import Tensor, nn

Units = Literal["logistic", "gelu"]


@dataclass(frozen=True, slots=True)
class DenseShape:
    """Encoder inputs -> hidden -> code, decoder the same backwards. Logistic units give logistic outputs."""

    inputs: int
    hidden: tuple[int, ...]
    code: int
    units: Units = "gelu"

    @property
    def sizes(self) -> tuple[int, ...]:
        """The widths from the input to the code."""
        return (self.inputs, *self.hidden, self.code)


class DenseAutoEncoder(nn.Module):
    """The layer before the code and that at the end are linear ("gelu"), or the end is logistic ("logistic")."""

    def __init__(self, shape: DenseShape) -> None:
        super().__init__()
        self.shape = shape
        self.down = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(shape.sizes))
        self.up = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(shape.sizes[::-1]))

    def encode(self, x: Tensor) -> Tensor:
        """[batch, inputs] -> [batch, code]."""
        for layer in self.down[:-1]:
            x = self._bend(layer(x))
        return self.down[-1](x)

    def logits(self, code: Tensor) -> Tensor:
        """[batch, code] -> [batch, inputs], before a logistic output."""
        for layer in self.up[:-1]:
            code = self._bend(layer(code))
        return self.up[-1](code)

    def decode(self, code: Tensor) -> Tensor:
        """[batch, code] -> [batch, inputs]."""
        found = self.logits(code)
        return found.sigmoid() if self.shape.units == "logistic" else found

    def forward(self, x: Tensor) -> Tensor:
        """[batch, inputs] -> its reconstruction [batch, inputs]."""
        return self.decode(self.encode(x))

    def loss(self, x: Tensor, seen: Tensor | None = None) -> Tensor:
        """Mean error for inputs x [batch, inputs], reconstructed from what is `seen` of them (None: all).

        Squared; with logistic units the cross-entropy of pixels taken as probabilities, as in the paper.
        """
        logits = self.logits(self.encode(x if seen is None else seen))
        if self.shape.units == "logistic":
            return F.binary_cross_entropy_with_logits(logits, x)
        return F.mse_loss(logits, x)

    def _bend(self, x: Tensor) -> Tensor:
        return x.sigmoid() if self.shape.units == "logistic" else F.gelu(x)
