"""The nets of the auto-encoder demos against plain computations: shapes, contrastive divergence, unrolling."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest
import torch

from model_zoo.latent.layer_wise import pretrain
from model_zoo.nets.conv_denoiser import ConvDenoiser, DenoiserShape
from model_zoo.nets.dense_auto_encoder import DenseAutoEncoder, DenseShape, Units
from model_zoo.nets.restricted_boltzmann import RestrictedBoltzmann


def test_the_code_is_linear_and_the_ends_are_as_told() -> None:
    torch.manual_seed(0)
    for units in get_args(Units):
        net = DenseAutoEncoder(DenseShape(20, (12, 7), 3, units))
        x = torch.rand(5, 20)
        code = net.encode(x)
        assert code.shape == (5, 3) and net(x).shape == (5, 20)
        assert torch.equal(net(x), net.decode(code))
        # a code's layer is linear: twice the bias-free answer for twice what comes into it
        inner = torch.rand(4, 7)
        last = net.down[-1]
        assert isinstance(last, torch.nn.Linear)
        doubled, single = last(2 * inner) - last.bias, last(inner) - last.bias
        assert torch.allclose(doubled, 2 * single, atol=1e-6)
        if units == "logistic":
            assert bool((net(100 * x) <= 1).all()) and bool((net(100 * x) >= 0).all())


def every_state(count: int) -> torch.Tensor:
    return torch.tensor(list(itertools.product([0.0, 1.0], repeat=count)))


def test_the_free_energy_is_that_of_all_hidden_states() -> None:
    machine = RestrictedBoltzmann(5, 3, torch.Generator().manual_seed(0))
    machine.weights.mul_(20)
    machine.visible_bias += 0.3
    machine.hidden_bias -= 0.2
    visible = every_state(5)
    hidden = every_state(3)
    energy = -(visible @ machine.weights @ hidden.T) - (visible @ machine.visible_bias)[:, None]
    energy = energy - (hidden @ machine.hidden_bias)[None]
    assert torch.allclose(machine.free_energy(visible), -torch.logsumexp(-energy, dim=1), atol=1e-5)


def test_contrastive_divergence_raises_the_probability_of_the_data() -> None:
    generator = torch.Generator().manual_seed(3)
    machine = RestrictedBoltzmann(6, 4, generator)
    data = torch.tensor([[1.0, 1, 1, 0, 0, 0], [0.0, 0, 0, 1, 1, 1]]).repeat(20, 1)
    everything = every_state(6)

    def likelihood() -> float:
        total = torch.logsumexp(-machine.free_energy(everything), dim=0)
        return float((-machine.free_energy(data) - total).mean())

    before = likelihood()
    for _ in range(400):
        machine.learn(data, 0.1)
    assert likelihood() > before + 1.5  # from 6 ln 2 = 4.16 towards ln 2 = 0.69
    assert likelihood() < -0.69


def test_the_layer_wise_start_reconstructs_before_any_fine_tuning() -> None:
    generator = torch.Generator().manual_seed(1)
    prototypes = (torch.rand(4, 36, generator=generator) > 0.5).float()
    rows = prototypes[torch.randint(4, (400,), generator=generator)]
    flips = torch.rand(rows.shape, generator=generator) < 0.03
    rows = (rows - flips.float()).abs()
    torch.manual_seed(0)
    plain = DenseAutoEncoder(DenseShape(36, (24, 12), 3, "logistic"))
    begun = DenseAutoEncoder(DenseShape(36, (24, 12), 3, "logistic"))
    told: list[float] = []
    pretrain(begun, rows, 30, generator, lambda share, _words: told.append(share), batch=20)
    floor = float((rows - rows.mean(dim=0)).square().mean())
    with torch.no_grad():
        errors = [float((net(rows) - rows).square().mean()) for net in (plain, begun)]
    assert errors[1] < 0.7 * floor < errors[0]
    assert told == sorted(told) and told[0] >= 0 and told[-1] < 1


def test_only_logistic_nets_begin_as_machines() -> None:
    net = DenseAutoEncoder(DenseShape(6, (4,), 2))
    with pytest.raises(ValueError, match="logistic"):
        pretrain(net, torch.rand(10, 6), 1, torch.Generator(), lambda *_: None)


@pytest.mark.parametrize("size", [(28, 28), (13, 30), (4, 4), (33, 5)])
def test_the_denoiser_takes_any_size(size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    net = ConvDenoiser(DenoiserShape(8, 8, 1)).eval()
    picture = torch.rand(2, 1, *size)
    assert net(picture).shape == picture.shape
    assert net(picture, torch.rand(2, 1, *size)).shape == picture.shape


def test_what_it_is_told_makes_a_difference() -> None:
    torch.manual_seed(0)
    net = ConvDenoiser(DenoiserShape(8, 8, 1)).eval()
    picture = torch.rand(1, 1, 12, 12)
    blind, told = net(picture), net(picture, torch.zeros_like(picture))
    assert not torch.allclose(blind, told)  # "no noise here" is another input than "not told"
