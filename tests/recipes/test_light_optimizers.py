"""The light optimizers against torch's own: the same numbers, step for step."""

from __future__ import annotations

import pytest
import torch

from model_zoo.recipes.light_optimizers import LightAdam, LightMomentum


@pytest.mark.parametrize("kind", ["adam", "momentum"])
def test_they_walk_where_torch_walks(kind: str) -> None:
    torch.manual_seed(0)
    x, y = torch.randn(40, 5), torch.randn(40, 3)
    nets = [torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Tanh(), torch.nn.Linear(8, 3)) for _ in "ab"]
    nets[1].load_state_dict(nets[0].state_dict())
    if kind == "adam":
        theirs: torch.optim.Optimizer = torch.optim.Adam(nets[0].parameters(), 0.01, betas=(0.9, 0.99))
        mine: LightAdam | LightMomentum = LightAdam(nets[1].parameters(), 0.01)
    else:
        theirs = torch.optim.SGD(nets[0].parameters(), 0.05, momentum=0.9)
        mine = LightMomentum(nets[1].parameters(), 0.05)
    for step in range(60):
        for net, optimizer in zip(nets, (theirs, mine), strict=True):
            optimizer.param_groups[0]["lr"] *= 0.98
            optimizer.zero_grad(set_to_none=step % 2 == 0)
            (net(x) - y).square().mean().backward()
            optimizer.step()
    for one, two in zip(nets[0].parameters(), nets[1].parameters(), strict=True):
        assert torch.allclose(one, two, atol=1e-5)
