"""Muon's update is close to orthogonal, whatever the gradient's scale, and it finds a minimum."""

from __future__ import annotations

import pytest
import torch

from model_zoo.recipes.muon import Muon, orthogonalise


@pytest.mark.parametrize("shape", [(24, 24), (24, 60), (60, 24), (3, 16, 40)])
def test_singular_values_come_near_one(shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    matrix = torch.randn(shape) * 1e-3
    made = orthogonalise(matrix)
    assert made.shape == matrix.shape
    values = torch.linalg.svdvals(made.float())
    assert values.min() > 0.4 and values.max() < 1.4


def test_the_directions_are_kept() -> None:
    torch.manual_seed(0)
    matrix = torch.randn(16, 16)
    left, _, right = torch.linalg.svd(matrix)
    cosine = torch.nn.functional.cosine_similarity(
        orthogonalise(matrix).float().flatten(), (left @ right).flatten(), dim=0
    )
    assert cosine > 0.97


def test_stacked_matrices_do_not_mix() -> None:
    """Two matrices stored as one: a gradient in the first must leave the second where it is."""
    parameter = torch.nn.Parameter(torch.zeros(16, 8))
    optimizer = Muon([{"params": [parameter], "parts": 2}], lr=0.1)
    parameter.grad = torch.cat((torch.randn(8, 8), torch.zeros(8, 8)))
    optimizer.step()
    assert parameter[:8].abs().sum() > 0
    assert parameter[8:].abs().sum() == 0


def test_it_solves_a_small_regression() -> None:
    torch.manual_seed(0)
    truth, inputs = torch.randn(8, 12), torch.randn(200, 12)
    parameter = torch.nn.Parameter(torch.zeros(8, 12))
    optimizer = Muon([{"params": [parameter]}], lr=0.1)
    losses = []
    for step in range(150):
        loss = ((inputs @ parameter.T - inputs @ truth.T) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.param_groups[0]["lr"] = 0.1 * (1 - step / 150)
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.01 * losses[0]
