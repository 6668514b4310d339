"""Codes drawn, ways between codes, and distances between sets, against their definitions and scipy."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
import torch

from model_zoo.latent.generating import Cloud, between, drawn, drawn_told, frechet
from model_zoo.nets.image_vae import ImageVae, VaeShape, divergence, evidence


def test_drawn_codes_have_the_clouds_moments() -> None:
    spread = np.array([[2.0, 1.2], [1.2, 1.0]])
    cloud = Cloud(np.array([3.0, -1.0]), spread)
    codes = drawn(cloud, 2, 40_000, 0)
    assert np.allclose(codes.mean(0), cloud.mean, atol=0.05)
    assert np.allclose(np.cov(codes, rowvar=False), spread, atol=0.06)
    assert np.allclose(drawn(None, 3, 40_000, 1).std(0), 1, atol=0.02)
    assert np.array_equal(drawn(None, 3, 5, 7), drawn(None, 3, 5, 7))


def test_codes_of_a_kind_come_from_its_own_cloud() -> None:
    clouds = [Cloud(np.full(2, 10.0 * kind), np.eye(2) * 4.0**kind) for kind in range(2)]
    codes = drawn_told(clouds, [0, 1] * 5000, 3)
    assert np.allclose(codes[::2].mean(0), 0, atol=0.1) and np.allclose(codes[1::2].mean(0), 10, atol=0.1)
    assert np.allclose(codes[::2].std(0), 1, atol=0.05) and np.allclose(codes[1::2].std(0), 2, atol=0.1)


def test_ways_begin_and_end_where_they_should_and_spheres_keep_their_length() -> None:
    one, other = np.array([3.0, 0.0, 0.0]), np.array([0.0, 3.0, 0.0])
    for spherical in (False, True):
        way = between(one, other, [0.0, 0.5, 1.0], spherical)
        assert np.allclose(way[0], one) and np.allclose(way[2], other)
        assert np.linalg.norm(way[1]) == pytest.approx(3.0 if spherical else 3 / np.sqrt(2))
    assert np.allclose(between(one, one, [0.3], True), one)
    assert np.allclose(between(one, 0 * one, [0.5], True), one / 2)
    assert np.isfinite(between(one, -one, [0.5], True)).all()


def test_frechet_distance_is_the_formula_of_heusel() -> None:
    random = np.random.default_rng(0)
    one = random.normal(size=(500, 6)) @ random.normal(size=(6, 6))
    other = random.normal(size=(400, 6)) + 1
    first, second = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    root = scipy.linalg.sqrtm(first @ second).real
    expected = np.square(one.mean(0) - other.mean(0)).sum() + np.trace(first + second - 2 * root)
    assert frechet(one, other) == pytest.approx(expected, rel=1e-6)
    assert frechet(one, one) == pytest.approx(0, abs=1e-8)
    assert frechet(one, one + 2) == pytest.approx(6 * 4)


def test_divergence_is_what_sampling_says() -> None:
    mean, log_spread = torch.tensor([[0.7]]), torch.tensor([[-0.4]])
    here = torch.distributions.Normal(mean, log_spread.exp())
    expected = torch.distributions.kl_divergence(here, torch.distributions.Normal(0.0, 1.0))
    assert torch.allclose(divergence(mean, log_spread), expected)


def test_the_bound_of_a_linear_painter_is_below_the_likelihood_and_near_it() -> None:
    """With a decoder that ignores its code the bound is the likelihood less the divergence, exactly."""
    torch.manual_seed(0)
    net = ImageVae(VaeShape(2))
    with torch.no_grad():
        net.recall.weight.zero_()
    x = torch.rand(4, 1, 28, 28)
    likelihood, apart = evidence(net, x, torch.randn(4, 2))
    normal = torch.distributions.Normal(net.decode(torch.zeros(4, 2)), net.spread().exp())
    assert torch.allclose(likelihood, normal.log_prob(x).sum((1, 2, 3)), rtol=1e-4)
    assert bool((apart >= 0).all())


def test_a_plain_net_has_no_spread_and_a_told_one_wants_to_be_told() -> None:
    plain = ImageVae(VaeShape(3, variational=0))
    mean, log_spread = plain.encode(torch.rand(2, 1, 28, 28))
    assert mean.shape == (2, 3) and bool((log_spread.exp() == 0).all())
    told = ImageVae(VaeShape(3, classes=4))
    with pytest.raises(ValueError, match="told"):
        told.decode(torch.zeros(2, 3))
    one, other = (told.decode(torch.zeros(1, 3), torch.tensor([kind])) for kind in (0, 1))
    assert one.shape == (1, 1, 28, 28) and not torch.equal(one, other)
