"""A schedule begins low, ends at nothing, and depends on progress only."""

from __future__ import annotations

import itertools

from model_zoo.recipes.schedule import MaskSchedule


def test_the_rate_rises_holds_and_falls_to_zero() -> None:
    schedule = MaskSchedule()
    rates = [schedule.rate(i / 1000) for i in range(1001)]
    assert 0 < rates[0] < 0.2
    assert max(rates) == 1.0
    assert rates[-1] == 0.0
    top = rates.index(1.0)
    assert all(b <= a for a, b in itertools.pairwise(rates[top:]))
    assert rates[300] == 1.0 and 0.4 < rates[700] < 0.6


def test_masking_gets_rarer_and_rows_longer() -> None:
    schedule = MaskSchedule()
    assert schedule.mask_share(0.0) == 0.30
    assert abs(schedule.mask_share(1.0) - 0.15) < 1e-9
    assert [schedule.length_factor(p) for p in (0.0, 0.5, 0.9)] == [1, 1, 2]
