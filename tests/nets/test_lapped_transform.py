"""The lapped transform against its definition and its published coding gain, and the net that begins as it."""

from __future__ import annotations

import math

import numpy as np
import torch

from model_zoo.nets.image_codec import (
    CodecShape,
    ImageCodec,
    _between,
    board,
    first_step,
    padded,
    spread_of,
)
from model_zoo.nets.lapped_transform import BANDS, dct, kernels, lot


def gain(basis: np.ndarray, correlation: float = 0.95) -> float:
    """Coding gain in dB on a first-order process: by how much variances of bands differ."""
    places = np.arange(basis.shape[1])
    process = correlation ** np.abs(np.subtract.outer(places, places))
    variances = np.diag(basis @ process @ basis.T)
    return float(-10 * np.log10(variances).mean())


def test_it_is_orthonormal_also_with_its_neighbours() -> None:
    basis = lot()
    assert np.allclose(basis @ basis.T, np.eye(BANDS))
    assert np.allclose(basis[:, BANDS:] @ basis[:, :BANDS].T, 0, atol=1e-12)
    flat = kernels(64).reshape(64, -1)
    assert np.allclose(flat @ flat.T, np.eye(64))


def test_its_coding_gain_is_the_published_one() -> None:
    assert math.isclose(gain(dct()), 8.83, abs_tol=0.01)  # Malvar 1992: 8.83 dB, and 9.2 dB for the LOT
    assert 9.15 < gain(lot()) < 9.3


def test_the_untrained_codec_gives_back_a_grey_picture_borders_included() -> None:
    net = ImageCodec(CodecShape())
    grey = torch.rand(1, 1, 40, 56, generator=torch.Generator().manual_seed(0)).expand(1, 3, 40, 56) - 0.5
    quality = torch.full((1, 1, 1, 1), 0.5)
    with torch.no_grad():
        again = net.synthesis(net.analysis(grey, quality), quality)
    assert torch.allclose(again, grey, atol=1e-4)


def test_gains_go_from_level_to_level() -> None:
    shape = CodecShape(levels=4)
    net = ImageCodec(shape)
    quality = torch.tensor([0.0, 0.5, 1.0]).reshape(3, 1, 1, 1)
    gains = net.gain(quality)[:, 0, 0, 0]
    steps = [first_step(shape, level) for level in range(4)]
    expected = [1 / steps[0], 1 / math.sqrt(steps[1] * steps[2]), 1 / steps[3]]
    assert torch.allclose(gains, torch.tensor(expected), rtol=1e-4)
    assert torch.allclose(net.gain(quality) * net.returned(quality), torch.ones(3, shape.channels, 1, 1))
    assert _between(torch.zeros(2, 5), quality).shape == (3, 5, 1, 1)


def test_beliefs_see_neighbours_and_never_themselves() -> None:
    """A place that is coded second may depend on those coded first, and on nothing else."""
    shape = CodecShape(luma=4, chroma=2, inner=8, features=6, hyper=3)
    net = ImageCodec(shape)
    first = board(6, 6)
    features, quality = torch.randn(1, 6, 6, 6), torch.zeros(1, 1, 1, 1)
    latents = torch.randn(1, shape.channels, 6, 6, requires_grad=True)
    mean, spread = net.beliefs(features, latents * first, 1 - first, quality)
    for at, may in (((2, 3), True), ((2, 2), False)):
        (slope,) = torch.autograd.grad((mean + spread)[0, :, at[0], at[1]].sum(), latents, retain_graph=True)
        seen = slope[0].abs().sum(0) > 0
        assert bool(seen.any()) == may
        assert not bool((seen & (first[0, 0] == 0)).any())


def test_spreads_and_paddings() -> None:
    assert math.isclose(float(spread_of(torch.tensor(0.0))), 0.11, rel_tol=1e-5)
    assert math.isclose(float(spread_of(torch.tensor(500.0))), 64.0, rel_tol=1e-3)
    assert padded(torch.zeros(1, 1, 5, 8), 4).shape == (1, 1, 8, 8)
