"""Muon: momentum, then the nearest semi-orthogonal matrix, by five Newton-Schulz steps (Jordan et al. 2024).

Written after https://kellerjordan.github.io/posts/muon/; decoupled weight decay as in Liu et al. 2025
("Muon is scalable for LLM training"). For the matrices between layers only: embeddings, norms and biases want
AdamW.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor

from model_zoo.recipes.numbers import quick
from model_zoo.recipes.trainer import Pace

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Jordan's quintic: steep at zero; it leaves singular values between about 0.7 and 1.2, not exactly at 1."""


def orthogonalise(matrix: Tensor, steps: int = 5) -> Tensor:
    """[rows, columns] or [stack, rows, columns] -> the same shape, all singular values near 1, in a quick format."""
    a, b, c = COEFFICIENTS
    x = matrix.to(quick(matrix.device))
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.mT if tall else x


class Muon(torch.optim.Optimizer):
    """`parts` of a parameter (rows of Wqkv, Wi: several matrices stored as one) are orthogonalised apart."""

    def __init__(
        self,
        groups: Iterable[dict[str, Any]],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(groups, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "parts": 1})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(parameter)
                velocity = state["momentum"]
                velocity.lerp_(parameter.grad, 1 - group["momentum"])
                ahead = parameter.grad.lerp(velocity, group["momentum"])  # Nesterov
                parts = ahead.unflatten(0, (group["parts"], -1))
                rows, columns = parts.shape[-2:]
                update = orthogonalise(parts).flatten(0, 1)
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                # A tall matrix gets a longer step, so that the change in its outputs has the same size.
                parameter.add_(update, alpha=-group["lr"] * max(1.0, rows / columns) ** 0.5)


def two_optimizers(
    parameters: Mapping[str, torch.nn.Parameter], embedding: str, parts: Mapping[str, int], pace: Pace
) -> list[torch.optim.Optimizer]:
    """Muon for the matrices between layers, AdamW for embeddings (names that hold `embedding`), norms and biases.

    `parts` says of which modules the weight is several matrices stored as one, and how many.
    """
    matrices: dict[int, list[torch.nn.Parameter]] = {}
    tables = [p for name, p in parameters.items() if embedding in name]
    vectors: list[torch.nn.Parameter] = []
    for name, parameter in parameters.items():
        if embedding in name:
            continue
        if parameter.ndim == 2:
            matrices.setdefault(parts.get(name.split(".")[-2], 1), []).append(parameter)
        else:
            vectors.append(parameter)
    muon = Muon(
        [{"params": group, "parts": n} for n, group in matrices.items()], lr=pace.muon_rate, weight_decay=0.02
    )
    adam = torch.optim.AdamW(
        [{"params": tables, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}],
        lr=pace.adam_rate,
        betas=(0.9, 0.98),
        eps=1e-9,
        fused=True,
    )
    return [muon, adam]
