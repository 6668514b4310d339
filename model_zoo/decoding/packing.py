"""A plan's weights made ready in one precision; every decoder of the model reads the same ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.decoding.matrices import ACTIVATIONS, Matrix, Precision, matrix
from model_zoo.decoding.plan import Linear, Norm, Plan
from model_zoo.decoding.turning import turns

#: x [n, width] float32 -> [n, width] of the precision's activations.
Normed = Callable[[Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class PackedBlock:
    """One layer, ready; `joint` gives queries, keys and values side by side, `up` the gate's part first."""

    norm: Normed
    joint: Matrix
    asked: Tensor | None  # the weights of the queries' and keys' own norms, [heads + groups, head width]
    asked_eps: float
    out: Matrix
    second_norm: Normed
    up: Matrix
    gated: bool
    down: Matrix


@dataclass(frozen=True, slots=True)
class Packed:
    """A model's weights in one precision.

    The head of a reduced precision is centred: the mean of its rows is taken off each and their common score
    `mean` [width] is added again in float32: bfloat16 has two decimal digits, and GPT-2's scores lie near -100.
    """

    plan: Plan
    precision: Precision
    blocks: tuple[PackedBlock, ...]
    norm: Normed
    head: Matrix
    mean: Tensor | None
    mean_bias: Tensor | None
    turns: Tensor | None  # see model_zoo.decoding.turning
    pairs: Tensor | None


def pack(plan: Plan, precision: Precision) -> Packed:
    """Make the weights ready; without gradients, as everything here."""
    kind = ACTIVATIONS[precision]
    blocks = []
    for block in plan.blocks:
        asked = None
        if block.query_norm is not None and block.key_norm is not None:
            assert block.query_norm.weight is not None and block.key_norm.weight is not None
            rows = [block.query_norm.weight.float().expand(plan.heads, -1)]
            asked = torch.cat([*rows, block.key_norm.weight.float().expand(plan.groups, -1)])
        up = [block.up] if block.gate is None else [block.gate, block.up]
        blocks.append(
            PackedBlock(
                norm=normed(block.norm, kind),
                joint=matrix([block.queries, block.keys, block.values], precision),
                asked=asked,
                asked_eps=0.0 if block.query_norm is None else block.query_norm.eps,
                out=matrix([block.out], precision),
                second_norm=normed(block.second_norm, kind),
                up=matrix(up, precision),
                gated=block.gate is not None,
                down=matrix([block.down], precision),
            )
        )
    head, mean, mean_bias = plan.head, None, None
    if precision != "float32":
        mean = head.weight.mean(dim=0, dtype=torch.float32)
        centred = (head.weight - mean).to(head.weight.dtype)
        mean_bias = None if head.bias is None else head.bias.float()
        head = Linear(centred, None)
    factors, pairs = (None, None) if plan.rotary is None else turns(plan.rotary, plan.head_width)
    return Packed(
        plan=plan,
        precision=precision,
        blocks=tuple(blocks),
        norm=normed(plan.norm, kind),
        head=matrix([head], precision),
        mean=mean,
        mean_bias=mean_bias,
        turns=factors,
        pairs=pairs,
    )


def normed(norm: Norm, kind: torch.dtype) -> Normed:
    """The function of a norm, its answer in the number format `kind`."""
    weight = None if norm.weight is None else norm.weight.float()
    bias = None if norm.bias is None else norm.bias.float()
    eps = norm.eps
    if not norm.rms:

        def layer(x: Tensor) -> Tensor:
            return F.layer_norm(x, x.shape[-1:], weight, bias, eps).to(kind)

        return layer

    assert weight is not None
    scale, nothing = weight, torch.zeros_like(weight)[None]

    def rms(x: Tensor) -> Tensor:
        if x.shape[0] == 1 and x.device.type == "cpu":
            # The library's own takes four steps of ten microseconds in all; these are two of two.
            row = x[0]
            size = (float(torch.dot(row, row)) / row.shape[0] + eps) ** -0.5
            return torch.addcmul(nothing, x, scale, value=size).to(kind)
        return F.rms_norm(x, x.shape[-1:], scale, eps).to(kind)

    return rms
