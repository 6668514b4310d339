"""The plain loop: it learns, is the same for the same seed, can be left and entered, and keeps the best."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from model_zoo.recipes.small_trainer import CurvePoint, SmallPlan, SmallTrainer

X = torch.randn(256, 6, generator=torch.Generator().manual_seed(1))
Y = X @ torch.randn(6, 2, generator=torch.Generator().manual_seed(2)) + 0.5


def trainer(plan: SmallPlan) -> SmallTrainer:
    torch.manual_seed(plan.seed)
    net = nn.Linear(6, 2)

    def loss(generator: torch.Generator) -> torch.Tensor:
        rows = torch.randint(0, 200, (32,), generator=generator)
        return (net(X[rows]) - Y[rows]).pow(2).mean()

    def judge() -> float:
        return float((net(X[200:]) - Y[200:]).pow(2).mean())

    return SmallTrainer(net, loss, judge, plan)


def test_it_learns_and_repeats_itself() -> None:
    plan = SmallPlan(steps=300, rate=5e-2, every=50, seed=3)
    first, second = trainer(plan).run(), trainer(plan).run()
    assert [p.step for p in first] == [0, 50, 100, 150, 200, 250, 300]
    assert [p.held_out for p in first] == [p.held_out for p in second]
    assert first[-1].held_out < 1e-3 * first[0].held_out


def test_left_and_entered_again_it_ends_where_it_would_have() -> None:
    plan = SmallPlan(steps=120, rate=1e-2, every=40, average=0.9, seed=5)
    straight = trainer(plan)
    straight.run()
    broken = trainer(plan)

    def leave(progress: float, _point: CurvePoint | None) -> None:
        if 0.2 < progress < 0.7:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        broken.run(leave)
    assert 0 < broken.step < 120
    broken.run()
    assert torch.equal(broken.net.state_dict()["weight"], straight.net.state_dict()["weight"])


def test_the_best_state_is_kept() -> None:
    ran = trainer(SmallPlan(steps=60, rate=0.1, every=10))
    told = iter([1.0, 0.5, 0.1, 0.2, 0.3, 0.4, 0.5])
    kept: list[torch.Tensor] = []

    def judge() -> float:
        value = next(told)
        if value == 0.1:
            kept.append(ran.net.state_dict()["weight"].clone())
        return value

    ran._judge = judge
    ran.run()
    assert torch.equal(ran.net.state_dict()["weight"], kept[0])


def test_a_budget_of_seconds_ends_the_schedule() -> None:
    ran = trainer(SmallPlan(steps=10**9, seconds=0.2, every=10**9))
    ran.run()
    assert ran.progress == 1.0 and 0.2 <= ran.seconds < 5
    assert ran._rate_at(1.0) == pytest.approx(0.0, abs=1e-9)
