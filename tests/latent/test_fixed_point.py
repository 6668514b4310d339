"""Fixed-point nets: sums in any order are the same bits, and the answer is near the real one."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from model_zoo.latent.fixed_point import exact


def net() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(48, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 16, 1))


def test_the_order_of_a_sum_changes_no_bit() -> None:
    fixed = exact(net())
    x = torch.randn(1, 48, 9, 9, dtype=torch.float64) * 3
    first = fixed[0]
    assert isinstance(first, nn.Conv2d)
    turned = exact(net())
    order = torch.randperm(48, generator=torch.Generator().manual_seed(1))
    other = turned[0]
    assert isinstance(other, nn.Conv2d)
    other.weight.data = first.weight.data[:, order]
    with torch.no_grad():
        assert torch.equal(fixed(x), turned(x[:, order]))


def test_it_is_near_the_net_that_it_was_made_from() -> None:
    plain = net()
    x = torch.randn(1, 48, 9, 9)
    with torch.no_grad():
        assert torch.allclose(exact(plain)(x.double()).float(), plain(x), atol=0.02)
        assert next(plain.parameters()).dtype == torch.float32  # the net itself is left alone


@pytest.mark.parametrize("value", [16.0, float("nan"), float("-inf")])
def test_weights_that_are_too_large_are_refused(value: float) -> None:
    wrong = net()
    with torch.no_grad():
        next(wrong.parameters())[0, 0, 0, 0] = value
    with pytest.raises(ValueError, match="weight"):
        exact(wrong)
