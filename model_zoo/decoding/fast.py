"""Reads a text with packed weights and a cache that stands still in memory: few steps of the library a token."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.decoding.decoder import Summary
from model_zoo.decoding.fused import fused
from model_zoo.decoding.matrices import ACTIVATIONS
from model_zoo.decoding.packing import Packed, PackedBlock
from model_zoo.decoding.row import Row

_FIRST = 256
"""Places of a cache at first; it doubles when they are taken."""


class FastDecoder:
    """A reader of one text, by the plan of its model.

    Keys and values stay float32 in every precision: the processor multiplies short bfloat16 rows ten times slower.
    """

    def __init__(self, packed: Packed) -> None:
        plan = packed.plan
        self._packed, self._plan = packed, plan
        self._length = 0
        self._device = plan.embedding.device
        self._kind = ACTIVATIONS[packed.precision]
        self._same = self._kind == torch.float32
        self._groups, self._width = plan.groups, plan.head_width
        self._turning = (plan.heads + plan.groups) * plan.head_width  # numbers of all queries and keys
        self._cache = self._room(_FIRST)
        self._row = Row(packed)
        self._fused = fused(packed)

    @property
    def length(self) -> int:
        return self._length

    @property
    def compiled(self) -> bool:
        """Whether one token is read by machine code of our own."""
        return self._fused is not None

    def rewind(self, length: int) -> None:
        self._length = max(0, min(self._length, length))

    def step(self, token: int) -> Tensor:
        if self._fused is None:
            return self._scores(self._through([token]))[0]
        if self._length == self._cache.shape[3]:
            self._grow(self._length + 1)
        scores = self._fused(token, self._length, self._cache)[0]
        self._length += 1
        return scores

    def read(self, ids: Sequence[int]) -> Tensor:
        return self._scores(self._through(ids))

    def summary(self, scores: Tensor, token: int, count: int) -> Summary | None:
        return None if self._fused is None else self._fused.summary(scores, token, count)

    def _room(self, places: int) -> Tensor:
        # [layer x 2, 1, group, place, head width]: keys and values of a layer follow each other.
        shape = (2 * len(self._plan.blocks), 1, self._groups, places, self._width)
        return torch.zeros(shape, device=self._device)

    def _grow(self, needed: int) -> None:
        places = self._cache.shape[3]
        while places < needed:
            places *= 2
        cache = self._room(places)
        cache[:, :, :, : self._length] = self._cache[:, :, :, : self._length]
        self._cache = cache

    def _through(self, ids: Sequence[int]) -> Tensor:
        """Read on; the last layer's output [n, width], float32."""
        packed, plan = self._packed, self._plan
        begin, end = self._length, self._length + len(ids)
        if end > self._cache.shape[3]:
            self._grow(end)
        if len(ids) == 1:
            x = plan.embedding.narrow(0, ids[0], 1)
        else:
            x = plan.embedding[torch.tensor(list(ids), device=self._device)]
        x = x.to(torch.float32, copy=True)
        if plan.places is not None:
            x += plan.places[begin:end]
        turn = None if packed.turns is None else packed.turns[begin:end]
        seen = self._cache.narrow(3, 0, end).unbind(0)
        new = self._cache.narrow(3, begin, end - begin).unbind(0)
        mask = None
        if len(ids) > 1 and begin:
            mask = torch.ones(len(ids), end, dtype=torch.bool, device=self._device).tril_(begin)
        for number, block in enumerate(packed.blocks):
            place = slice(2 * number, 2 * number + 2)
            h = block.norm(x)
            if len(ids) == 1:
                told = self._row.attend(block, h, turn, seen[place], new[place])
            else:
                told = self._attend(block, h, turn, seen[place], new[place], mask)
            if plan.parallel:
                told = told + self._feed(block, block.second_norm(x))
                x += told
            else:
                x += told
                x += self._feed(block, block.second_norm(x))
        self._length = end
        return x

    def _attend(
        self,
        block: PackedBlock,
        h: Tensor,
        turn: Tensor | None,
        seen: tuple[Tensor, ...],
        new: tuple[Tensor, ...],
        mask: Tensor | None,
    ) -> Tensor:
        """Attention's answer [n, width] to its normed input.

        `seen` and `new` are the cache's keys and values up to here and of these tokens, [1, group, place, width].
        """
        plan, n, d = self._plan, h.shape[0], self._width
        joint = block.joint(h)
        if not self._same:
            joint = joint.float()
        turning = joint.narrow(1, 0, self._turning).view(n, -1, d)
        if block.asked is not None:
            turning = F.rms_norm(turning, (d,), None, block.asked_eps) * block.asked
        if turn is not None:
            assert self._packed.pairs is not None
            paired = torch.view_as_complex(turning.index_select(2, self._packed.pairs).view(n, -1, d // 2, 2))
            turning = torch.view_as_real(paired * turn).view(n, -1, d)
        queries = turning.narrow(1, 0, plan.heads)
        new[0][0].copy_(turning.narrow(1, plan.heads, plan.groups).transpose(0, 1))
        new[1][0].copy_(joint.narrow(1, self._turning, plan.groups * d).view(n, -1, d).transpose(0, 1))
        told = F.scaled_dot_product_attention(
            queries.transpose(0, 1).unsqueeze(0), seen[0], seen[1],
            attn_mask=mask, is_causal=mask is None, scale=plan.scale, enable_gqa=plan.heads != plan.groups,
        )[0].transpose(0, 1).reshape(n, -1)  # fmt: skip
        return block.out(told if self._same else told.to(self._kind))

    def _feed(self, block: PackedBlock, h: Tensor) -> Tensor:
        up = block.up(h)
        if not block.gated:
            return block.down(self._plan.activation(up))
        half = up.shape[1] // 2
        gate = self._plan.activation(up.narrow(1, 0, half))
        return block.down(gate * up.narrow(1, half, half))

    def _scores(self, x: Tensor) -> Tensor:
        packed = self._packed
        h = packed.norm(x)
        scores = packed.head(h).float()
        if packed.mean is not None:
            scores += h.float() @ packed.mean[:, None]
            if packed.mean_bias is not None:
                scores += packed.mean_bias
        return scores
