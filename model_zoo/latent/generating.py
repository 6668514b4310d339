"""Pictures out of codes: what a generator's nets are asked, and how what they draw is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model_zoo.cards import Card
from model_zoo.nets.image_vae import SIDE, ImageVae, Judge

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]

CONFIDENT = 0.9
"""A sample whose best class has this probability counts as one that the judge recognises."""
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Cloud:
    """Where the codes of training pictures are: their mean [latents] and covariance [latents, latents]."""

    mean: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of pictures: best class and its probability, each [n], and features [n, width]."""

    kinds: NDArray[np.int64]
    probabilities: Floats
    features: Floats

    @property
    def confident(self) -> float:
        """The share that it recognises."""
        return float((self.probabilities >= CONFIDENT).mean())


@dataclass(frozen=True, slots=True)
class Generators:
    """Nets by name (“vae-8”, “plain-8”, “classes-8”), the clouds of their codes, and the judge of what they draw."""

    card: Card
    nets: Mapping[str, ImageVae]
    clouds: Mapping[str, Cloud]
    kind_clouds: Mapping[str, tuple[Cloud, ...]]
    """For nets that are told a class: the cloud of each class, which is what its codes are drawn from."""
    judge: Judge
    classes: tuple[str, ...]
    device: torch.device

    @property
    def widths(self) -> tuple[int, ...]:
        """How many latents there is a choice of."""
        return tuple(sorted({net.shape.latents for net in self.nets.values() if not net.shape.classes}))

    @torch.inference_mode()
    def decode(self, name: str, codes: Floats, kinds: Sequence[int] | None = None) -> Pixels:
        """Pictures uint8 [n, 28, 28] of codes [n, latents]."""
        net = self.nets[name]
        told = torch.tensor(kinds, device=self.device) if kinds is not None and net.shape.classes else None
        found = net.decode(torch.from_numpy(codes).float().to(self.device), told)
        made: Pixels = (found[:, 0] * 255).round().to(torch.uint8).cpu().numpy()
        return made

    @torch.inference_mode()
    def encode(
        self, name: str, pictures: Pixels, kinds: Sequence[int] | None = None
    ) -> tuple[Floats, Floats]:
        """Mean and standard deviation of the codes, each [n, latents], of pictures uint8 [n, 28, 28]."""
        net = self.nets[name]
        told = torch.tensor(kinds, device=self.device) if kinds is not None and net.shape.classes else None
        mean, log_spread = net.encode(self._input(pictures), told)
        return mean.double().cpu().numpy(), log_spread.exp().double().cpu().numpy()

    @torch.inference_mode()
    def judged(self, pictures: Pixels) -> Verdict:
        """Ask the classifier about pictures uint8 [n, 28, 28]."""
        said = [
            self.judge(self._input(pictures[at : at + _AT_ONCE])) for at in range(0, len(pictures), _AT_ONCE)
        ]
        chances = torch.cat([logits for logits, _ in said]).double().softmax(1)
        best, kinds = chances.max(1)
        features = torch.cat([features for _, features in said])
        return Verdict(kinds.cpu().numpy(), best.cpu().numpy(), features.double().cpu().numpy())

    def _input(self, pictures: Pixels) -> Tensor:
        return torch.from_numpy(pictures.copy()).to(self.device).float().reshape(-1, 1, SIDE, SIDE) / 255


def drawn(cloud: Cloud | None, latents: int, count: int, seed: int) -> Floats:
    """Codes [count, latents]: standard normal ones, or of the normal distribution that fits a cloud."""
    noise = np.random.default_rng(seed).standard_normal((count, latents))
    if cloud is None:
        return noise
    values, axes = np.linalg.eigh(cloud.covariance)
    return cloud.mean + noise @ (axes * np.sqrt(values.clip(0))).T


def drawn_told(clouds: Sequence[Cloud], kinds: Sequence[int], seed: int) -> Floats:
    """Codes [len(kinds), latents], each of the normal distribution of its kind: a prior that is told the class, too.

    Sohn, Lee and Yan 2015 learn such a prior with a net; here it is fitted afterwards.
    """
    noise = np.random.default_rng(seed).standard_normal((len(kinds), len(clouds[0].mean)))
    made = np.empty_like(noise)
    for kind in set(kinds):
        where = np.asarray(kinds) == kind
        values, axes = np.linalg.eigh(clouds[kind].covariance)
        made[where] = clouds[kind].mean + noise[where] @ (axes * np.sqrt(values.clip(0))).T
    return made


def between(begin: Floats, end: Floats, shares: Sequence[float], spherical: bool) -> Floats:
    """Codes [len(shares), latents] on the way from one code [latents] to another.

    Linear, or along the great circle with the length interpolated (Shoemake 1985; White 2016, *Sampling generative
    networks*): in many dimensions the middle of a straight line is nearer to the origin than any sample.
    """
    share = np.asarray(shares)[:, None]
    if not spherical:
        return (1 - share) * begin + share * end
    long, far = np.linalg.norm(begin), np.linalg.norm(end)
    if min(long, far) < 1e-9:
        return (1 - share) * begin + share * end
    angle = float(np.arccos(np.clip(begin @ end / (long * far), -1, 1)))
    if np.sin(angle) < 1e-6:
        return (1 - share) * begin + share * end
    direction = (np.sin((1 - share) * angle) * begin / long + np.sin(share * angle) * end / far) / np.sin(
        angle
    )
    found: Floats = direction * ((1 - share) * long + share * far)
    return found


def frechet(one: Floats, other: Floats) -> float:
    """Fréchet distance between the normal distributions that fit two sets of features [n, width].

    Heusel et al. 2017 (FID), in this judge's features and therefore comparable only among themselves.
    """
    mean, means = one.mean(0), other.mean(0)
    first, second = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    # The trace of the root of a product of two covariances is that of a symmetric matrix, whose root is stable.
    values, axes = np.linalg.eigh(first)
    root = (axes * np.sqrt(values.clip(0))) @ axes.T
    common = np.sqrt(np.linalg.eigvalsh(root @ second @ root).clip(0)).sum()
    return float(np.square(mean - means).sum() + np.trace(first) + np.trace(second) - 2 * common)
