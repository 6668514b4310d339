"""A decoder-only transformer on paper: what it is made of, without how its library runs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, slots=True)
class Linear:
    """An affine map: weight [out, in], the module's own parameter or a view of one, and bias [out]."""

    weight: Tensor
    bias: Tensor | None


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer norm (Ba et al. 2016), or RMS norm (Zhang and Sennrich 2019) if `rms`, over the last dimension."""

    weight: Tensor | None
    bias: Tensor | None
    eps: float
    rms: bool


@dataclass(frozen=True, slots=True)
class Block:
    """One layer: attention and a feed-forward network, each behind a norm.

    Queries and keys of a head may have norms of their own (Henry et al. 2020). A gated network (Shazeer 2020)
    multiplies what goes `up` by the activation of its `gate`.
    """

    norm: Norm
    queries: Linear
    keys: Linear
    values: Linear
    query_norm: Norm | None
    key_norm: Norm | None
    out: Linear
    second_norm: Norm
    gate: Linear | None
    up: Linear
    down: Linear


@dataclass(frozen=True, slots=True)
class Rotary:
    """Rotary positions (Su et al. 2021): cosines and sines of the angles, each [positions, rotated // 2].

    The first `rotated` numbers of a head turn, number i together with number i + rotated // 2; others stay.
    """

    cosines: Tensor
    sines: Tensor


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole model, its tensors shared with the library's own modules.

    `places` [positions, width] are learned positions; `parallel` says that attention and feed-forward network of a
    layer read the same input (GPT-J, GPT-NeoX); `heads` ask and `groups` of them share keys and values
    (Ainslie et al. 2023).
    """

    embedding: Tensor
    places: Tensor | None
    rotary: Rotary | None
    blocks: tuple[Block, ...]
    norm: Norm
    head: Linear
    heads: int
    groups: int
    head_width: int
    scale: float
    activation: Callable[[Tensor], Tensor]
    parallel: bool
