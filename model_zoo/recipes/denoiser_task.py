"""How the denoisers are taught: another noise for every picture of every batch, told or not told where it is."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.latent.corruption import Noise, corrupt
from model_zoo.nets.conv_denoiser import ConvDenoiser
from model_zoo.recipes.small_trainer import SmallPlan, SmallTrainer

#: The strongest noise that is taught, by kind.
MOST: dict[Noise, float] = {"gaussian": 0.6, "salt_and_pepper": 0.6, "squares": 0.6}
_BATCH, _COPIED = 48, 24  # pictures of a step; copying is learnt from few, in many steps


def spoilt(clean: Tensor, random: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Pictures [n, 1, h, w] with one kind of noise, an amount of its own each: what is seen, and the strength."""
    noise = list(MOST)[int(random.integers(len(MOST)))]
    seen, level = [], []
    for one in clean.numpy():
        amount = float(random.uniform(0.02, MOST[noise]))
        a, b = corrupt(one, noise, amount, random, square=int(random.integers(2, 8)))
        seen.append(a)
        level.append(b)
    return torch.from_numpy(np.stack(seen)), torch.from_numpy(np.stack(level))


def denoiser_trainer(
    net: ConvDenoiser, pictures: Tensor, held_out: Tensor, plan: SmallPlan, copies: bool
) -> SmallTrainer:
    """Teach `net` to clean pictures [n, 1, h, w], or, with `copies`, to give back what it is given: clean ones."""
    random = np.random.default_rng(plan.seed)
    judged = np.random.default_rng(99)
    held_seen, held_level = zip(*(spoilt(part, judged) for part in held_out.split(40)), strict=True)
    seen_held, level_held = torch.cat(held_seen), torch.cat(held_level)

    def loss(generator: torch.Generator) -> Tensor:
        count = _COPIED if copies else _BATCH
        clean = pictures[torch.randint(len(pictures), (count,), generator=generator)]
        if copies:
            return F.mse_loss(net(clean), clean)
        seen, level = spoilt(clean, random)
        return F.mse_loss(net(seen, level if random.random() < 0.5 else None), clean)

    def judge() -> float:
        if copies:
            return float(F.mse_loss(net(held_out), held_out))
        told, blind = net(seen_held, level_held), net(seen_held)
        return float(F.mse_loss(told, held_out) + F.mse_loss(blind, held_out)) / 2

    return SmallTrainer(net, loss, judge, plan)
