"""Attention of a single token: the same sums as of many, in memory that is laid out once.

Asking the library for a view costs about what a small sum costs; here all of them are made before.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.decoding.matrices import ACTIVATIONS
from model_zoo.decoding.packing import Packed, PackedBlock


class Row:
    """The place where one token's queries, keys and values are made; every layer uses it in its turn."""

    def __init__(self, packed: Packed) -> None:
        plan = packed.plan
        device, width = plan.embedding.device, plan.head_width
        turning = plan.heads + plan.groups
        self._kind, self._scale, self._pairs, self._width = (
            ACTIVATIONS[packed.precision], plan.scale, packed.pairs, width,
        )  # fmt: skip
        self._joint = torch.empty(1, (turning + plan.groups) * width, device=device)
        self._told = self._joint[:, : turning * width].view(1, turning, width)
        self._values = self._joint[:, turning * width :].view(1, plan.groups, 1, width)
        plain = packed.pairs is None and plan.blocks[0].query_norm is None
        self._turned = self._told if plain else torch.empty_like(self._told)
        if packed.pairs is not None:
            self._paired = torch.empty_like(self._told)
            self._paired_numbers = _complex(self._paired)
            self._turned_numbers = _complex(self._turned)
        # Heads that share keys ask as if they were rows of one.
        self._queries = self._turned[:, : plan.heads].view(1, plan.groups, plan.heads // plan.groups, width)
        self._keys = self._turned[:, plan.heads :].view(1, plan.groups, 1, width)

    def attend(
        self,
        block: PackedBlock,
        h: Tensor,
        turn: Tensor | None,
        seen: tuple[Tensor, ...],
        new: tuple[Tensor, ...],
    ) -> Tensor:
        """Attention's answer [1, width] to its normed input; the rest is as for many."""
        self._joint.copy_(block.joint(h))
        told = self._told
        if block.asked is not None:
            told = F.rms_norm(told, (self._width,), None, block.asked_eps) * block.asked
        if turn is not None:
            assert self._pairs is not None
            torch.index_select(told, 2, self._pairs, out=self._paired)
            torch.mul(self._paired_numbers, turn, out=self._turned_numbers)
        elif block.asked is not None:
            self._turned.copy_(told)
        new[0].copy_(self._keys)
        new[1].copy_(self._values)
        answer = F.scaled_dot_product_attention(self._queries, seen[0], seen[1], scale=self._scale)
        return block.out(answer.reshape(1, -1).to(self._kind))


def _complex(tensor: Tensor) -> Tensor:
    return torch.view_as_complex(tensor.view(1, tensor.shape[1], -1, 2))
