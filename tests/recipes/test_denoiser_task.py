"""How the denoisers are taught: what is spoilt and told, and that cleaning and copying are two lessons."""

from __future__ import annotations

import numpy as np
import torch

from model_zoo.nets.conv_denoiser import ConvDenoiser, DenoiserShape
from model_zoo.recipes.denoiser_task import MOST, denoiser_trainer, spoilt
from model_zoo.recipes.small_trainer import SmallPlan


def stripes(count: int) -> torch.Tensor:
    """Give pictures with stripes of one direction and phase each: easy to know, easy to restore."""
    phase = torch.rand(count, 1, 1, generator=torch.Generator().manual_seed(0)) * 6
    across = torch.arange(12.0)[None, None, :]
    return (0.5 + 0.5 * torch.sin(across + phase)).expand(count, 12, 12)[:, None].contiguous()


def test_each_picture_has_an_amount_of_its_own_and_the_level_says_where() -> None:
    random = np.random.default_rng(0)
    kinds = set()
    for _ in range(12):
        clean = torch.full((8, 1, 12, 12), 0.3)
        seen, level = spoilt(clean, random)
        changed = seen != clean
        assert bool((level[changed] > 0).all()) and seen.shape == level.shape == clean.shape
        amounts = level.flatten(1).mean(dim=1)
        assert float(amounts.std()) > 0.02 and float(level.max()) <= 1
        kinds.add("gaussian" if float(level.max()) <= max(MOST.values()) else "replaced")
    assert kinds == {"gaussian", "replaced"}


def test_cleaning_and_copying_are_two_lessons() -> None:
    clean, held = stripes(200), stripes(16)
    random = np.random.default_rng(3)
    noisy = torch.from_numpy(
        np.clip(held.numpy() + random.normal(0, 0.4, held.shape), 0, 1).astype(np.float32)
    )
    errors = {}
    for copies in (False, True):
        torch.manual_seed(0)
        net = ConvDenoiser(DenoiserShape(12, 12, 1))
        plan = SmallPlan(150, rate=5e-3, every=150, seed=1)
        denoiser_trainer(net, clean, held, plan, copies).run()
        with torch.no_grad():
            errors[copies] = float((net(noisy) - held).square().mean())
    before = float((noisy - held).square().mean())
    assert errors[False] < 0.35 * before
    assert errors[True] > 1.5 * errors[False]
