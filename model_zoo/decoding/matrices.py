"""Weights laid out for speed, in one of three number formats, as functions of a row or of many.

At one token a step every weight is read once and used once, so that the time is the memory's: half the bytes are
half the time. Activations are float32 (float32) or bfloat16 (the others); sums are float32 in every format.
`model_zoo.decoding.fused` reads one token at a time from int8 weights without these functions, where it can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.decoding.plan import Linear

Precision = Literal["float32", "bfloat16", "int8"]
#: x [n, in] -> [n, out], both of the precision's `ACTIVATIONS`.
Matrix = Callable[[Tensor], Tensor]
ACTIVATIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16, "int8": torch.bfloat16}
#: From so many rows on, int8 weights are widened first.
_MANY = 16


def matrix(parts: Sequence[Linear], precision: Precision) -> Matrix:
    """The function of linear maps of one input, their outputs side by side."""
    weight, bias = _joined([part.weight for part in parts]).detach(), _biases(parts)
    if precision == "float32":
        return _Float32(weight.float(), bias)
    if precision == "bfloat16":
        return _BFloat16(weight, bias)
    return Int8(weight, bias)


def _biases(parts: Sequence[Linear]) -> Tensor | None:
    if all(part.bias is None for part in parts):
        return None
    rows = [part.weight.new_zeros(part.weight.shape[0]) if part.bias is None else part.bias for part in parts]
    return torch.cat(rows).detach().float()


def _joined(parts: Sequence[Tensor]) -> Tensor:
    """Matrices of one width, one below the other, without a second copy in memory.

    What does not lie so yet is copied, and the modules' parameters become views of the copy.
    """
    first, rows = parts[0], sum(part.shape[0] for part in parts)
    if len(parts) == 1:
        return first
    place, adjacent = first.storage_offset(), True
    for part in parts:
        adjacent &= part.untyped_storage().data_ptr() == first.untyped_storage().data_ptr()
        adjacent &= part.stride() == first.stride() and part.storage_offset() == place
        place += part.shape[0] * part.stride(0)
    if adjacent:
        return first.detach().as_strided((rows, first.shape[1]), first.stride(), first.storage_offset())
    joined = torch.cat([part.detach() for part in parts])
    for part, its_rows in zip(parts, joined.split([len(part) for part in parts]), strict=True):
        if isinstance(part, torch.nn.Parameter):
            part.data = its_rows
    return joined


def _wide(device: torch.device) -> torch.dtype:
    """What many rows are multiplied as: a processor without bfloat16 arithmetic takes four times as long in it."""
    plain = device.type == "cpu" and not torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.float32 if plain else torch.bfloat16


class _Float32:
    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        self._weight, self._bias = weight, bias

    def __call__(self, x: Tensor) -> Tensor:
        return F.linear(x, self._weight, self._bias)


class _BFloat16:
    """oneDNN's product with the weights in the blocks that its kernel likes; on a GPU the plain one."""

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        self._bias = None if bias is None else bias.bfloat16()
        self._weight = weight.bfloat16().contiguous()
        self._blocked = weight.device.type == "cpu" and torch.ops.mkldnn._is_mkldnn_bf16_supported()
        if self._blocked:
            self._weight = torch.ops.mkldnn._reorder_linear_weight(self._weight, 1)

    def __call__(self, x: Tensor) -> Tensor:
        if not self._blocked:
            return F.linear(x, self._weight, self._bias)
        y: Tensor = torch.ops.mkldnn._linear_pointwise(x, self._weight, self._bias, "none", [], "")
        return y


class Int8:
    """Whole numbers of -127 to 127, one scale for each output: absmax quantization of the weights alone.

    The scheme is the vector-wise one of LLM.int8 (Dettmers et al. 2022, sec. 2.1) with activations left in
    bfloat16. A scale is rounded to bfloat16 before it divides, so that it adds no error of its own.

    `whole` [out, in] int8, `scales` and `offset` [out] float32 are what the weight and the bias are made of.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        self.offset = bias
        self._bias = None if bias is None else bias.bfloat16()
        largest = weight.abs().amax(dim=1).float()
        # A hair more than absmax / 127: rounded down by bfloat16, that would cut the largest off.
        self._scales = (largest / 126.5).clamp_min(1e-30).bfloat16()
        self.whole = torch.empty(weight.shape, dtype=torch.int8, device=weight.device)
        self.scales = self._scales.float()
        step = max(1, 16_000_000 // weight.shape[1])  # a part at a time: no second copy in float32
        for begin in range(0, weight.shape[0], step):
            part = weight[begin : begin + step].float() / self.scales[begin : begin + step, None]
            self.whole[begin : begin + step] = part.round_().clamp_(-127, 127).to(torch.int8)

    def __call__(self, x: Tensor) -> Tensor:
        if x.shape[0] < _MANY and x.device.type == "cpu":
            y = torch._weight_int8pack_mm(x, self.whole, self._scales)
        else:
            kind = _wide(x.device)
            step = max(1, 16_000_000 // self.whole.shape[1])
            parts = [F.linear(x.to(kind), part.to(kind)) for part in self.whole.split(step)]
            y = torch.cat(parts, dim=1).mul_(self._scales).bfloat16()
        return y if self._bias is None else y.add_(self._bias)
